"""What stands behind `|`: each filter with what it takes, what it is given and what it makes of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from nahtlos.errors import InvalidFormat
from nahtlos.expressions.dates import DateFormat, read_date
from nahtlos.expressions.identifiers import group_iban, read_iban
from nahtlos.expressions.numbers import NumberFormat, read_money, read_number
from nahtlos.expressions.operators import (
    EXACT,
    LIST_LIMIT,
    TEXT_LIMIT,
    Stop,
    negate,
    text_of,
)
from nahtlos.expressions.patterns import Pattern
from nahtlos.expressions.rows import join, pick, sort_rows, sum_of, without_equals
from nahtlos.expressions.texts import normalize_text
from nahtlos.expressions.types import ANY, TEXT, Group, Kind, Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """What a filter is given in brackets."""

    name: str
    sort: Literal["value", "literal", "row"] = "value"
    """`literal` has to be written out, so that it is checked before the run and never comes from a page; `row` is
    evaluated for each row."""
    groups: frozenset[Group] = frozenset()
    """What it may be; empty means anything."""
    required: bool = True
    prepare: Callable[[str], object] = str
    """Turns a literal into what the filter works with; raises a `ModelError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One filter."""

    takes: frozenset[Group]
    """What it can be applied to; empty means anything, also none."""
    apply: Callable[..., object]
    """`apply(value, *arguments)`; raises `Stop` or `InvalidValue` where there is no result."""
    gives: Callable[[Typed, Sequence[Typed]], Typed]
    """Says what is known about the result."""
    arguments: tuple[Argument, ...] = ()
    conditions: bool = False
    """Whether it takes conditions over the columns of rows, instead of arguments."""


def _kind(kind: Kind) -> Callable[[Typed, Sequence[Typed]], Typed]:
    return lambda _, __: Typed(kind=kind)


def _same(value: Typed, _: Sequence[Typed]) -> Typed:
    return value


def _element(value: Typed, fallback: Sequence[Typed]) -> Typed:
    return (value.element or ANY) if not fallback or fallback[0].kind == "none" else ANY


def _default(value: Typed, fallback: Sequence[Typed]) -> Typed:
    if fallback[0].kind in {value.kind, "none"}:
        return value
    return TEXT if value.group == fallback[0].group == "text" else ANY


def _dual(kind: Kind) -> Callable[[Typed, Sequence[Typed]], Typed]:
    """Say what a filter gives that reads texts and writes values."""
    return lambda value, _: ANY if value.kind == "any" else Typed(kind=kind) if value.group == "text" else TEXT


# ---------------------------------------------------------------- texts


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not normalize_text(value))


def _replace(text: str, old: str, new: str) -> str:
    if not old:
        raise Stop("nothing is to be replaced")
    if text.count(old) * len(new) > TEXT_LIMIT:
        raise Stop("a text gets too long")
    return text.replace(old, new)


def _part(text: str, pattern: Pattern, *default: object) -> object:
    found = pattern.part(text)
    if found is not None:
        return found
    if not default:
        raise Stop("no part of the text fits the pattern")
    return default[0]


def _between(text: str, before: str, after: str) -> str:
    if not before or not after:
        raise Stop("nothing says between what the text is cut")
    _, found, rest = text.partition(before)
    part, end, _ = rest.partition(after)
    if not found or not end:
        raise Stop("the text does not have both texts it is cut between")
    return part.strip()


def _split(text: str, separator: str) -> tuple[str, ...]:
    if not separator:
        raise Stop("nothing says where the text is split")
    if text.count(separator) >= LIST_LIMIT:
        raise Stop("a list gets too long")
    return tuple(part.strip() for part in text.split(separator))


def _date(value: Any, *formats: DateFormat) -> object:
    if isinstance(value, str):
        return formats[0].read_date(value) if formats else read_date(value)
    return formats[0].write(value) if formats else text_of(value)


def _money(value: Any) -> object:
    return read_money(value) if isinstance(value, str) else MONEY.write(value)


def _number(value: Any) -> object:
    return read_number(value) if isinstance(value, str) else value


def _iban(value: str, *shape: str) -> str:
    return group_iban(read_iban(value)) if shape else read_iban(value)


def _grouped(shape: str) -> str:
    if shape != "grouped":
        raise InvalidFormat(format=shape, reason='an IBAN is plain, or "grouped"')
    return shape


MONEY = NumberFormat.parse("#,##0.00 €")


# ---------------------------------------------------------------- numbers


def round_half_up(value: Decimal | int, places: int = 0) -> Decimal | int:
    """Round as clerks do: a half goes away from zero."""
    if isinstance(value, int):
        return value
    if places != int(places) or not 0 <= places <= 20:
        raise Stop("a number is rounded to 0 to 20 places")
    return value.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP, EXACT)


def _abs(value: Any) -> object:
    return negate(value) if value < 0 else value


# ---------------------------------------------------------------- all of them

_TEXT: frozenset[Group] = frozenset({"text"})
_NUMBER: frozenset[Group] = frozenset({"number"})
_LIST: frozenset[Group] = frozenset({"list"})
_DATES: frozenset[Group] = frozenset({"date", "time", "moment", "text"})
_ENTRY = Argument(name="none", required=False)
_COLUMN = Argument(name="column", sort="row")

FILTERS: Mapping[str, Filter] = {
    "abs": Filter(takes=_NUMBER, apply=_abs, gives=_same),
    "between": Filter(
        takes=_TEXT,
        apply=_between,
        gives=_kind("text"),
        arguments=(Argument(name="before", groups=_TEXT), Argument(name="after", groups=_TEXT)),
    ),
    "date": Filter(
        takes=_DATES,
        apply=_date,
        gives=_dual("date"),
        arguments=(Argument(name="'dd.MM.yyyy'", sort="literal", required=False, prepare=DateFormat.parse),),
    ),
    "default": Filter(
        takes=frozenset(),
        apply=lambda value, fallback: fallback if _is_blank(value) else value,
        gives=_default,
        arguments=(Argument(name="value"),),
    ),
    "first": Filter(takes=_LIST, apply=pick("first"), gives=_element, arguments=(_ENTRY,)),
    "format": Filter(
        takes=_NUMBER,
        apply=lambda value, pattern: pattern.write(value),
        gives=_kind("text"),
        arguments=(Argument(name="'000000'", sort="literal", prepare=NumberFormat.parse),),
    ),
    "iban": Filter(
        takes=_TEXT,
        apply=_iban,
        gives=lambda _, shape: TEXT if shape else Typed(kind="iban"),
        arguments=(Argument(name="'grouped'", sort="literal", required=False, prepare=_grouped),),
    ),
    "join": Filter(
        takes=_LIST,
        apply=join,
        gives=_kind("text"),
        arguments=(Argument(name="separator", groups=_TEXT, required=False),),
    ),
    "last": Filter(takes=_LIST, apply=pick("last"), gives=_element, arguments=(_ENTRY,)),
    "length": Filter(takes=_LIST | _TEXT, apply=len, gives=_kind("integer")),
    "lower": Filter(takes=_TEXT, apply=str.lower, gives=_kind("text")),
    "money": Filter(takes=_TEXT | _NUMBER, apply=_money, gives=_dual("money")),
    "normalize": Filter(takes=_TEXT, apply=normalize_text, gives=_kind("text")),
    "number": Filter(
        takes=_TEXT | _NUMBER,
        apply=_number,
        gives=lambda value, _: value if value.group == "number" else Typed(kind="number"),
    ),
    "one": Filter(takes=_LIST, apply=pick("one"), gives=_element, arguments=(_ENTRY,)),
    "part": Filter(
        takes=_TEXT,
        apply=_part,
        gives=lambda _, arguments: TEXT if len(arguments) == 1 or arguments[1].group == "text" else ANY,
        arguments=(
            Argument(name="'pattern'", sort="literal", prepare=Pattern.compile),
            Argument(name="default", required=False),
        ),
    ),
    "replace": Filter(
        takes=_TEXT,
        apply=_replace,
        gives=_kind("text"),
        arguments=(Argument(name="old", groups=_TEXT), Argument(name="new", groups=_TEXT)),
    ),
    "round": Filter(
        takes=_NUMBER,
        apply=round_half_up,
        gives=_same,
        arguments=(Argument(name="places", groups=_NUMBER, required=False),),
    ),
    "sort": Filter(takes=_LIST, apply=sort_rows, gives=_same),
    "sort_by": Filter(takes=_LIST, apply=sort_rows, gives=_same, arguments=(_COLUMN,)),
    "split": Filter(
        takes=_TEXT,
        apply=_split,
        gives=lambda _, __: Typed(kind="list", element=TEXT),
        arguments=(Argument(name="separator", groups=_TEXT),),
    ),
    "sum_of": Filter(takes=_LIST, apply=sum_of, gives=_kind("number"), arguments=(_COLUMN,)),
    "trim": Filter(takes=_TEXT, apply=str.strip, gives=_kind("text")),
    "unique": Filter(takes=_LIST, apply=without_equals, gives=_same),
    "upper": Filter(takes=_TEXT, apply=str.upper, gives=_kind("text")),
    "where": Filter(
        takes=_LIST,
        apply=lambda rows, test: tuple(row for row in rows if test(row)),
        gives=_same,
        conditions=True,
    ),
    "where_not": Filter(
        takes=_LIST,
        apply=lambda rows, test: tuple(row for row in rows if not test(row)),
        gives=_same,
        conditions=True,
    ),
}
