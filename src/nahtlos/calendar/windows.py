"""When a system is closed: its blocking windows as times of the clock, through nights with changed clocks too."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from nahtlos.calendar.working_days import Calendar, Calendars
from nahtlos.engine.ports import Closed
from nahtlos.errors import NoLand
from nahtlos.model.day_rules import DayOfMonth, DayOfYear, DayRule, Weekdays, WorkingDays
from nahtlos.model.windows import MIDNIGHT, Window

DAY = timedelta(days=1)
SOON = timedelta(days=62)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """One time at which a window is there, in UTC."""

    window: Window
    begin: datetime
    end: datetime

    @property
    def local_begin(self) -> datetime:
        """Its beginning as the clock on the wall shows it."""
        return self.begin.astimezone(self.window.zone)

    def holds(self, at: datetime) -> bool:
        """Whether the moment is inside; the end is not."""
        return self.begin <= at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockingWindows:
    """The windows of all systems; the port `Windows` of the engine."""

    windows: Mapping[str, Sequence[Window]]
    """By the names of the systems."""
    calendars: Calendars
    land: str | None = None
    """Where a window names none."""

    def closed(self, system: str, at: datetime) -> Closed | None:
        """Return the window in which nothing is written to the system; of several, the one that ends last."""
        now = [closure for window in self.windows.get(system, ()) for closure in self._around(window, at)]
        last = max(now, key=lambda closure: closure.end, default=None)
        if last is None:
            return None
        return Closed(window=str(last.window.name), until=last.end.astimezone(last.window.zone))

    def next_closure(self, system: str, at: datetime) -> Closure | None:
        """Return the next time within two months at which the system will be closed."""
        last = at + SOON
        coming = [closure for window in self.windows.get(system, ()) for closure in self.closures(window, at, last)]
        return min((each for each in coming if each.begin > at), key=lambda each: each.begin, default=None)

    def closures(self, window: Window, first: datetime, last: datetime) -> Iterator[Closure]:
        """Return the times of a window that touch a span, in their order."""
        if window.once is not None:
            found = _closure(window, *window.once)
            if found.end > first and found.begin < last:
                yield found
            return
        calendar = self._calendar(window)
        day, end = first.astimezone(window.zone).date() - DAY, last.astimezone(window.zone).date()
        while day <= end:
            if any(_is_on(rule, day, calendar) for rule in window.on):
                closure = _on_day(window, day)
                if closure.end > first and closure.begin < last:
                    yield closure
            day += DAY

    def _around(self, window: Window, at: datetime) -> Iterator[Closure]:
        return (closure for closure in self.closures(window, at, at + timedelta(seconds=1)) if closure.holds(at))

    def _calendar(self, window: Window) -> Calendar | None:
        land = window.land or self.land
        if land is not None:
            return self.calendars[land]
        if window.asks_for_working_days:
            raise NoLand(place=window.place_of("on"))
        return None


def _on_day(window: Window, day: date) -> Closure:
    begin = window.from_ if isinstance(window.from_, time) else MIDNIGHT
    end = window.to if isinstance(window.to, time) else MIDNIGHT
    last = day if end > begin else day + DAY
    return _closure(window, datetime.combine(day, begin), datetime.combine(last, end))


def _closure(window: Window, begin: datetime, end: datetime) -> Closure:
    """Read times of the clock so that in nights with a changed clock the window is rather too long than too short."""
    begins = [begin.replace(tzinfo=window.zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    ends = [end.replace(tzinfo=window.zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return Closure(window=window, begin=min(begins), end=max(ends))


def _is_on(rule: DayRule, day: date, calendar: Calendar | None) -> bool:
    match rule:
        case Weekdays(numbers):
            return day.weekday() in numbers
        case WorkingDays(is_working):
            return calendar is not None and calendar.is_working_day(day) == is_working
        case DayOfMonth(n, True):
            return calendar is not None and calendar.nth_of_month(day.year, day.month, n) == day
        case DayOfMonth(n):
            return day.day == (n if n > 0 else monthrange(day.year, day.month)[1] + n + 1)
        case DayOfYear(month, number, year):
            return (day.month, day.day) == (month, number) and year in (None, day.year)
