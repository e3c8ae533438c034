"""What the operators do with values: exact numbers, no guesses, and the types they fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from nahtlos.errors import InvalidValue
from nahtlos.expressions.types import NAMES, Group
from nahtlos.expressions.unknown import UNKNOWN
from nahtlos.expressions.values import render

NUMBER_LIMIT = Decimal(10) ** 40
"""How large a number may become."""

TEXT_LIMIT = 64 * 1024
"""How many characters a text may get."""

LIST_LIMIT = 100_000
"""How many entries a list may get."""

EXACT = Context(prec=90, traps=[DivisionByZero, InvalidOperation, Overflow])
ROUNDED = Context(prec=28, traps=[DivisionByZero, InvalidOperation, Overflow])


class Stop(Exception):  # noqa: N818 - never leaves the room: it becomes an ExpressionFailed that knows its place
    """An expression has no value; the reason holds none either."""


class Refusal(Stop):
    """A function was given what it cannot answer for: not the expression is wrong, but the case."""


class Touched(Exception):  # noqa: N818 - never leaves the room: it becomes UNKNOWN
    """An expression touched a value that is unknown until something was written."""


_GROUPS: Mapping[type, Group] = {
    str: "text", bool: "yes_no", int: "number", Decimal: "number", datetime: "moment", date: "date", time: "time",
    timedelta: "duration", list: "list", tuple: "list", dict: "record", type(None): "none",
}  # fmt: skip


def group(value: object) -> Group:
    """Return what a value can be compared with; every operation asks, so nothing unknown gets through."""
    known = _GROUPS.get(type(value))
    if known is not None:
        return known
    if value is UNKNOWN:
        raise Touched
    if isinstance(value, str):
        return "text"
    if isinstance(value, Mapping):
        return "record"
    raise Stop("a value is of a type that expressions do not know")


def number(value: object) -> Any:
    """Return a number, or stop."""
    if (found := group(value)) != "number":
        raise Stop(f"a number is needed, and there is {NAMES[found]}")
    return value


def truth(value: object) -> bool:
    """Return yes or no, or stop: nothing else counts as either."""
    if value is True or value is False:
        return value is True
    raise Stop(f"yes or no is needed, and there is {NAMES[group(value)]}")


def text_of(value: object) -> str:
    """Write a value into a text, or stop."""
    group(value)
    try:
        return render(value)
    except InvalidValue as error:
        raise Stop(f"a value {error.reason}") from None


def equal(left: object, right: object) -> bool:
    """Whether two values are equal; only values of one sort can be, and anything can be none."""
    groups = group(left), group(right)
    if "none" in groups:
        return left is right
    if groups[0] != groups[1]:
        raise Stop(f"{NAMES[groups[0]]} is compared with {NAMES[groups[1]]}")
    one: Any = left
    other: Any = right
    if groups[0] == "list":
        return len(one) == len(other) and all(equal(*pair) for pair in zip(one, other, strict=True))
    if groups[0] == "record":
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    return bool(one == other)


ORDERED: frozenset[Group] = frozenset({"number", "date", "time", "moment", "duration"})


def order(left: object, right: object) -> int:
    """Return -1, 0 or 1 as the left value comes before, with or after the right one."""
    groups = group(left), group(right)
    if groups[0] != groups[1] or groups[0] not in ORDERED:
        raise Stop(f"{NAMES[groups[0]]} has no order with {NAMES[groups[1]]}")
    one: Any = left
    try:
        return int(one > right) - int(one < right)
    except TypeError:  # a moment with and one without a time zone
        raise Stop("two moments have no order, because one has no time zone") from None


def contains(whole: object, part: object) -> bool:
    """Whether a list has an entry, or a text a part."""
    match group(whole):
        case "list":
            return any(equal(entry, part) for entry in whole)  # type: ignore[attr-defined]
        case "text" if group(part) == "text":
            return part in whole  # type: ignore[operator]
        case found:
            raise Stop(f'"in" needs a list or two texts, and there is {NAMES[group(part)]} in {NAMES[found]}')


COMPARISONS: Mapping[str, Callable[[object, object], bool]] = {
    "eq": equal,
    "ne": lambda left, right: not equal(left, right),
    "lt": lambda left, right: order(left, right) < 0,
    "lteq": lambda left, right: order(left, right) <= 0,
    "gt": lambda left, right: order(left, right) > 0,
    "gteq": lambda left, right: order(left, right) >= 0,
    "in": lambda left, right: contains(right, left),
    "notin": lambda left, right: not contains(right, left),
}


def add(left: object, right: object) -> object:
    """Add numbers, days to a date, or days to days."""
    groups = group(left), group(right)
    one: Any = left
    other: Any = right
    if groups == ("number", "number"):
        return bounded(EXACT.add(one, other) if _exact(one, other) else one + other)
    if groups[1] == "duration" and groups[0] in {"date", "moment", "duration"}:
        return _moved(lambda: one + other)
    raise Stop(f"{NAMES[groups[0]]} and {NAMES[groups[1]]} cannot be added")


def subtract(left: object, right: object) -> object:
    """Subtract numbers, days from a date, or a date from a date."""
    groups = group(left), group(right)
    one: Any = left
    other: Any = right
    if groups == ("number", "number"):
        return bounded(EXACT.subtract(one, other) if _exact(one, other) else one - other)
    if groups[0] in {"date", "moment", "duration"} and groups[1] in {"duration", groups[0]}:
        return _moved(lambda: one - other)
    raise Stop(f"{NAMES[groups[1]]} cannot be subtracted from {NAMES[groups[0]]}")


def multiply(left: object, right: object) -> object:
    """Multiply numbers."""
    one, other = number(left), number(right)
    return bounded(EXACT.multiply(one, other) if _exact(one, other) else one * other)


def divide(left: object, right: object) -> object:
    """Divide numbers; the result has up to 28 digits."""
    one, other = _divisible(left, right)
    return bounded(ROUNDED.divide(Decimal(one), Decimal(other)))


def floor_divide(left: object, right: object) -> object:
    """Divide and round down, also below zero."""
    one, other = _divisible(left, right)
    return bounded(_floor(Decimal(one), Decimal(other))[0] if _exact(one, other) else one // other)


def remainder(left: object, right: object) -> object:
    """Return what floor division leaves; it has the sign of the divisor."""
    one, other = _divisible(left, right)
    return bounded(_floor(Decimal(one), Decimal(other))[1] if _exact(one, other) else one % other)


def negate(value: object) -> object:
    """Return a number, or a number of days, with the other sign."""
    one: Any = value
    if group(value) == "duration":
        return -one
    return -number(value) if isinstance(value, int) else EXACT.minus(number(value))


def bounded(value: Any) -> Any:
    """Return a number unless it got too large."""
    if abs(value) < NUMBER_LIMIT:
        return value
    raise Stop("a number gets too large")


def _exact(left: object, right: object) -> bool:
    return isinstance(left, Decimal) or isinstance(right, Decimal)


def _divisible(left: object, right: object) -> tuple[Any, Any]:
    one, other = number(left), number(right)
    if other == 0:
        raise Stop("it divides by zero")
    return one, other


def _floor(left: Decimal, right: Decimal) -> tuple[Decimal, Decimal]:
    quotient, rest = EXACT.divmod(left, right)
    if rest and (rest < 0) != (right < 0):
        return EXACT.subtract(quotient, Decimal(1)), EXACT.add(rest, right)
    return quotient, rest


def _moved(move: Callable[[], object]) -> object:
    try:
        return move()
    except OverflowError:
        raise Stop("a date leaves the calendar") from None
    except TypeError:
        raise Stop("two moments cannot be subtracted, because one has no time zone") from None
