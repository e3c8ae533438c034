"""Deadlines of law, by examples that courts and textbooks have published."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nahtlos.calendar.deadlines import (
    Length,
    days_in,
    end_after,
    end_from,
    extended_end,
    moved,
    notice_by_post,
    objection_deadline,
    part_of_month,
)
from nahtlos.calendar.working_days import Calendar, ClosingDays

DAYS = st.dates(date(1995, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("event", "n", "unit", "end"),
    [
        (date(2001, 4, 4), 1, "months", date(2001, 5, 4)),  # Kotz
        (date(2001, 1, 31), 1, "months", date(2001, 2, 28)),  # Kotz, § 188 Abs. 3
        (date(2001, 2, 28), 1, "months", date(2001, 3, 28)),  # BGH, NJW 1984, 1358: not the 31st
        (date(2021, 2, 2), 1, "weeks", date(2021, 2, 9)),  # Haufe
        (date(2021, 2, 2), 3, "weeks", date(2021, 2, 23)),  # Haufe
        (date(2021, 2, 2), 1, "months", date(2021, 3, 2)),  # Haufe
        (date(2023, 10, 31), 1, "months", date(2023, 11, 30)),
        (date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
        (date(2026, 12, 31), 2, "months", date(2027, 2, 28)),  # over the year
        (date(2026, 11, 22), 10, "days", date(2026, 12, 2)),
        (date(2026, 11, 30), 1, "quarters", date(2027, 2, 28)),
        (date(2026, 8, 31), 1, "half_years", date(2027, 2, 28)),
        (date(2026, 11, 22), 1, "half_months", date(2026, 12, 7)),
    ],
)
def test_deadline_that_an_event_begins(event: date, n: int, unit: str, end: date) -> None:
    """§§ 187 Abs. 1, 188 BGB.

    Published: C. Kotz, "Wie berechnet man eine Monatsfrist?" (with BGH, NJW 1984, 1358); Haufe SGB Office, "Fristen
    und Termine", 1.2.2 Ende.
    """
    assert end == end_after(event, Length.of(n, unit))


@pytest.mark.parametrize(("year", "end"), [(2005, date(2005, 3, 4)), (2004, date(2004, 3, 3))])
def test_month_and_a_half(year: int, end: date) -> None:
    """§ 189 BGB: the half month is counted last.

    Published: Freie Universität Berlin, netjura, "Fristberechnung": a month and a half from 17 January 2005 ends on
    4 March, in a leap year on 3 March.
    """
    assert end == end_after(date(year, 1, 17), Length(months=1, days=15))


@pytest.mark.parametrize(
    ("first", "n", "unit", "end"),
    [
        (date(2021, 2, 2), 1, "weeks", date(2021, 2, 8)),  # Haufe
        (date(2021, 2, 2), 3, "weeks", date(2021, 2, 22)),  # Haufe
        (date(2021, 2, 3), 1, "months", date(2021, 3, 2)),  # Haufe
        (date(2022, 11, 1), 6, "months", date(2023, 4, 30)),  # Jurafuchs: a tenancy of six months
        (date(2000, 7, 7), 18, "years", date(2018, 7, 6)),  # entdeckejura.de: of age on 7 July 2018
        (date(2026, 1, 31), 1, "months", date(2026, 2, 28)),
        (date(2026, 1, 29), 1, "months", date(2026, 2, 28)),
        (date(2026, 3, 31), 1, "months", date(2026, 4, 30)),
        (date(2008, 2, 29), 18, "years", date(2026, 2, 28)),  # § 187 Abs. 2 Satz 2: a birthday of leap years
        (date(2026, 11, 22), 1, "days", date(2026, 11, 22)),
    ],
)
def test_deadline_that_begins_with_a_day(first: date, n: int, unit: str, end: date) -> None:
    """§§ 187 Abs. 2, 188 BGB: the first day counts.

    Published: Haufe SGB Office, "Fristen und Termine", 1.2.2 Ende ("Fristbeginn ohne Ereignis"); Jurafuchs, "Beginn
    der Frist - Beginn eines Tages maßgeblich"; entdeckejura.de, "Fristenberechnung" (coming of age).
    """
    assert end == end_from(first, Length.of(n, unit))


def test_end_on_a_saturday() -> None:
    """§ 193 BGB: the next day that is no rest day.

    Published: C. Kotz, "Wie berechnet man eine Monatsfrist?": from 5 April 2001, a month ends on Saturday, 5 May, and
    so on Monday, 7 May.
    """
    assert date(2001, 5, 7) == moved(end_after(date(2001, 4, 5), Length(months=1)), Calendar("NW"))


@pytest.mark.parametrize(
    ("land", "end", "last"),
    [
        ("NW", date(2024, 6, 1), date(2024, 6, 3)),  # Saturday
        ("RP", date(2026, 10, 3), date(2026, 10, 5)),  # a holiday on a Saturday
        ("RP", date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday: over Easter Monday
        ("BE", date(2026, 6, 4), date(2026, 6, 4)),  # Fronleichnam is no holiday there
        ("BW", date(2026, 6, 4), date(2026, 6, 5)),
    ],
)
def test_end_on_a_day_of_rest(land: str, end: date, last: date) -> None:
    """§ 26 Abs. 3 Satz 1 SGB X: weekends and the holidays of the Land move the end."""
    assert last == moved(end, Calendar(land))


def test_closing_day_of_the_office_moves_no_deadline() -> None:
    """24 December is no holiday in law; a holiday of the municipality is one."""
    days = ClosingDays(yearly=frozenset({(12, 24)}))

    assert date(2026, 12, 24) == moved(date(2026, 12, 24), Calendar("BY", closing_days=days))
    assert date(2026, 12, 28) == moved(date(2026, 12, 24), Calendar("BY", local_holidays=days))


@pytest.mark.parametrize(
    ("posted", "notice"),
    [
        (date(2007, 9, 26), date(2007, 9, 29)),  # BSG: a Saturday stays
        (date(2021, 2, 8), date(2021, 2, 11)),  # BG BAU
        (date(2024, 12, 31), date(2025, 1, 3)),  # the last one of three days
        (date(2025, 1, 1), date(2025, 1, 5)),  # the first one of four, a Sunday
        (date(2026, 12, 22), date(2026, 12, 26)),  # a holiday
    ],
)
def test_notice_by_post(posted: date, notice: date) -> None:
    """§ 37 Abs. 2 SGB X: third day until 2024, fourth from 2025, and no moving over weekends.

    Published: BSG 6 May 2010, B 14 AS 12/09 R (posted 26 September 2007, made known on Saturday, 29 September); BG
    BAU, "Frist" (posted 8 February 2021); Postrechtsmodernisierungsgesetz, BGBl. 2024 I Nr. 236, Art. 33.
    """
    assert notice == notice_by_post(posted)


@pytest.mark.parametrize(
    ("posted", "end"),
    [
        (date(2007, 9, 26), date(2007, 10, 29)),  # BSG: a Monday
        (date(2021, 2, 8), date(2021, 3, 11)),  # BG BAU
        (date(2026, 11, 21), date(2026, 12, 28)),  # made known on the 25th: over Christmas and a Sunday
        (date(2026, 1, 27), date(2026, 3, 2)),  # made known on the 31st: 28 February is a Saturday
    ],
)
def test_objection_after_notice_by_post(posted: date, end: date) -> None:
    """§ 84 Abs. 1 SGG: a month after the notice, with § 64 Abs. 3 SGG at its end.

    Published: BSG 6 May 2010, B 14 AS 12/09 R (the month ended on Monday, 29 October 2007; an action of 31 October
    was late); BG BAU, "Frist" (the month ended on 11 March 2021).
    """
    assert end == objection_deadline(notice_by_post(posted), Calendar("BW"))


def test_extension() -> None:
    """§ 190 BGB: counted from the end of the old deadline on."""
    assert date(2026, 12, 14) == extended_end(date(2026, 11, 30), Length.of(2, "weeks"))


def test_months_that_do_not_lie_together() -> None:
    """§ 191 BGB: a month has 30 days, a year 365."""
    assert days_in(Length(months=13, days=2)) == 30 + 365 + 2


def test_parts_of_a_month() -> None:
    """§ 192 BGB: the first day, the 15th, the last day."""
    day = date(2028, 2, 10)

    assert [part_of_month(day, part).day for part in ("beginning", "middle", "end")] == [1, 15, 29]


@given(day=DAYS, n=st.integers(1, 60))
def test_event_is_the_day_before_the_beginning(day: date, n: int) -> None:
    """An event begins a deadline of days or weeks as the beginning of the next day does."""
    for unit in ("days", "weeks"):
        assert end_after(day, Length.of(n, unit)) == end_from(day + timedelta(days=1), Length.of(n, unit))


@given(day=DAYS)
def test_moved_end_is_no_day_of_rest(day: date) -> None:
    """An end moves forward, by days of rest alone, and moving it again changes nothing."""
    calendar = Calendar("BY")
    last = moved(day, calendar)

    assert last >= day
    assert not calendar.is_rest_day(last)
    assert last == moved(last, calendar)


def test_unit_that_does_not_exist() -> None:
    """A length has a unit that is known."""
    with pytest.raises(ValueError, match="fortnight"):
        Length.of(1, "fortnight")
