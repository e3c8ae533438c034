"""What becomes of due times that have passed while nobody was there: none is forgotten, and none takes forever."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from nahtlos.schedule.due import Due, Rule
from nahtlos.schedule.schedule import Missed

MOST = 1000
"""How many due times are named one by one, and how many are given out at once."""
ON_TIME = timedelta(minutes=1)
"""How late a due time may be and still count as met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What is to be done about due times that have passed."""

    run: Sequence[Due] = ()
    """To run now, in this order."""
    missed: Sequence[Due] = ()
    """Not to be run any more, to be named one by one."""
    unnamed_from: Due | None = None
    """The first of still more missed ones before those: from here to the first named one, too many to name."""
    more: bool = False
    """Whether there are more to run, once these have slots."""


def passed(rule: Rule, after: datetime, now: datetime, policy: Missed) -> Passed:
    """Decide about everything due later than `after`, the last slot, and not later than now.

    A clock that was put back finds nothing: what has a slot is never due again.
    """
    if policy == "run_all":
        found = list(islice(rule.due(after, now), MOST + 1))
        return Passed(run=found[:MOST], more=len(found) > MOST)
    dues = latest(rule, after, now)
    if not dues:
        return Passed()
    is_on_time = now - dues[-1].at <= ON_TIME
    run = dues[-1:] if policy == "run_once" or is_on_time else []
    missed = dues[: len(dues) - len(run)]
    first = next(rule.due(after, now), None)
    return Passed(run=run, missed=missed[-MOST:], unnamed_from=first if first not in dues[-MOST - len(run) :] else None)


def latest(rule: Rule, after: datetime, now: datetime) -> list[Due]:
    """Return the last of the due times, a little more than are named, without asking for all of them."""
    span = timedelta(hours=1)
    while True:
        begin = max(after, now - span)
        found = deque(rule.due(begin, now), maxlen=MOST + 1)
        if begin == after or len(found) > MOST:
            return list(found)
        span *= 4
