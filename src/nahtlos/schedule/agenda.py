"""The agenda: what is due next of every schedule, and what has come. Knows no clock."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from nahtlos.schedule.due import Due, Rule, next_due
from nahtlos.schedule.missed import ON_TIME, Passed, passed
from nahtlos.schedule.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A due time that has come."""

    schedule: Schedule
    due: Due
    fires: bool
    """False: it was missed and stays so."""
    is_late: bool
    older: int = 0
    """How many older ones were missed that are not named."""


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
        """Take out what has come, by its missed policy; each due time comes once, at most a portion at a time."""
        come = []
        while self._next and self._next[0][0] <= now:
            come.append(heapq.heappop(self._next)[1])
        found = [each for name in come for each in self._come(name, now)]
        for name in come:
            self._plan(name)
        return found

    def _come(self, name: str, now: datetime) -> Iterator[Found]:
        schedule, rule = self._rules[name]
        several = passed(rule, self._after[name], now, schedule.missed)
        self._after[name] = several.run[-1].at if several.more else now
        return _found(schedule, several, now)

    def _plan(self, name: str) -> None:
        """Note when it is due next."""
        due = next_due(self._rules[name][1], self._after[name])
        if due is not None:
            heapq.heappush(self._next, (due.at, name))


def _found(schedule: Schedule, several: Passed, now: datetime) -> Iterator[Found]:
    for place, due in enumerate(several.missed):
        older = several.unnamed if place == 0 else 0
        yield Found(schedule=schedule, due=due, fires=False, is_late=True, older=older)
    for due in several.run:
        yield Found(schedule=schedule, due=due, fires=True, is_late=now - due.at > ON_TIME)
