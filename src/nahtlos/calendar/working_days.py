"""Working days: Monday to Friday without the public holidays of a Land and the closing days of the office."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from nahtlos.errors import OutsideCalendar
from nahtlos.model.closing_days import NO_DAYS, ClosingDays
from nahtlos.model.land import LANDS, check_land

__all__ = ["LANDS", "NO_DAYS", "Calendar", "Calendars", "ClosingDays"]

FIRST_YEAR, LAST_YEAR = 1991, 2100
"""What the library of holidays knows of Germany: the laws since the reunification."""
SATURDAY = 5


@dataclass(slots=True, eq=False)
class Calendar:
    """The working days of one Land; what was found out about a year is kept.

    Holidays that hold in some municipalities only (Mariä Himmelfahrt in most of Bavaria, Fronleichnam in parts of
    Saxony and Thuringia, the Friedensfest of Augsburg) are none of the Land: they are given as `local_holidays`.
    """

    land: str
    closing_days: ClosingDays = NO_DAYS
    """When the office is closed although it is no holiday: no working days, but days like any other to the law."""
    local_holidays: ClosingDays = NO_DAYS
    """Public holidays of the municipality."""
    _holidays: dict[int, Mapping[date, str]] = field(init=False, repr=False, default_factory=dict)
    _working: dict[int, Sequence[date]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        check_land(self.land)

    def holiday(self, day: date) -> str | None:
        """Return the name of the public holiday on this day."""
        if day.year not in self._holidays:
            self._holidays[day.year] = _holidays_of(day.year, self.land)
        name = self._holidays[day.year].get(day)
        return name or ("local holiday" if day in self.local_holidays else None)

    def is_rest_day(self, day: date) -> bool:
        """Whether it is a Saturday, a Sunday or a public holiday, on which no deadline of law ends."""
        return day.weekday() >= SATURDAY or self.holiday(day) is not None

    def reason(self, day: date) -> str | None:
        """Say why it is no working day: the holiday's name, `weekend` or `own closing day`; None: it is one."""
        if (name := self.holiday(day)) is not None:
            return name
        if day.weekday() >= SATURDAY:
            return "weekend"
        return "own closing day" if day in self.closing_days else None

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day."""
        return self.reason(day) is None

    def add(self, day: date, n: int) -> date:
        """Return the n-th working day after the day, before it if n is negative; with 0 the day itself."""
        if n == 0:
            return day
        year, days = day.year, self._working_days(day.year)
        index = bisect_right(days, day) + n - 1 if n > 0 else bisect_left(days, day) + n
        while index < 0:
            year -= 1
            days = self._working_days(year)
            index += len(days)
        while index >= len(days):
            index -= len(days)
            year += 1
            days = self._working_days(year)
        return days[index]

    def between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to `last`, so that `between(day, add(day, n))` is n."""
        if last < first:
            return -sum(self._count(year, last, first - timedelta(days=1)) for year in range(last.year, first.year + 1))
        return sum(self._count(year, first + timedelta(days=1), last) for year in range(first.year, last.year + 1))

    def nth_of_month(self, year: int, month: int, n: int) -> date | None:
        """Return the n-th working day of a month, counted from its end if n is negative; None: it has fewer."""
        days = self._working_days(year)
        last = monthrange(year, month)[1]
        first, end = bisect_left(days, date(year, month, 1)), bisect_right(days, date(year, month, last))
        index = first + n - 1 if n > 0 else end + n
        return days[index] if n and first <= index < end else None

    def _count(self, year: int, first: date, last: date) -> int:
        days = self._working_days(year)
        return bisect_right(days, last) - bisect_left(days, first)

    def _working_days(self, year: int) -> Sequence[date]:
        if year not in self._working:
            self._working[year] = tuple(day for day in _days_of(year) if self.is_working_day(day))
        return self._working[year]


@dataclass(slots=True, eq=False)
class Calendars:
    """The calendars of a workspace, one for each Land, all with its own closing days."""

    closing_days: ClosingDays = NO_DAYS
    local_holidays: ClosingDays = NO_DAYS
    _known: dict[str, Calendar] = field(init=False, repr=False, default_factory=dict)

    def __getitem__(self, land: str) -> Calendar:
        if land not in self._known:
            self._known[land] = Calendar(land, closing_days=self.closing_days, local_holidays=self.local_holidays)
        return self._known[land]


def _days_of(year: int) -> Iterator[date]:
    first = date(_known_year(year), 1, 1)
    return (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))


def _holidays_of(year: int, land: str) -> Mapping[date, str]:
    import holidays  # noqa: PLC0415 - costs 50 ms, which only who asks for a holiday should wait

    return dict(holidays.country_holidays("DE", subdiv=land, years=_known_year(year), language="de"))


def _known_year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutsideCalendar(first=FIRST_YEAR, last=LAST_YEAR)
    return year
