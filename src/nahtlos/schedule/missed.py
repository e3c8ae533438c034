"""What becomes of due times that have passed while nobody was there: none is forgotten, and none takes forever."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Final

from nahtlos.schedule.due import Due, Rule
from nahtlos.schedule.schedule import Missed

MOST: Final = 1000
"""How many due times are named one by one, and how many are given out at once."""
ON_TIME: Final = timedelta(minutes=1)
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
    unnamed: int = 0
    """How many these are."""
    more: bool = False
    """Whether there are more to run, once these have slots."""


def passed(rule: Rule, after: datetime, now: datetime, policy: Missed) -> Passed:
    """Decide about everything due later than `after`, the last slot, and not later than now.

    A clock that was put back finds nothing: what is not later than the last slot is never due again.
    """
    if policy == "run_all":
        return _all(rule, after, now)
    first = list(islice(rule.due(after, now), MOST + 1))
    if not first:
        return Passed()
    dues = first if len(first) <= MOST else latest(rule, after, now)
    is_on_time = now - dues[-1].at <= ON_TIME
    run = dues[-1:] if policy == "run_once" or is_on_time else []
    missed = dues[: len(dues) - len(run)][-MOST:]
    if dues is first:
        return Passed(run=run, missed=missed)
    unnamed = rule.count(after, now) - len(run) - len(missed)
    return Passed(run=run, missed=missed, unnamed=unnamed, unnamed_from=first[0] if unnamed else None)


def latest(rule: Rule, after: datetime, now: datetime) -> Sequence[Due]:
    """Return the last of the due times, a little more than are named, without asking for all of them."""
    span = timedelta(hours=1)
    while now - span > after and rule.count(now - span, now) <= MOST:
        span *= 2
    return list(deque(rule.due(max(after, now - span), now), maxlen=MOST + 1))


def _all(rule: Rule, after: datetime, now: datetime) -> Passed:
    """Give out the first ones; those of one instant, as in the hour that spring leaves out, stay together."""
    dues = rule.due(after, now)
    run = list(islice(dues, MOST))
    if len(run) < MOST:
        return Passed(run=run)
    run += takewhile(lambda due: due.at == run[-1].at, dues)
    return Passed(run=run, more=rule.count(run[-1].at, now) > 0)
