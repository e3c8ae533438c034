"""What filters make of lists: one entry, another order, a sum, a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cmp_to_key
from typing import Any, Literal, TypeAlias

from nahtlos.expressions.operators import Stop, add, equal, group, number, order, text_of

UNIQUE_LIMIT = 2_000
"""How many entries `unique` looks through: it compares each with each."""

Row: TypeAlias = Callable[[object], object]
"""Evaluates an argument over one row, with the row's columns as names."""


def pick(which: Literal["first", "last", "one"]) -> Callable[..., object]:
    """Make the filter that picks an entry; with a second argument, an empty list has that instead."""

    def picked(rows: Sequence[object], *otherwise: object) -> object:
        if not rows and otherwise:
            return otherwise[0]
        if not rows:
            raise Stop(f"the list is empty, so there is no {which}; write {which}(none) if that may be")
        if which == "one" and len(rows) > 1:
            raise Stop("the list has more than one entry")
        return rows[-1 if which == "last" else 0]

    return picked


def sort_rows(rows: Sequence[object], key: Row = lambda row: row) -> tuple[object, ...]:
    """Sort numbers, dates or texts, or rows by one of them."""
    keys = [key(row) for row in rows]
    texts = {group(value) for value in keys} == {"text"}

    def compare(one: int, other: int) -> int:
        left: Any = keys[one]
        right: Any = keys[other]
        return (left > right) - (left < right) if texts else order(left, right)

    return tuple(rows[place] for place in sorted(range(len(rows)), key=cmp_to_key(compare)))


def without_equals(rows: Sequence[object]) -> tuple[object, ...]:
    """Keep the first of equal entries."""
    if len(rows) > UNIQUE_LIMIT:
        raise Stop(f"the list has more than {UNIQUE_LIMIT} entries, too many to look for equal ones")
    found: list[object] = []
    for row in rows:
        sort = group(row)
        if not any(group(other) == sort and equal(row, other) for other in found):
            found.append(row)
    return tuple(found)


def sum_of(rows: Sequence[object], column: Row) -> object:
    """Add up a column; of no rows, it is 0."""
    total: object = 0
    for row in rows:
        total = add(total, number(column(row)))
    return total


def join(rows: Sequence[object], separator: str = ", ") -> str:
    """Write entries one behind the other."""
    return separator.join(text_of(row) for row in rows)
