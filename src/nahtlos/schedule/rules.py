"""The rules of time: wall times on certain days, and intervals in real time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from nahtlos.calendar.working_days import Calendar
from nahtlos.schedule.days import Days, EveryWorkingDay
from nahtlos.schedule.due import Due
from nahtlos.schedule.walls import Shown, found_on_wall, instant, wall_time

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDays:
    """At certain wall times on certain days."""

    days: Days
    times: Sequence[time]
    """Ascending."""
    zone: tzinfo

    def due(self, after: datetime, until: datetime) -> Iterator[Due]:
        """Name what is due later than `after` and not later than `until`."""
        start = after.astimezone(self.zone)
        today, passed = start.date(), bisect_left(self.times, time(start.hour, start.minute))
        for day in self.days.between(today, until.astimezone(self.zone).date()):
            for at in self.times[passed:] if day == today else self.times:
                wall = datetime.combine(day, at)
                moment, shown = found_on_wall(wall, self.zone)
                if moment > until:
                    return
                if moment > after:
                    yield self._due(wall, moment, shown)

    def count(self, after: datetime, until: datetime) -> int:
        """Count what is due later than `after` and not later than `until`: days between count as a whole."""
        first, last = wall_time(after, self.zone).date(), wall_time(until, self.zone).date()
        days = list(self.days.between(first, last))
        ends = [datetime.combine(day, at) for day in {first, last}.intersection(days) for at in self.times]
        whole = sum(first < day < last for day in days)
        return whole * len(self.times) + sum(after < instant(wall, self.zone) <= until for wall in ends)

    def _due(self, wall: datetime, moment: datetime, shown: Shown) -> Due:
        because = self.days.why(wall.date())
        if shown == "never":
            because += f"; {wall:%H:%M} does not exist in this night, the clock is put forward over it"
        elif shown == "twice":
            because += f"; it is the first {wall:%H:%M} of two, the clock is put back in this night"
        return Due(slot=wall.isoformat(timespec="minutes"), at=moment, because=because)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Every so many seconds of real time, counted from one instant; no night of changed clocks disturbs it."""

    start: datetime
    """In UTC."""
    step: timedelta
    written: str
    """How it was written, like `15 min`."""
    zone: tzinfo
    only: Calendar | None = None
    """Only on the working days of this calendar."""

    def due(self, after: datetime, until: datetime) -> Iterator[Due]:
        """Name what is due later than `after` and not later than `until`."""
        at = self.start + self.step * max(0, (after - self.start) // self.step + 1)
        while at <= until:
            day = wall_time(at, self.zone).date()
            if self.only is None or self.only.is_working_day(day):
                yield self._due(at)
                at += self.step
            else:
                at = self._begin_of_next_day(at)

    def count(self, after: datetime, until: datetime) -> int:
        """Count what is due later than `after` and not later than `until`: by division, or day by day."""
        if self.only is None:
            return self._steps(until) - self._steps(after)
        total, begin = 0, after
        while begin < until:
            day = wall_time(begin + INSTANT, self.zone).date()
            end = min(until, self._midnight(day) - INSTANT)
            total += self._steps(end) - self._steps(begin) if self.only.is_working_day(day) else 0
            begin = end
        return total

    def _steps(self, until: datetime) -> int:
        return max(0, (until - self.start) // self.step + 1)

    def _midnight(self, day: date) -> datetime:
        return instant(datetime.combine(day + timedelta(days=1), time()), self.zone)

    def _begin_of_next_day(self, at: datetime) -> datetime:
        midnight = self._midnight(wall_time(at, self.zone).date())
        return self.start + self.step * -((self.start - midnight) // self.step)

    def _due(self, at: datetime) -> Due:
        because = f"it is every {self.written} from {wall_time(self.start, self.zone):%Y-%m-%d %H:%M} on"
        if self.only is not None:
            day = wall_time(at, self.zone).date()
            because += f", and {EveryWorkingDay(calendar=self.only).why(day)}"
        return Due(slot=f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", at=at, because=because)
