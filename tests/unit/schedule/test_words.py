"""Days without work are named as people name them."""

from __future__ import annotations

from datetime import date

import pytest

from nahtlos.calendar.working_days import Calendar, ClosingDays
from nahtlos.schedule.words import days_off, days_off_within, from_end, ordinal

CLOSED = ClosingDays(once=frozenset({date(2026, 12, 24), date(2026, 12, 28), date(2026, 11, 25)}))
RP = Calendar("RP", closing_days=CLOSED)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-12-25", "2026-12-27", "25-27 December are holidays or weekend"),
        ("2026-12-24", "2026-12-28", "24-28 December are holidays, closing days or weekend"),
        ("2026-11-28", "2026-11-29", "28-29 November are weekend"),
        ("2026-11-25", "2026-11-25", "25 November is a closing day"),
        ("2026-05-14", "2026-05-14", "14 May is a holiday (Christi Himmelfahrt)"),
        ("2026-10-31", "2026-11-01", "31 October to 1 November are holidays or weekend"),
    ],
)
def test_days_off(first: str, last: str, expected: str) -> None:
    """What kind of days follow each other is said once."""
    assert days_off(date.fromisoformat(first), date.fromisoformat(last), RP) == expected


def test_days_off_within_a_month_are_grouped() -> None:
    """Days that follow each other are named together, others by themselves."""
    found = days_off_within(date(2026, 11, 20), date(2026, 11, 30), RP)

    assert list(found) == ["21-22 November are weekend", "25 November is a closing day", "28-29 November are weekend"]


def test_numbers_as_words() -> None:
    """Small numbers are words, from either end."""
    assert [ordinal(n) for n in (1, 3, 10, 11, 12, 13, 21, 22, 23)] == [
        "first", "third", "tenth", "11th", "12th", "13th", "21st", "22nd", "23rd",
    ]  # fmt: skip
    assert [from_end(n) for n in (1, 2, 11)] == ["last", "second to last", "11th to last"]
