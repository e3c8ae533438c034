"""Days that an office names itself."""

from datetime import date

import pytest

from nahtlos.errors import Refused, Source
from nahtlos.model import load_settings


def test_days_of_an_office() -> None:
    """A day, a day of every year, and each day of a span; one text is a list of one."""
    calendar = load_settings(
        Source("nahtlos.yaml", "calendar: {land: BY, closing_days: [12-24, 2026-05-15, 2026-12-28 to 2027-01-02],"
               " local_holidays: 08-15}\n")
    ).calendar  # fmt: skip
    closed = [date(2030, 12, 24), date(2026, 5, 15), date(2026, 12, 28), date(2026, 12, 31), date(2027, 1, 2)]
    open_ = [date(2027, 5, 15), date(2026, 12, 27), date(2027, 1, 3), date(2027, 12, 28)]

    assert calendar.land == "BY"
    assert [day for day in closed if day not in calendar.closing_days] == []
    assert [day for day in open_ if day in calendar.closing_days] == []
    assert date(2026, 8, 15) in calendar.local_holidays


def test_no_calendar() -> None:
    """Without a calendar there is no Land and no closing day."""
    calendar = load_settings(Source("nahtlos.yaml", "language: de\n")).calendar

    assert (calendar.land, date(2026, 12, 24) in calendar.closing_days) == (None, False)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("calendar: {closing_days: [24.12., 12-24]}", ["E205"]),
        ("calendar: {closing_days: [2026-02-30, 13-01, 2026-12-30 to 2026-12-28]}", ["E205"] * 3),
        ("calendar: {closing_days: {12-24: Heiligabend}}", ["E205"]),
        ("calendar: {closing_days: [[12-24]]}", ["E205"]),
        ("calendar: {land: Bayern}", ["E700"]),
        ("calendar: {lnad: BY}", ["E201"]),
    ],
)
def test_days_that_do_not_exist(written: str, codes: list[str]) -> None:
    """Each one is named at its place, all at once."""
    with pytest.raises(Refused) as caught:
        load_settings(Source("nahtlos.yaml", written + "\n"))

    assert codes == [problem.code for problem in caught.value.problems]
    assert all(problem.place and problem.place.column > 10 for problem in caught.value.problems)
