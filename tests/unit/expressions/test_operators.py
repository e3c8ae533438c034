from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nahtlos.errors import Place, Source
from nahtlos.expressions import UNKNOWN
from nahtlos.expressions.operators import (
    COMPARISONS,
    Stop,
    Touched,
    add,
    contains,
    divide,
    equal,
    floor_divide,
    group,
    multiply,
    negate,
    order,
    remainder,
    subtract,
    text_of,
    truth,
)
from nahtlos.reading import Text

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NOON_SOMEWHERE = datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001 - the point is the missing time zone
NUMBERS = st.integers(-(10**12), 10**12) | st.decimals(-(10**12), 10**12, places=4)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("x", "text"),
        (Text("x", place=Place(Source("f", "x"), 1, 1)), "text"),
        (True, "yes_no"),
        (1, "number"),
        (Decimal(1), "number"),
        (DAY, "date"),
        (NOON, "moment"),
        (time(1, 2), "time"),
        (timedelta(days=1), "duration"),
        ([], "list"),
        ((), "list"),
        ({}, "record"),
        (MappingProxyType({}), "record"),
        (None, "none"),
    ],
)
def test_every_value_has_a_sort(value: object, found: str) -> None:
    """Values are compared only with values of their sort."""
    assert group(value) == found


def test_what_is_no_value_of_the_language_stops() -> None:
    """A float is never exact, and objects are nothing that expressions know."""
    with pytest.raises(Stop, match="do not know"):
        group(1.5)


def test_the_unknown_stops_everything() -> None:
    """What is not known yet cannot be looked at."""
    with pytest.raises(Touched):
        group(UNKNOWN)


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [
        (1, Decimal("1.0"), True),
        ("a", "a", True),
        ("a", "b", False),
        (None, None, True),
        (None, "a", False),
        ("a", None, False),
        ([1, "a"], (1, "a"), True),
        ((1,), (1, 2), False),
        ({"a": 1}, {"a": Decimal(1)}, True),
        ({"a": 1}, {"b": 1}, False),
        (DAY, DAY, True),
    ],
)
def test_equality(left: object, right: object, result: bool) -> None:
    """Equal values are equal however they are held; nothing equals nothing only."""
    assert equal(left, right) is result


@pytest.mark.parametrize(("left", "right"), [("1", 1), (True, 1), (DAY, NOON), ([], {}), ([1], ["1"])])
def test_different_sorts_are_not_silently_unequal(left: object, right: object) -> None:
    """A comparison that could never be true is an error, not a no."""
    with pytest.raises(Stop, match="is compared with"):
        equal(left, right)


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [(1, 2, -1), (Decimal("2.5"), 2, 1), (DAY, DAY, 0), (time(9), time(10), -1), (NOON, NOON, 0)],
)
def test_order(left: object, right: object, result: int) -> None:
    """Numbers, dates and times have an order."""
    assert order(left, right) == result


@pytest.mark.parametrize(
    ("left", "right"), [("a", "b"), (1, DAY), (None, 1), (True, False), (NOON, NOON_SOMEWHERE), (DAY, NOON)]
)
def test_texts_have_no_order(left: object, right: object) -> None:
    """Texts, and values of two sorts, are not ordered: 10 would come before 9."""
    with pytest.raises(Stop, match="no order"):
        order(left, right)


@pytest.mark.parametrize(
    ("whole", "part", "result"),
    [(("a", "b"), "b", True), ([1], 2, False), ("abc", "bc", True), ("abc", "x", False), ((None,), None, True)],
)
def test_membership(whole: object, part: object, result: bool) -> None:
    """A list has entries, a text has parts."""
    assert contains(whole, part) is result


@pytest.mark.parametrize(("whole", "part"), [("1", 1), ({"a": 1}, "a"), (None, "a"), (("a",), 1)])
def test_membership_of_nothing_that_has_members(whole: object, part: object) -> None:
    """Records, numbers and mixed sorts have no members."""
    with pytest.raises(Stop):
        contains(whole, part)


