"""Days an office names itself: once, or every year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import BeforeValidator

from nahtlos.errors import NahtlosError, WrongValue
from nahtlos.model.scalars import listed_texts
from nahtlos.model.written import refuse
from nahtlos.reading import Items, Node, Text

YEARLY = re.compile(r"(\d{2})-(\d{2})")
SPAN = re.compile(r"(\S+) to (\S+)")
LEAP_YEAR = 2024
WAYS = "write 2026-12-28, 12-24 for every year, or 2026-12-28 to 2026-12-30."


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingDays:
    """Days named by an office."""

    once: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    """Month and day."""

    def __contains__(self, day: date) -> bool:
        return day in self.once or (day.month, day.day) in self.yearly


NO_DAYS = ClosingDays()


def read_days(text: str) -> ClosingDays:
    """Read one entry: a day, a day of every year, or a span of days; raises `ValueError`."""
    if match := YEARLY.fullmatch(text):
        day = date(LEAP_YEAR, int(match[1]), int(match[2]))
        return ClosingDays(yearly=frozenset({(day.month, day.day)}))
    if match := SPAN.fullmatch(text):
        first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2])
        if not 0 < (last - first).days < 366:
            raise ValueError("a span of days ends after it begins, and within a year")
        return ClosingDays(once=frozenset(first + timedelta(days=n) for n in range((last - first).days + 1)))
    return ClosingDays(once=frozenset({date.fromisoformat(text)}))


def _closing_days(value: Node) -> ClosingDays:
    entries = listed_texts(value)
    problems: list[NahtlosError] = []
    found: list[ClosingDays] = []
    if not isinstance(entries, Items):
        raise ValueError(WAYS)
    for entry in entries:
        text = str(entry) if isinstance(entry, Text) else "a day"
        try:
            found.append(read_days(text))
        except ValueError:
            problems.append(WrongValue(key=text, why=WAYS, place=entry.place))
    if problems:
        raise refuse(*problems)
    return ClosingDays(
        once=frozenset[date]().union(*(days.once for days in found)),
        yearly=frozenset[tuple[int, int]]().union(*(days.yearly for days in found)),
    )


Days = Annotated[ClosingDays, BeforeValidator(_closing_days)]
"""Days in a file: one text or a list."""
