"""Working days: what is one, what is none and why, and how they are counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nahtlos.calendar.working_days import LANDS, Calendar, Calendars, ClosingDays
from nahtlos.errors import OutsideCalendar, UnknownLand

DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))

# From the laws on holidays of the Länder, 2026.
HOLIDAYS_2026 = {
    date(2026, 1, 6): {"BW", "BY", "ST"},  # Heilige Drei Könige
    date(2026, 3, 8): {"BE", "MV"},  # Internationaler Frauentag
    date(2026, 6, 4): {"BW", "BY", "HE", "NW", "RP", "SL"},  # Fronleichnam
    date(2026, 8, 15): {"SL"},  # Mariä Himmelfahrt; in Bavaria of the municipalities
    date(2026, 9, 20): {"TH"},  # Weltkindertag
    date(2026, 10, 31): {"BB", "HB", "HH", "MV", "NI", "SH", "SN", "ST", "TH"},  # Reformationstag
    date(2026, 11, 1): {"BW", "BY", "NW", "RP", "SL"},  # Allerheiligen
    date(2026, 11, 18): {"SN"},  # Buß- und Bettag
    date(2026, 10, 3): set(LANDS),
    date(2026, 4, 3): set(LANDS),  # Karfreitag
    date(2026, 12, 24): set(),
}


@pytest.mark.parametrize("day", HOLIDAYS_2026, ids=str)
def test_holidays_of_the_laender(day: date) -> None:
    """Each Land has the holidays of its law."""
    found = {land for land in LANDS if Calendar(land).holiday(day)}

    assert HOLIDAYS_2026[day] == found


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 10, 3), "Tag der Deutschen Einheit"),  # a Saturday, too
        (date(2026, 11, 22), "weekend"),
        (date(2026, 12, 24), "own closing day"),
        (date(2027, 12, 31), "own closing day"),
        (date(2026, 12, 31), None),
        (date(2026, 8, 14), "local holiday"),
        (date(2026, 12, 23), None),
    ],
)
def test_why_a_day_is_no_working_day(day: date, reason: str | None) -> None:
    """A day that is no working day says why."""
    closing = ClosingDays(once=frozenset({date(2027, 12, 31)}), yearly=frozenset({(12, 24)}))
    calendar = Calendar("RP", closing_days=closing, local_holidays=ClosingDays(yearly=frozenset({(8, 14)})))

    assert reason == calendar.reason(day)
    assert (reason is None) == calendar.is_working_day(day)


@pytest.mark.parametrize(
    ("day", "n", "wanted"),
    [
        (date(2026, 12, 23), 1, date(2026, 12, 24)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # Friday and Saturday are holidays
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over the year
        (date(2027, 1, 4), -1, date(2026, 12, 31)),
        (date(2026, 5, 2), 1, date(2026, 5, 4)),  # from a Saturday
        (date(2026, 5, 2), -1, date(2026, 4, 30)),  # Friday is 1 May
        (date(2026, 5, 2), 0, date(2026, 5, 2)),
        (date(2025, 12, 1), 10, date(2025, 12, 15)),
    ],
)
def test_adding_working_days(day: date, n: int, wanted: date) -> None:
    """Days are counted from the next one on, over weekends, holidays and years."""
    assert wanted == Calendar("RP").add(day, n)


@given(day=DAYS, n=st.integers(-800, 800))
def test_counting_undoes_adding(day: date, n: int) -> None:
    """Between a day and the n-th working day after it are n working days."""
    calendar = Calendars()["BY"]

    assert n == calendar.between(day, calendar.add(day, n))


@given(first=DAYS, length=st.integers(0, 500))
def test_counting_is_looking_at_each_day(first: date, length: int) -> None:
    """The quick count is the slow one."""
    calendar = Calendar("SN")
    days = [first + timedelta(days=n) for n in range(1, length + 1)]

    assert sum(map(calendar.is_working_day, days)) == calendar.between(first, first + timedelta(days=length))


@pytest.mark.parametrize(
    ("month", "n", "wanted"),
    [
        (1, 1, date(2026, 1, 2)),
        (12, -1, date(2026, 12, 31)),
        (12, -3, date(2026, 12, 29)),
        (5, 3, date(2026, 5, 6)),
        (2, 25, None),
        (2, 0, None),
    ],
)
def test_nth_working_day_of_a_month(month: int, n: int, wanted: date | None) -> None:
    """It is counted from the beginning or from the end; a month may have fewer."""
    assert wanted == Calendar("RP").nth_of_month(2026, month, n)


@given(year=st.integers(2000, 2060), month=st.integers(1, 12))
def test_working_days_of_a_month_in_their_order(year: int, month: int) -> None:
    """From the beginning and from the end, the same days are counted, and all of them."""
    calendar = Calendar("NI")
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]
    working = [day for day in days if day.month == month and calendar.is_working_day(day)]

    assert working == [calendar.nth_of_month(year, month, n) for n in range(1, len(working) + 1)]
    assert working[::-1] == [calendar.nth_of_month(year, month, -n) for n in range(1, len(working) + 1)]
    assert calendar.nth_of_month(year, month, len(working) + 1) is None
    assert calendar.nth_of_month(year, month, -len(working) - 1) is None


@pytest.mark.parametrize(
    ("land", "hint"),
    [
        ("rp", 'Did you mean "RP" (Rheinland-Pfalz)?'),
        ("Bayern", 'Did you mean "BY" (Bayern)?'),
        ("NRW", 'Did you mean "NW" (Nordrhein-Westfalen)?'),
        ("Q", "There are BB, BE,"),
    ],
)
def test_land_that_does_not_exist(land: str, hint: str) -> None:
    """An unknown Land is refused, and the message says what was meant."""
    with pytest.raises(UnknownLand) as caught:
        Calendar(land)

    assert hint in caught.value.message()


@pytest.mark.parametrize("day", [date(1990, 12, 31), date(2101, 1, 1)], ids=str)
def test_years_without_known_holidays(day: date) -> None:
    """Nobody is told that a day is a working day where no holidays are known."""
    with pytest.raises(OutsideCalendar):
        Calendar("RP").is_working_day(day)
