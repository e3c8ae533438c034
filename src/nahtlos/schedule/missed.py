"""What becomes of due times that have passed while nobody was there: none is forgotten, and none takes forever."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from nahtlos.schedule.due import Due, Rule
from nahtlos.schedule.schedule import Missed

GRACE: Final = timedelta(seconds=60)
"""Whoever comes later than this has missed it."""
MOST: Final = 10_000
"""Of one schedule, no more passed due times are named; the older ones are counted. A clock may jump by years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A due time that has passed."""

    due: Due
    fires: bool
    """False: it was missed and stays so."""
    is_late: bool
    older: int = 0
    """How many older ones were missed that are not named."""


def passed(rule: Rule, after: datetime, now: datetime, policy: Missed) -> Iterator[Passed]:
    """Say of each due time later than `after`, the last slot, and not later than now, whether it fires.

    All of them, the last one, or the last one unless it is late. A clock that was put back finds nothing here: what
    is not later than the last slot is never due again.
    """
    dues = latest(rule, after, now)
    older = rule.count(after, now) - len(dues)
    for place, due in enumerate(dues, start=1):
        is_late = now - due.at > GRACE
        fires = policy == "run_all" or (place == len(dues) and not (is_late and policy == "skip"))
        yield Passed(due=due, fires=fires, is_late=is_late, older=older if place == 1 else 0)


def latest(rule: Rule, after: datetime, now: datetime) -> Sequence[Due]:
    """Return the last of the due times, as many as are named, without asking for all of them."""
    span = timedelta(days=1)
    while now - span > after:
        if rule.count(now - span, now) >= MOST:
            return deque(rule.due(now - span, now), maxlen=MOST)
        span *= 2
    return deque(rule.due(after, now), maxlen=MOST)
