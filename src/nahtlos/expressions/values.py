"""From texts to values and back: what a field holds by its type, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from nahtlos.errors import InvalidFormat, InvalidValue
from nahtlos.expressions import identifiers
from nahtlos.expressions.dates import DateFormat, read_date, read_time
from nahtlos.expressions.numbers import NumberFormat, read_integer, read_money, read_number, write_number
from nahtlos.expressions.texts import normalize_text
from nahtlos.expressions.types import NAMES, Kind

Value: TypeAlias = str | int | Decimal | date | time | bool | tuple[str, ...]
"""What a field can hold."""


def parse_value(kind: Kind, text: str, *, format: str | None = None, reference: date | None = None) -> Value:
    """Read a text as a value of a type; raise `InvalidValue`, whose reason never holds the text.

    `reference` says which year is meant where a date format has none. A `text` stays as it is; everything else loses
    the blanks around it, and only a `list` may be blank.
    """
    if kind in _AS_WRITTEN:
        return text
    trimmed = normalize_text(text)
    if not trimmed and kind != "list":
        raise InvalidValue("is blank")
    shape = _shape(kind, format) if format else _SHAPES[kind]
    return shape.read(trimmed) if shape.read_near is None else shape.read_near(trimmed, reference)


def format_value(value: object, kind: Kind, *, format: str | None = None) -> str:
    """Write a value as a text of a type; raise `InvalidValue` if it is not of that type.

    Without a format: dates ISO, times `09:30`, numbers `1234,5`, amounts `1234,50`, IBANs in groups of four, lists
    with commas. None is an empty text. A type that nobody declared (`any`) is that of the value.
    """
    if value is None:
        return ""
    if kind not in _SHAPES:
        kind = next((known for python, known in _KINDS if isinstance(value, python)), "text")
    shape = _shape(kind, format) if format else _SHAPES[kind]
    if not isinstance(value, shape.holds) or isinstance(value, shape.never):
        raise InvalidValue(f"is not {NAMES[kind]}")
    return shape.write(value)


def check_format(kind: Kind, format: str) -> None:
    """Raise `InvalidFormat` if a field of this type cannot have this format."""
    _shape(kind, format)


def render(value: object) -> str:
    """Write a value into a text: dates ISO, numbers plain; raise `InvalidValue` for what is not a single value."""
    for python, write in _RENDERED:
        if isinstance(value, python):
            return write(value)
    raise InvalidValue("is none" if value is None else "is not a single value, and cannot be written into a text")


def same(one: object, other: object, kind: Kind, *, format: str | None = None) -> bool:
    """Whether two values, or the texts of them, are the same by the rules of their type; none and blank are."""
    return _compared(one, kind, format) == _compared(other, kind, format)


def _compared(value: object, kind: Kind, format: str | None) -> object:
    if isinstance(value, str):
        text = normalize_text(value)
        try:
            value = parse_value(kind, text, format=format)
        except InvalidValue:
            value = text
    if isinstance(value, list | tuple):
        return sorted(normalize_text(render(entry)) for entry in value) or None
    return value if value != "" else None


# ---------------------------------------------------------------- types without a format


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """How the values of a type are read and written, with or without a format."""

    holds: type | tuple[type, ...] = str
    never: type | tuple[type, ...] = ()
    """What Python counts as one of `holds`, and people do not."""
    read: Callable[[str], Value] = str
    read_near: Callable[[str, date | None], Value] | None = None
    """Reads with a reference date, where the format leaves out the year."""
    write: Callable[[Any], str] = str


def _plain(value: Decimal | int) -> str:
    if isinstance(value, Decimal) and not value.is_finite():
        raise InvalidValue("is no number")
    if value and abs(Decimal(value).adjusted()) > 60:
        raise InvalidValue("is too large or too small to be written")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _time(value: time) -> str:
    return value.isoformat(timespec="seconds" if value.second else "minutes")


def _yes_no(text: str) -> bool:
    if text not in {"true", "false"}:
        raise InvalidValue("is neither true nor false")
    return text == "true"


_RENDERED: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (str, str),
    (bool, lambda value: "true" if value else "false"),
    ((int, Decimal), _plain),
    (datetime, lambda value: value.isoformat(timespec="seconds")),
    (date, date.isoformat),
    (time, _time),
)
_KINDS: tuple[tuple[type | tuple[type, ...], Kind], ...] = (
    (bool, "yes_no"),
    (int, "integer"),
    (Decimal, "number"),
    (datetime, "text"),
    (date, "date"),
    (time, "time"),
    ((list, tuple), "list"),
)
_AS_WRITTEN: frozenset[Kind] = frozenset({"text", "rich_text"})
_ANY_TEXT = _Shape(holds=object, write=render)


def _separated(separator: str) -> _Shape:
    def read(text: str) -> tuple[str, ...]:
        return tuple(entry for part in text.split(separator) if (entry := part.strip()))

    def write(value: tuple[object, ...]) -> str:
        entries = [render(entry) for entry in value]
        if any(separator in entry or not entry.strip() for entry in entries):
            raise InvalidValue("has an entry that is blank or contains what separates the entries")
        return f"{separator} ".join(entries)

    return _Shape(holds=(list, tuple), read=read, write=write)


def _numeric(read: Callable[[str], Value], write: Callable[[Any], str]) -> _Shape:
    return _Shape(holds=(int, Decimal), never=bool, read=read, write=write)


_SHAPES: Mapping[Kind, _Shape] = {
    "text": _ANY_TEXT,
    "rich_text": _ANY_TEXT,
    "choice": _ANY_TEXT,
    "file": _ANY_TEXT,
    "integer": _Shape(holds=int, never=bool, read=read_integer),
    "number": _numeric(read_number, write_number),
    "money": _numeric(read_money, lambda value: write_number(value, places=2)),
    "date": _Shape(holds=date, never=datetime, read=read_date, write=date.isoformat),
    "time": _Shape(holds=time, read=read_time, write=_time),
    "yes_no": _Shape(holds=bool, read=_yes_no, write=render),
    "list": _separated(","),
    "iban": _Shape(read=identifiers.read_iban, write=identifiers.group_iban),
    "customer_number": _Shape(read=identifiers.read_customer_number),
    "bg_number": _Shape(read=identifiers.read_bg_number),
    "postcode": _Shape(read=identifiers.read_postcode),
    "email": _Shape(read=identifiers.read_email),
}


# ---------------------------------------------------------------- types with a format


@lru_cache(maxsize=256)  # the same few formats for every cell of a table
def _shape(kind: Kind, format: str) -> _Shape:
    make = _FORMATTED.get(kind)
    if make is None:
        raise InvalidFormat(format=format, reason=f"{NAMES[kind]} has no formats")
    return make(format)


def _integer(format: str) -> _Shape:
    pattern = NumberFormat.parse(format)

    def read(text: str) -> int:
        number = pattern.read(text)
        if number != number.to_integral_value():
            raise InvalidValue("is not a whole number")
        return int(number)

    return _Shape(holds=int, never=bool, read=read, write=pattern.write)


def _number(format: str) -> _Shape:
    pattern = NumberFormat.parse(format)
    return _numeric(pattern.read, pattern.write)


def _date(format: str) -> _Shape:
    pattern = DateFormat.parse(format)
    if not {"day", "month"} <= pattern.units:
        raise InvalidFormat(format=format, reason="a date needs day and month in it")
    read_near: Callable[[str, date | None], Value] = lambda text, near: pattern.read_date(text, reference=near)  # noqa: E731
    return _Shape(holds=date, never=datetime, read_near=read_near, write=pattern.write)


def _clock_time(format: str) -> _Shape:
    pattern = DateFormat.parse(format)
    if not {"hour", "minute"} <= pattern.units:
        raise InvalidFormat(format=format, reason="a time of day needs hour and minute in it")
    return _Shape(holds=time, read=pattern.read_time, write=pattern.write)


def _list(format: str) -> _Shape:
    if not format.strip():
        raise InvalidFormat(format=format, reason="it has to say what separates the entries")
    return _separated(format.strip())


def _iban(format: str) -> _Shape:
    if format != "plain":
        raise InvalidFormat(format=format, reason='an IBAN is written in groups, or "plain"')
    return _Shape(read=identifiers.read_iban)


def _bg_number(format: str) -> _Shape:
    if format != "BG":
        raise InvalidFormat(format=format, reason='a BG number is written with "//", or with "BG"')
    return _Shape(read=identifiers.read_bg_number, write=lambda value: value.replace("//", "BG"))


_FORMATTED: Mapping[Kind, Callable[[str], _Shape]] = {
    "integer": _integer,
    "number": _number,
    "money": _number,
    "date": _date,
    "time": _clock_time,
    "list": _list,
    "iban": _iban,
    "bg_number": _bg_number,
}
