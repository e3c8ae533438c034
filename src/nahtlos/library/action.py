"""The decorator that makes a function a word of the language: its signature is what a step may say."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from nahtlos.engine.ports import Listing
from nahtlos.engine.screen import Value
from nahtlos.expressions import Typed

Function: TypeAlias = Callable[..., Awaitable[Value | Listing]]

_KINDS: Mapping[Any, Typed] = {
    str: Typed(kind="text"), int: Typed(kind="integer"), Decimal: Typed(kind="number"), bool: Typed(kind="yes_no"),
    date: Typed(kind="date"), time: Typed(kind="time"), Mapping: Typed(kind="record"), Sequence: Typed(kind="list"),
}  # fmt: skip
ROWS = Typed(kind="list", element=Typed(kind="record"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an action may use besides its inputs."""

    folder: Path
    """The workspace: names of files begin here, and nothing outside is touched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A word of the language and the function behind it."""

    name: str
    function: Function
    title: str
    example: str
    inputs: Mapping[str, Typed]
    required: frozenset[str] = field(default_factory=frozenset)
    outputs: Typed = field(default_factory=Typed)
    columns_input: str | None = None
    """The input whose names are the columns of the rows."""


def action(name: str, *, example: str, columns_input: str | None = None) -> Callable[[Function], Action]:
    """Make a function an action: its keyword arguments become inputs, the first line of its docstring the title."""

    def make(function: Function) -> Action:
        hints = get_type_hints(function)
        inputs = [
            parameter for parameter in inspect.signature(function).parameters.values()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        ]  # fmt: skip
        return Action(
            name=name,
            function=function,
            title=(inspect.getdoc(function) or "").partition("\n")[0],
            example=inspect.cleandoc(example),
            inputs={parameter.name: _typed(hints[parameter.name]) for parameter in inputs},
            required=frozenset(parameter.name for parameter in inputs if parameter.default is inspect.Parameter.empty),
            outputs=_typed(hints["return"]),
            columns_input=columns_input,
        )

    return make


def _typed(hint: Any) -> Typed:
    if hint is Listing:
        return ROWS
    if get_origin(hint) in (Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not NoneType)
    return _KINDS.get(get_origin(hint) or hint, Typed())
