"""The ways of writing that a model understands besides its names with values: each `spelled_out`, told to an editor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, get_args

from nahtlos.model.bot import Resource
from nahtlos.model.locator import KINDS, WAYS, Located, Locator, Name
from nahtlos.model.retention import Kept
from nahtlos.model.rows import CalendarColumn
from nahtlos.model.scalars import Days, Identifier
from nahtlos.model.schema.definitions import Definitions, Form, described
from nahtlos.model.schema.values import Schema, either, text, texts, words
from nahtlos.model.screen import Content, Entries, Filled
from nahtlos.model.transfer import Case, Question
from nahtlos.model.types import Declared, ValueType
from nahtlos.model.workflow import Decision, Process, Workflow
from nahtlos.model.written import Written


def one_of(keys: Iterable[str]) -> Schema:
    """Say that exactly one of these keys is written."""
    return {"oneOf": [{"required": [key]} for key in keys]}


def _name(definitions: Definitions) -> Schema:
    table = definitions.table(Name, without=("whole",))
    return either(texts(), table | {"minProperties": 1, "maxProperties": 1}, says=described(Name))


def _where(definitions: Definitions) -> Schema:
    ways = {way: definitions.key(Name, way) for way in WAYS}
    kinds = {kind: definitions.key(Locator, kind) for kind in KINDS}
    return kinds | ways | {"in": definitions.key(Locator, "in_")}


def _locator(definitions: Definitions) -> Schema:
    table = {
        "type": "object", "properties": _where(definitions), "additionalProperties": False, **one_of((*KINDS, *WAYS)),
    }  # fmt: skip
    return either(texts(), table, says=described(Locator))


def _located(model: type[Located]) -> Form:
    """Join the keys of a locator with those of what is located by it."""

    def form(definitions: Definitions) -> Schema:
        table = definitions.table(model, without=("at",))
        own = table["properties"]
        where = {key: schema for key, schema in _where(definitions).items() if key not in own}
        table |= {"properties": own | where, **one_of(key for key in where if key != "in")}
        return table if table["required"] else either(texts(), table, says=described(model))

    return form


def _filled(definitions: Definitions) -> Schema:
    table = _located(Filled)(definitions)
    return table | {"required": [], "anyOf": [{"required": ["value"]}, {"required": ["pick"]}]}


def _short(model: type[Written], short: Schema) -> Form:
    """Let a model be written as a single value."""
    return lambda definitions: either(definitions.table(model), short, says=described(model))


def _content(definitions: Definitions) -> Schema:
    suggested = {
        "type": "object",
        "properties": {
            "type": text() | {"description": "What is typed, so that suggestions come."},
            "pick": definitions.ref(Name) | {"description": "The choice to take: exactly one that is called so."},
        },
        "required": ["pick"],
        "additionalProperties": False,
    }
    return either(texts(), suggested, says="The value, or which choice is taken, and what is typed before.")


def _entries(definitions: Definitions) -> Schema:
    labels = {"type": "object", "additionalProperties": _content(definitions)}
    return either(labels, {"type": "array", "items": definitions.ref(Filled)}, says="Label and value, or a list.")


def _decision(definitions: Definitions) -> Schema:
    automatic = {
        "type": "object",
        "properties": {"automatic": definitions.key(Decision, "norm")},
        "required": ["automatic"],
        "additionalProperties": False,
    }
    return either(definitions.table(Decision), automatic, words("none", "prepared"), says=described(Decision))


def _case(definitions: Definitions) -> Schema:
    table = definitions.table(Case)
    steps = table["properties"]["steps"]
    table["properties"]["else"] = steps | {"description": "What to do if none of the conditions holds; the last way."}
    return table | one_of(("when", "else"))


def _keys(_: Definitions) -> Schema:
    return texts() | {"items": texts()}


def _process(definitions: Definitions) -> Schema:
    return either(definitions.ref(Process), words("none"), says=described(Process))


def _locateds(model: type[Located]) -> Iterator[tuple[Any, Form]]:
    """Everything that stands somewhere is written in the same way."""
    for part in model.__subclasses__():
        yield part, _located(part)
        yield from _locateds(part)


FORMS: Mapping[Any, Form] = MappingProxyType(
    {
        Name: _name,
        Locator: _locator,
        **dict(_locateds(Located)),
        Filled: _filled,
        Declared: _short(Declared, words(*get_args(ValueType))),
        Question: _short(Question, words(*get_args(ValueType))),
        CalendarColumn: _short(CalendarColumn, Definitions({}).of(Identifier)),
        Kept: _short(Kept, Definitions({}).of(Days)),
        Case: _case,
        Decision: _decision,
        Content: _content,
        Entries: _entries,
        (Resource, "key"): _keys,
        (Workflow, "process"): _process,
    }
)
"""By the model, the type, or the model and its field."""
