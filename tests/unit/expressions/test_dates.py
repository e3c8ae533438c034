from contextlib import suppress
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nahtlos.errors import InvalidFormat, InvalidValue
from nahtlos.expressions.dates import DateFormat, read_date, read_time

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("dd.MM.yyyy", "23.11.2026"),
        ("d.M.yy", "23.11.26"),
        ("EE dd.MM.", "Mo 23.11."),
        ("E", "Mo"),
        ("EEEE, d. MMMM yyyy", "Montag, 23. November 2026"),
        ("d. MMM yyyy", "23. Nov 2026"),
        ("yyyyMMdd", "20261123"),
        ("yyyy-MM-dd'T'", "2026-11-23T"),
        ("dd''MM", "23'11"),
    ],
)
def test_dates_are_written(format: str, text: str) -> None:
    """A format of LDML is written with German names."""
    assert DateFormat.parse(format).write(MONDAY) == text


@pytest.mark.parametrize(("format", "text"), [("HH:mm", "09:05"), ("H:mm 'Uhr'", "9:05 Uhr"), ("HH:mm:ss", "09:05:07")])
def test_times_are_written(format: str, text: str) -> None:
    """Times of day have formats as well."""
    assert DateFormat.parse(format).write(time(9, 5, 7)) == text


def test_a_moment_has_date_and_time() -> None:
    """Date and time can stand in one format."""
    moment = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)

    assert DateFormat.parse("dd.MM.yyyy HH:mm").write(moment) == "23.11.2026 09:05"


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("dd.MM.yyyy", "23.11.2026"),
        ("d.M.yyyy", "23.11.2026"),
        ("EE, dd.MM.yyyy", "Mo., 23.11.2026"),  # short names may have a point
        ("EE dd.MM.yyyy", "Montag 23.11.2026"),
        ("EEEE, d. MMMM yyyy", "montag,\u00a023. NOVEMBER 2026"),  # in any case, with any blanks
        ("d. MMM yyyy", "23. Nov. 2026"),
        ("dd.MM.yyyy HH:mm", "23.11.2026 09:30"),  # the time is read over
        ("EE dd.MM.", "Mo 23.11."),  # the year comes from the reference
        ("dd.MM.yy", "23.11.26"),
    ],
)
def test_dates_are_read(format: str, text: str) -> None:
    """What stands on a screen in this format is this date."""
    assert DateFormat.parse(format).read_date(text, reference=date(2026, 10, 1)) == MONDAY


@pytest.mark.parametrize(
    ("text", "reference", "found"),
    [
        ("30.12.", date(2027, 1, 5), date(2026, 12, 30)),  # the nearest, over new year
        ("03.01.", date(2026, 12, 28), date(2027, 1, 3)),
        ("29.02.", date(2027, 6, 1), date(2028, 2, 29)),  # only one of the three years has it
        ("24.11.", datetime(2026, 11, 22, 10, 0, tzinfo=UTC), date(2026, 11, 24)),  # a moment will do
    ],
)
def test_a_date_without_a_year_is_the_nearest(text: str, reference: date, found: date) -> None:
    """A calendar that leaves out the year means the nearest one."""
    assert DateFormat.parse("dd.MM.").read_date(text, reference=reference) == found


def test_a_day_of_the_week_decides_the_year() -> None:
    """Where the day of the week is shown, only years count in which it fits."""
    found = DateFormat.parse("EE dd.MM.").read_date("Di 24.11.", reference=date(2026, 1, 1))

    assert found == date(2026, 11, 24)


@pytest.mark.parametrize(("short", "year"), [("26", 2026), ("46", 2046), ("47", 1947), ("99", 1999)])
def test_two_digits_of_a_year_mean_the_near_century(short: str, year: int) -> None:
    """Two digits reach from 79 years before to 20 years after the reference."""
    found = DateFormat.parse("dd.MM.yy").read_date(f"01.01.{short}", reference=date(2026, 11, 22))

    assert found.year == year


