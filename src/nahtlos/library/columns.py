"""Which columns a delivery must have, where they stand in it, and their cells as typed values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from nahtlos.engine.screen import Value
from nahtlos.errors import HeadingMissing, HeadingTwice, WrongColumn
from nahtlos.expressions import (
    DECLARABLE,
    InvalidFormat,
    Kind,
    check_format,
    normalize_text,
    parse_value,
)

_WORDS = ("column", "type", "format", "optional")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that is asked for: the name its values get, and what they are."""

    name: str
    heading: str
    type: Kind = "text"
    format: str | None = None
    optional: bool = False
    """Whether the heading may be missing, and a cell blank."""

    def value(self, cell: str) -> Value:
        """Return a cell as the column's type; raises `InvalidValue`."""
        if self.optional and not cell.strip():
            return None
        return cast(Value, parse_value(self.type, cell, format=self.format))


def columns_of(action: str, asked: Mapping[str, Any]) -> tuple[Column, ...]:
    """Read `{name: Heading}` and `{name: {column:, type:, format:, optional:}}`."""
    return tuple(_column(action, name, wish) for name, wish in asked.items())


def _column(action: str, name: str, wish: Any) -> Column:
    if isinstance(wish, str):
        return Column(name=name, heading=wish)
    if not isinstance(wish, Mapping):
        raise WrongColumn(action=action, name=name, reason="write a heading, or a table with `column`")
    unknown = [word for word in wish if word not in _WORDS]
    if unknown:
        raise WrongColumn(action=action, name=name, reason=f'there is no "{unknown[0]}", only {", ".join(_WORDS)}')
    column = Column(
        name=name,
        heading=str(wish.get("column", name)),
        type=_type(action, name, wish.get("type", "text")),
        format=None if wish.get("format") is None else str(wish["format"]),
        optional=_flag(action, name, wish.get("optional", False)),
    )
    try:
        if column.format is not None:
            check_format(column.type, column.format)
    except InvalidFormat as error:
        raise WrongColumn(action=action, name=name, reason=str(error)) from None
    return column


def _type(action: str, name: str, word: Any) -> Kind:
    if word not in DECLARABLE:
        raise WrongColumn(action=action, name=name, reason=f"a type is one of {', '.join(DECLARABLE)}")
    return cast(Kind, word)


def _flag(action: str, name: str, word: Any) -> bool:
    if word in (True, False, "true", "false"):
        return word in (True, "true")
    raise WrongColumn(action=action, name=name, reason="`optional` is true or false")


def same_heading(heading: str) -> str:
    """Return what two headings have to share to count as the same."""
    return normalize_text(heading).rstrip(" :*").casefold()


def find_columns(
    delivery: str, headings: Sequence[str], asked: Sequence[Column]
) -> Sequence[tuple[Column, int | None]]:
    """Say at which place each column stands; a missing optional one stands nowhere."""
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        places.setdefault(same_heading(heading), []).append(place)
    found = []
    missing = []
    for column in asked:
        at = places.get(same_heading(column.heading), [])
        if len(at) > 1:
            raise HeadingTwice(delivery=delivery, heading=column.heading)
        if not at and not column.optional:
            missing.append(column.heading)
        found.append((column, at[0] if at else None))
    if missing:
        # A first line of which most is unknown may be no headings but somebody's record.
        known = headings if len(missing) * 2 <= len(asked) else ()
        raise HeadingMissing(delivery=delivery, headings=missing, known=tuple(known))
    return found