@pytest.mark.parametrize(
    ("calculate", "left", "right", "result"),
    [
        (add, 1, 2, 3),
        (add, Decimal("0.1"), Decimal("0.2"), Decimal("0.3")),
        (add, 1, Decimal("0.5"), Decimal("1.5")),
        (add, DAY, timedelta(days=8), date(2026, 12, 2)),
        (add, timedelta(days=1), timedelta(days=2), timedelta(days=3)),
        (add, NOON, timedelta(days=1), datetime(2026, 11, 25, 12, 0, tzinfo=UTC)),
        (subtract, 1, 2, -1),
        (subtract, Decimal("0.3"), Decimal("0.1"), Decimal("0.2")),
        (subtract, date(2026, 12, 2), DAY, timedelta(days=8)),
        (subtract, DAY, timedelta(days=1), date(2026, 11, 23)),
        (multiply, 3, Decimal("0.1"), Decimal("0.3")),
        (multiply, 3, 4, 12),
        (divide, 1, 4, Decimal("0.25")),
        (divide, 2, 3, Decimal("0.6666666666666666666666666667")),
        (floor_divide, -7, 2, -4),
        (floor_divide, Decimal(-7), 2, -4),  # decimals round down like whole numbers
        (floor_divide, 7, Decimal("2.5"), 2),
        (remainder, -7, 3, 2),
        (remainder, Decimal("-7.5"), 3, Decimal("1.5")),
        (remainder, Decimal("7.5"), -3, Decimal("-1.5")),
        (remainder, Decimal(6), 3, 0),
    ],
)
def test_arithmetic(calculate: Callable[[object, object], object], left: object, right: object, result: object) -> None:
    """Numbers are exact, and dates move by days."""
    assert calculate(left, right) == result


@pytest.mark.parametrize(
    ("calculate", "left", "right", "reason"),
    [
        (add, "a", "b", "a text and a text cannot be added"),
        (add, DAY, 1, "a date and a number cannot be added"),
        (add, DAY, timedelta(days=10**7), "a date leaves the calendar"),
        (subtract, "a", 1, "a number cannot be subtracted from a text"),
        (subtract, NOON, NOON_SOMEWHERE, "one has no time zone"),
        (multiply, "ab", 3, "a number is needed, and there is a text"),
        (multiply, [1], 3, "a number is needed, and there is a list"),
        (multiply, 10**39, 10**39, "a number gets too large"),
        (divide, 1, 0, "it divides by zero"),
        (floor_divide, 1, Decimal(0), "it divides by zero"),
        (remainder, 1, 0, "it divides by zero"),
        (add, True, 1, "cannot be added"),
    ],
)
def test_arithmetic_stops(
    calculate: Callable[[object, object], object], left: object, right: object, reason: str
) -> None:
    """What has no exact result stops with a reason."""
    with pytest.raises(Stop, match=reason):
        calculate(left, right)


@pytest.mark.parametrize(
    ("value", "result"),
    [(3, -3), (Decimal("0.5"), Decimal("-0.5")), (timedelta(days=1), timedelta(days=-1))],
)
def test_the_other_sign(value: object, result: object) -> None:
    """Numbers and days can be negative."""
    assert negate(value) == result


@pytest.mark.parametrize("value", ["a", True, None, DAY])
def test_only_numbers_have_a_sign(value: object) -> None:
    """Nothing else can be negative."""
    with pytest.raises(Stop, match="a number is needed"):
        negate(value)


@pytest.mark.parametrize("value", ["", "a", 0, 1, None, []])
def test_only_yes_and_no_are_yes_and_no(value: object) -> None:
    """Nothing is true because it is there."""
    assert truth(True) is True
    assert truth(False) is False
    with pytest.raises(Stop, match="yes or no is needed"):
        truth(value)


@pytest.mark.parametrize("value", [None, (), {}])
def test_what_is_no_single_value_does_not_become_text(value: object) -> None:
    """Lists, records and nothing are not written into texts."""
    with pytest.raises(Stop):
        text_of(value)


@given(NUMBERS, NUMBERS)
def test_division_with_remainder_is_exact(left: Decimal | int, right: Decimal | int) -> None:
    """Quotient times divisor plus remainder is the dividend, and the remainder is smaller than the divisor."""
    if right == 0:
        return

    quotient, rest = floor_divide(left, right), remainder(left, right)

    assert equal(add(multiply(quotient, right), rest), left)
    assert abs(Decimal(str(rest))) < abs(Decimal(right))


@given(st.lists(NUMBERS, max_size=20))
def test_sums_are_exact(numbers: list[Decimal | int]) -> None:
    """Adding and subtracting the same numbers gives zero."""
    total: object = 0
    for each in numbers:
        total = add(total, each)
    for each in numbers:
        total = subtract(total, each)

    assert total == 0


def test_all_comparisons_have_a_sign() -> None:
    """Jinja's eight comparisons are here."""
    signs: Mapping[str, bool] = {name: holds(1, [1] if "in" in name else 1) for name, holds in COMPARISONS.items()}

    assert signs == {
        "eq": True, "ne": False, "lt": False, "lteq": True, "gt": False, "gteq": True, "in": True, "notin": False
    }  # fmt: skip