@pytest.mark.parametrize(
    ("format", "text", "reason"),
    [
        ("dd.MM.yyyy", "2026-11-23", "is not written as dd.MM.yyyy"),
        ("dd.MM.yyyy", "1.1.2026", "is not written as dd.MM.yyyy"),
        ("dd.MM.yyyy", "31.02.2026", "is not a date of the calendar"),
        ("dd.MM.yyyy", "01.01.0000", "is not a date of the calendar"),
        ("EE dd.MM.yyyy", "Di 23.11.2026", "has a day of the week that does not fit its date"),
        ("dd.MM.", "24.11.", "has no full year, and nothing says which is meant"),
        ("dd.MM.yy", "24.11.26", "has no full year, and nothing says which is meant"),
        ("MM.yyyy", "11.2026", "cannot be read as a date, because its format has no day or no month"),
    ],
)
def test_what_is_no_date_is_refused(format: str, text: str, reason: str) -> None:
    """The reason says what is wrong without the value."""
    with pytest.raises(InvalidValue) as refused:
        DateFormat.parse(format).read_date(text)

    assert refused.value.reason == reason


def test_a_time_is_read() -> None:
    """Hours may have one digit if the format has one letter."""
    assert DateFormat.parse("H:mm 'Uhr'").read_time("9:05 Uhr") == time(9, 5)


@pytest.mark.parametrize(
    ("format", "text", "reason"),
    [
        ("HH:mm", "9:05", "is not written as HH:mm"),
        ("HH:mm", "24:05", "is not a time of day"),
        ("HH", "24", "cannot be read as a time of day, because its format has no hour or no minute"),
    ],
)
def test_what_is_no_time_is_refused(format: str, text: str, reason: str) -> None:
    """The reason says what is wrong without the value."""
    with pytest.raises(InvalidValue) as refused:
        DateFormat.parse(format).read_time(text)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("format", "reason"),
    [
        ("dd.MM.qqqq", '"qqqq" is none of'),
        ("DD.MM.YYYY", '"DD" is none of'),
        ("dd 'Uhr", "a quote is never closed"),
        ("...", "a date format is written like"),
        ("", "a date format is written like"),
        ("dd.MM.yyyy d", "a part of the date stands in it twice"),
        ("yy yyyy", "a part of the date stands in it twice"),
    ],
)
def test_what_is_no_format_is_refused(format: str, reason: str) -> None:
    """A format that cannot be meant is refused before the run."""
    with pytest.raises(InvalidFormat) as refused:
        DateFormat.parse(format)

    assert reason in refused.value.message()


@pytest.mark.parametrize(("format", "moment"), [("HH:mm", MONDAY), ("dd.MM.yyyy", time(9, 5))])
def test_a_format_asks_only_for_what_is_there(format: str, moment: date | time) -> None:
    """A date has no hour, and a time no day."""
    with pytest.raises(InvalidValue, match="its format asks for"):
        DateFormat.parse(format).write(moment)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("23.11.2026", "is not a date: it is written like 2026-11-24"),
        ("2026-11-31", "is not a date of the calendar"),
        ("2026-1-1", "is not a date: it is written like 2026-11-24"),
    ],
)
def test_dates_without_a_format_are_iso(text: str, reason: str) -> None:
    """Nothing but ISO is a date without a format."""
    assert read_date(" 2026-11-23 ") == MONDAY
    with pytest.raises(InvalidValue) as refused:
        read_date(text)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [("9:30", "is not a time of day: it is written like 09:30"), ("25:00", "is not a time of day")],
)
def test_times_without_a_format_have_two_digits(text: str, reason: str) -> None:
    """Nothing but hours and minutes is a time without a format."""
    assert read_time("09:30") == time(9, 30)
    with pytest.raises(InvalidValue) as refused:
        read_time(text)
    assert refused.value.reason == reason


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_written_date_is_read_as_itself(day: date) -> None:
    """Reading undoes writing, with names, without a year, and with two digits of it."""
    for format in ("dd.MM.yyyy", "EEEE, d. MMMM yyyy", "EE d. MMM yyyy", "yyyyMMdd", "dd.MM.", "EE dd.MM.", "dd.MM.yy"):
        pattern = DateFormat.parse(format)
        assert pattern.read_date(pattern.write(day), reference=day) == day


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    """Any text is a date or refused, and any format is a format or refused."""
    for read in (read_date, read_time, DateFormat.parse("EE d. MMM").read_date):
        with suppress(InvalidValue):
            read(text)
    with suppress(InvalidFormat, InvalidValue):
        DateFormat.parse(text).write(MONDAY)
