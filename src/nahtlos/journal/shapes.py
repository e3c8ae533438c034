"""Whether the fields of an event hold what their types say; nothing else enters the journal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

from nahtlos.errors import listed
from nahtlos.events import Event, Shape

MOST = 2**63 - 1
"""What readers in other languages take for an integer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The test of one field, and what passes it in words."""

    words: str
    passes: Callable[[object], bool]


PLAIN: Mapping[object, Check] = {
    bool: Check(words="yes or no", passes=lambda value: type(value) is bool),
    int: Check(words="an integer", passes=lambda value: type(value) is int and -MOST <= value <= MOST),
}


def checks_of(kind: type[Event]) -> Mapping[str, Check]:
    """Return the test of each field of an event; a field whose type allows anything is a fault of its author."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: _check_of(hints[field.name]) for field in fields(kind)}


def _check_of(hint: object) -> Check:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _text(inner[1])
    if origin is Literal:
        return Check(words=f"one of {listed(inner)}", passes=partial(_is_one_of, frozenset(inner)))
    if origin in (Union, UnionType):
        (only,) = (each for each in inner if each is not NoneType)
        return _check_of(only)
    if origin in (tuple, dict):
        return _many(*[_check_of(each) for each in inner if each is not Ellipsis])
    if hint in PLAIN:
        return PLAIN[hint]
    raise TypeError(f"{hint} does not say what the journal may hold")


def _text(shape: Shape) -> Check:
    matches = re.compile(shape.pattern).fullmatch
    return Check(words=shape.words, passes=lambda value: isinstance(value, str) and matches(value) is not None)


def _many(each: Check, number: Check | None = None) -> Check:
    if number is None:
        return Check(words=f"a list, each {each.words}", passes=partial(_is_list_of, each))
    return Check(words=f"{number.words} for each of {each.words}", passes=partial(_is_table_of, each, number))


def _is_one_of(words: frozenset[object], value: object) -> bool:
    return isinstance(value, str) and value in words


def _is_list_of(each: Check, value: object) -> bool:
    return isinstance(value, tuple) and all(map(each.passes, value))


def _is_table_of(name: Check, number: Check, value: object) -> bool:
    return isinstance(value, dict) and all(map(name.passes, value)) and all(map(number.passes, value.values()))
