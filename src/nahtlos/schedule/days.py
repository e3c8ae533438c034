"""On which days something is due: working days, the n-th of a month, every few days, one day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from nahtlos.calendar.working_days import Calendar
from nahtlos.model.crontab import MONTHS, Crontab
from nahtlos.schedule.words import DAY, days_off_before, days_off_within, from_end, in_land, ordinal


class Days(Protocol):
    """Days, and why these."""

    def between(self, first: date, last: date) -> Iterator[date]:
        """Name the days from the first to the last, both included, ascending."""

    def why(self, day: date) -> str:
        """Say why on this day, in words that complete "because …"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EveryWorkingDay:
    """Every working day."""

    calendar: Calendar

    def between(self, first: date, last: date) -> Iterator[date]:
        """Name the working days."""
        day = first
        while day <= last:
            if self.calendar.is_working_day(day):
                yield day
            day += DAY

    def why(self, day: date) -> str:
        """Say what kept it from being earlier."""
        gap = days_off_before(day, self.calendar)
        return f"{gap or 'it is a working day'} {in_land(self.calendar)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingDayOfMonth:
    """The n-th working day of each month, from its end if n is negative."""

    calendar: Calendar
    n: int

    def between(self, first: date, last: date) -> Iterator[date]:
        """Name that day of each month that has it."""
        year, month = first.year, first.month
        while (year, month) <= (last.year, last.month):
            day = self.calendar.nth_of_month(year, month, self.n)
            if day is not None and first <= day <= last:
                yield day
            year, month = (year, month + 1) if month < len(MONTHS) else (year + 1, 1)

    def why(self, day: date) -> str:
        """Say which one it is."""
        which = ordinal(self.n) if self.n > 0 else from_end(-self.n)
        begin, end = day.replace(day=1), (day.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY
        gaps = days_off_within(begin, day, self.calendar) if self.n > 0 else days_off_within(day, end, self.calendar)
        counted = f" ({', '.join(gaps)})" if gaps else ""
        return f"it is the {which} working day of {MONTHS[day.month - 1]} {in_land(self.calendar)}{counted}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrontabDays:
    """The days of a crontab."""

    crontab: Crontab

    def between(self, first: date, last: date) -> Iterator[date]:
        """Name the days, leaving out at once the months that it has not."""
        day = first
        while day <= last:
            if day.month not in self.crontab.months:
                day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
                continue
            if self.crontab.has(day):
                yield day
            day += DAY

    def why(self, _: date) -> str:
        """Say what was written."""
        return f"the crontab says {self.crontab.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EveryFewDays:
    """Every so many days, counted from one."""

    start: date
    step: int
    written: str
    """How it was written, like `2 weeks`."""

    def between(self, first: date, last: date) -> Iterator[date]:
        """Name the days."""
        count = max(0, -((self.start - first).days // self.step))
        day = self.start + timedelta(days=count * self.step)
        while day <= last:
            yield day
            day += timedelta(days=self.step)

    def why(self, _: date) -> str:
        """Say how it is counted."""
        return f"it is every {self.written} from {self.start} on"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneDay:
    """One day, once."""

    day: date

    def between(self, first: date, last: date) -> Iterator[date]:
        """Name the day."""
        if first <= self.day <= last:
            yield self.day

    def why(self, _: date) -> str:
        """Say that it is the only one."""
        return "it is written for this time alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyWorkingDays:
    """Those of other days that are working days."""

    days: Days
    calendar: Calendar

    def between(self, first: date, last: date) -> Iterator[date]:
        """Name the days that are working days."""
        return (day for day in self.days.between(first, last) if self.calendar.is_working_day(day))

    def why(self, day: date) -> str:
        """Say why on this day, and what kept it from being earlier."""
        return f"{self.days.why(day)}, and {EveryWorkingDay(calendar=self.calendar).why(day)}"
