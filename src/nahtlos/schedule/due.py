"""What a due time is, and what a rule is: something that names due times and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

HORIZON = timedelta(days=3653)
"""How far ahead is looked for a due time: ten years, because 29 February may be eight years away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A time at which something has to happen."""

    slot: str
    """The key of the due time: wall time `2026-12-28T05:30`; of an interval the instant, `2026-12-28T04:30:00Z`."""
    at: datetime
    """The instant, in UTC."""
    because: str
    """Why then, in words that complete "because …"."""


class Rule(Protocol):
    """Says when something is due; knows no clock and remembers nothing."""

    def due(self, after: datetime, until: datetime) -> Iterator[Due]:
        """Name what is due later than `after` and not later than `until`, ascending, one by one when asked."""

    def count(self, after: datetime, until: datetime) -> int:
        """Count them without naming them: years of minutes are counted at once."""


def next_due(rule: Rule, after: datetime) -> Due | None:
    """Return the first due time later than `after`; None: there is none within the horizon."""
    return next(rule.due(after, after + HORIZON), None)
