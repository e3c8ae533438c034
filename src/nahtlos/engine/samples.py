"""What screens are looked at with: values from the command line, the bot, the workflow, or a record that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from nahtlos.engine.screen import Value
from nahtlos.engine.values import typed, typed_inputs
from nahtlos.errors import ExpressionFailed
from nahtlos.expressions import InvalidValue, Template, parse_value
from nahtlos.plan import nodes

Given = Mapping[str, Mapping[str, str]]
"""By resource or operation, names and values as somebody wrote them."""
Arguments = Sequence[tuple[str, nodes.Argument]]


@dataclass(slots=True, kw_only=True)
class Samples:
    """The values that are known of one system; what is read on the way is added to them."""

    given: Given = field(default_factory=dict)
    inputs: Mapping[str, Value] = field(default_factory=dict)
    """Those of the workflow."""
    now: datetime
    known: dict[str, tuple[str, Value]] = field(default_factory=dict)
    """By the name of a field, its type and the value that a record has there."""

    def key_of(self, resource: nodes.Resource) -> dict[str, Value] | None:
        """Return the key that somebody gave for a record; raises `InvalidValue`."""
        texts = {**self._written(resource.sample), **self.given.get(resource.name, {})}
        values = {name: typed(text, resource.fields[name]) for name, text in texts.items() if name in resource.fields}
        return values if any(all(name in values for name in key) for key in resource.keys) else None

    def learn(self, resource: nodes.Resource, values: Mapping[str, object]) -> None:
        """Keep the values of a record, for operations that need such."""
        for name, one in resource.fields.items():
            if values.get(name) not in (None, "", ()):
                self.known.setdefault(name, (one.type, cast(Value, values[name])))

    def inputs_of(self, operation: nodes.Operation, arguments: Arguments) -> tuple[dict[str, object], list[str]]:
        """Return what an operation is looked at with, and which inputs nobody knows; raises `InvalidValue`."""
        texts = {**self._written(operation.sample), **self.given.get(operation.name, {})}
        values: dict[str, object] = {}
        for name, wanted in operation.inputs.items():
            kind, value = self.known.get(name, ("", None))
            if name in texts:
                values[name] = parse_value(wanted.kind, texts[name])
            elif (argument := self._argument(name, arguments)) is not None:
                values[name] = argument
            elif kind == wanted.kind:
                values[name] = value
        return typed_inputs(operation, values), [name for name in operation.required if name not in values]

    def _argument(self, name: str, arguments: Arguments) -> Value:
        """What the workflow says, where it needs no case for it."""
        for said, template in arguments:
            if said == name:
                try:
                    return cast(Value, template.evaluate({"inputs": self.inputs, "run": {"now": self.now}}))
                except ExpressionFailed:
                    return None
        return None

    def _written(self, sample: Sequence[tuple[str, Template]]) -> dict[str, str]:
        names = {"run": {"now": self.now}}
        return {name: _as_text(template.evaluate(names)) for name, template in sample}


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else str(value)


__all__ = ["Arguments", "Given", "InvalidValue", "Samples"]
