"""Find, read and list the records of a resource in one conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from nahtlos.engine.conversation import Conversation
from nahtlos.engine.screen import Value
from nahtlos.plan import nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How a find ended; `target` is what it set on its way."""

    ending: Literal["found", "none", "many"]
    target: Mapping[str, object]


def key_of(resource: nodes.Resource, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the first natural key of which all fields have values."""
    for names in resource.keys:
        if all(values.get(name) not in (None, "") for name in names):
            return {name: values[name] for name in names}
    return {name: values.get(name) for name in resource.keys[0]}


async def find(talk: Conversation, key: Mapping[str, Value]) -> Found:
    """Look for a record on a fresh load; that nothing is there must have been seen."""
    assert talk.resource is not None
    for name in set(talk.scope) - talk.given:
        del talk.scope[name]
    talk.scope.update(key=key, finding=True)
    ending = await talk.run(talk.resource.find)
    talk.scope["finding"] = False
    target = {name: value for name, value in talk.scope.items() if name not in talk.given | {"key", "finding"}}
    talk.scope["target"] = target
    return Found(ending=ending or "found", target=target)


async def read(talk: Conversation) -> dict[str, Value]:
    """Read all readable fields of the record that was found."""
    assert talk.resource is not None
    talk.scope.pop("record", None)
    await talk.run(talk.resource.read or (nodes.Read(path="read", place=talk.resource.place, which="all"),))
    return dict(cast(Mapping[str, Value], talk.scope.get("record", {})))


async def list_keys(talk: Conversation) -> Sequence[Mapping[str, Value]]:
    """Read the keys of all records."""
    assert talk.resource is not None
    await talk.run(talk.resource.list)
    return cast(Sequence[Mapping[str, Value]], talk.scope[talk.resource.listed])
