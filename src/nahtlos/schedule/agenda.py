"""The agenda: what is due next of every schedule, and what has come. Knows no clock."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from nahtlos.schedule.due import Due, Rule, next_due
from nahtlos.schedule.missed import Passed, passed
from nahtlos.schedule.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A due time that has come."""

    schedule: Schedule
    passed: Passed

    @property
    def due(self) -> Due:
        """When it was due."""
        return self.passed.due


class Agenda:
    """The next due time of every schedule, the earliest first."""

    def __init__(self, after: Mapping[str, datetime], schedules: Iterable[tuple[Schedule, Rule]]) -> None:
        self._rules = {schedule.name: (schedule, rule) for schedule, rule in schedules}
        self._after = dict(after)
        self._next: list[tuple[datetime, str]] = []
        for name in self._rules:
            self._plan(name)

    def next_at(self) -> datetime | None:
        """When something is due next; None: never again."""
        return self._next[0][0] if self._next else None

    def take(self, now: datetime) -> Sequence[Found]:
        """Take out what has come, by its missed policy; each due time comes once."""
        return list(self._come(now))

    def _come(self, now: datetime) -> Iterator[Found]:
        while self._next and self._next[0][0] <= now:
            _, name = heapq.heappop(self._next)
            schedule, rule = self._rules[name]
            for each in passed(rule, self._after[name], now, schedule.missed):
                yield Found(schedule=schedule, passed=each)
            self._after[name] = now
            self._plan(name)

    def _plan(self, name: str) -> None:
        """Note when it is due next."""
        due = next_due(self._rules[name][1], self._after[name])
        if due is not None:
            heapq.heappush(self._next, (due.at, name))
