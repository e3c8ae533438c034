"""The record contract of a workflow: what inputs and items may be."""

from __future__ import annotations

from nahtlos.errors import InvalidValue, WrongConstant
from nahtlos.expressions import parse_value
from nahtlos.model.types import Declared
from nahtlos.plan import nodes
from nahtlos.plan.locators import check_pattern
from nahtlos.plan.reads import plain
from nahtlos.plan.scope import Scope, typed_of
from nahtlos.reading import Text


def compile_record(declared: dict[str, Declared], scope: Scope) -> dict[str, nodes.RecordField]:
    """Compile the fields of a record or of inputs."""
    return {name: _field(name, part, scope) for name, part in declared.items()}


def _field(name: str, declared: Declared, scope: Scope) -> nodes.RecordField:
    if declared.pattern is not None:
        check_pattern(declared.pattern, scope)
    for value in (declared.default, declared.min, declared.max, *declared.values):
        if value:
            _check_value(name, declared, value, scope)
    return nodes.RecordField(
        name=name,
        title=plain(declared.title),
        typed=typed_of(declared),
        optional=declared.optional,
        default=plain(declared.default),
        pattern=plain(declared.pattern),
        min=plain(declared.min),
        max=plain(declared.max),
        values=tuple(str(value) for value in declared.values),
        place=declared.place,
    )


def _check_value(name: str, declared: Declared, value: Text, scope: Scope) -> None:
    try:
        parse_value(declared.type, value)
    except InvalidValue as problem:
        scope.refuse(WrongConstant(name=name, value=value, reason=f"it {problem.reason}.", place=value.place))
