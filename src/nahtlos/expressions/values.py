"""From texts to values and back: what a field holds by its type, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from nahtlos.errors import InvalidFormat, InvalidValue
from nahtlos.expressions import identifiers
from nahtlos.expressions.dates import DateFormat, read_date, read_time
from nahtlos.expressions.numbers import NumberFormat, read_integer, read_money, read_number, write_number
from nahtlos.expressions.texts import normalize_text
from nahtlos.expressions.types import NAMES, Kind

Value: TypeAlias = str | int | Decimal | date | time | bool | tuple[str, ...]
"""What a field can hold."""

_READERS: Mapping[Kind, Callable[[str], Value]] = {
    "integer": read_integer,
    "number": read_number,
    "money": read_money,
    "date": read_date,
    "time": read_time,
    "iban": identifiers.read_iban,
    "customer_number": identifiers.read_customer_number,
    "bg_number": identifiers.read_bg_number,
    "postcode": identifiers.read_postcode,
    "email": identifiers.read_email,
}
_DATES: frozenset[Kind] = frozenset({"date", "time"})
_NUMBERS: frozenset[Kind] = frozenset({"integer", "number", "money"})
_AS_WRITTEN: frozenset[Kind] = frozenset({"text", "rich_text"})


def check_format(kind: Kind, format: str) -> None:
    """Raise `InvalidFormat` if a field of this type cannot have this format."""
    if kind in _NUMBERS:
        NumberFormat.parse(format)
    elif kind in _DATES:
        _date_format(kind, format)
    elif kind == "list":
        if not format.strip():
            raise InvalidFormat(format=format, reason="it has to say what separates the entries")
    elif (kind, format) not in {("iban", "plain"), ("bg_number", "BG")}:
        raise InvalidFormat(format=format, reason=f"{NAMES[kind]} has no such format")


def parse_value(kind: Kind, text: str, *, format: str | None = None, reference: date | None = None) -> Value:
    """Read a text as a value of a type; raise `InvalidValue`, whose reason never holds the text.

    `reference` says which year is meant where a date format has none. Texts stay as they are; everything else loses
    the blanks around it, and must not be blank.
    """
    if kind in _AS_WRITTEN:
        return text
    trimmed = normalize_text(text)
    if not trimmed:
        if kind == "list":
            return ()
        raise InvalidValue("is blank")
    match kind:
        case "yes_no":
            return _yes_no(trimmed)
        case "list":
            return tuple(entry for part in trimmed.split((format or ",").strip()) if (entry := part.strip()))
        case "date" if format:
            return _date_format(kind, format).read_date(trimmed, reference=reference)
        case "time" if format:
            return _date_format(kind, format).read_time(trimmed)
        case "integer" | "number" | "money" if format:
            return _formatted_number(kind, trimmed, format)
    return _READERS[kind](trimmed) if kind in _READERS else trimmed


def format_value(value: object, kind: Kind, *, format: str | None = None) -> str:
    """Write a value as a text of a type; raise `InvalidValue` if it is not of that type.

    Without a format: dates ISO, times `09:30`, numbers `1234,5`, amounts `1234,50`, IBANs in groups of four, lists
    with commas. None is an empty text.
    """
    if value is None:
        return ""
    match kind, value:
        case "yes_no", bool():
            return render(value)
        case "integer" | "number" | "money", int() | Decimal() if not isinstance(value, bool):
            return NumberFormat.parse(format).write(value) if format else write_number(value, places=_places(kind))
        case ("date", date() as moment) | ("time", time() as moment):
            return _date_format(kind, format).write(moment) if format else render(moment)
        case "list", list() | tuple():
            return _joined([render(entry) for entry in value], (format or ",").strip())
        case "iban", str():
            return value if format == "plain" else identifiers.group_iban(value)
        case "bg_number", str() if format == "BG":
            return value.replace("//", "BG")
        case "text" | "rich_text" | "choice" | "file", _:
            return render(value)
        case _, str() if kind in {"customer_number", "bg_number", "postcode", "email"}:
            return str(value)
    raise InvalidValue(f"is not {NAMES[kind]}")


def render(value: object) -> str:
    """Write a value into a text: dates ISO, numbers plain; raise `InvalidValue` for what is not a single value."""
    match value:
        case str():
            return str(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal() if value.is_finite() and abs(value.adjusted()) < 60:
            return f"{value:f}"
        case datetime():
            return value.isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="seconds" if value.second else "minutes")
        case None:
            raise InvalidValue("is none")
        case list() | tuple():
            raise InvalidValue("is a list; say how to write it, for example with | join(', ')")
    raise InvalidValue("cannot be written into a text")


def same(one: object, other: object, kind: Kind, *, format: str | None = None) -> bool:
    """Whether two values, or the texts of them, are the same by the rules of their type; none and blank are."""
    return _compared(one, kind, format) == _compared(other, kind, format)


def _compared(value: object, kind: Kind, format: str | None) -> object:
    if isinstance(value, str):
        text = normalize_text(value)
        try:
            value = parse_value(kind, text, format=format)
        except InvalidValue:
            return text or None
    if isinstance(value, list | tuple):
        return sorted(normalize_text(render(entry)) for entry in value) or None
    return normalize_text(value) or None if isinstance(value, str) else value


def _yes_no(text: str) -> bool:
    if text not in {"true", "false"}:
        raise InvalidValue("is neither true nor false")
    return text == "true"


def _places(kind: Kind) -> int:
    return 2 if kind == "money" else 0


def _joined(entries: list[str], separator: str) -> str:
    if any(separator in entry or not entry.strip() for entry in entries):
        raise InvalidValue("has an entry that is blank or contains what separates the entries")
    return f"{separator} ".join(entries)


def _formatted_number(kind: Kind, text: str, format: str) -> int | Decimal:
    number = NumberFormat.parse(format).read(text)
    if kind != "integer":
        return number
    if number != number.to_integral_value():
        raise InvalidValue("is not a whole number")
    return int(number)


def _date_format(kind: Kind, format: str) -> DateFormat:
    date_format = DateFormat.parse(format)
    needed = {"day", "month"} if kind == "date" else {"hour", "minute"}
    if not needed <= date_format.units:
        raise InvalidFormat(format=format, reason=f"{NAMES[kind]} needs {' and '.join(sorted(needed))} in it")
    return date_format
