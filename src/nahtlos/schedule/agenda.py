"""The agenda: what is due next of every schedule, and what becomes of due times that were missed. Knows no clock."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from nahtlos.schedule.due import Due, Rule
from nahtlos.schedule.schedule import Schedule

GRACE: Final = timedelta(seconds=60)
"""Whoever comes later than this has missed it."""
HORIZON: Final = timedelta(days=366 * 12)
"""How far ahead a due time is looked for: a 29 February may be eight years away."""
MOST: Final = 10_000
"""Of one schedule, no more missed due times get a row of their own: a clock may jump by years."""


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
        self._next = [(due.at, name) for name in self._rules if (due := self._first(name))]
        heapq.heapify(self._next)

    def next_at(self) -> datetime | None:
        """When something is due next; None: never again."""
        return self._next[0][0] if self._next else None

    def take(self, now: datetime) -> Iterator[Found]:
        """Take out what has come, by its missed policy; each due time comes once."""
        while self._next and self._next[0][0] <= now:
            _, name = heapq.heappop(self._next)
            schedule, rule = self._rules[name]
            yield from _sorted_out(schedule, rule.due(self._after[name], now), now)
            self._after[name] = now
            if due := self._first(name):
                heapq.heappush(self._next, (due.at, name))

    def _first(self, name: str) -> Due | None:
        after = self._after[name]
        return next(self._rules[name][1].due(after, after + HORIZON), None)


def _sorted_out(schedule: Schedule, due: Iterator[Due], now: datetime) -> Sequence[Found]:
    """Say of each due time whether it fires: all, the last, or the last unless it is late."""
    kept: deque[Due] = deque(maxlen=MOST)
    count = 0
    for each in due:
        kept.append(each)
        count += 1
    found = []
    for place, each in enumerate(kept, start=1):
        is_late = now - each.at > GRACE
        fires = schedule.missed == "run_all" or (place == len(kept) and not (is_late and schedule.missed == "skip"))
        older = count - len(kept) if place == 1 else 0
        found.append(Found(schedule=schedule, due=each, fires=fires, is_late=is_late, older=older))
    return found
