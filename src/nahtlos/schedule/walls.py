"""Wall time and instants: what becomes of a time that a night of changing clocks has twice, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal, TypeAlias

Shown: TypeAlias = Literal["once", "twice", "never"]
SECOND = timedelta(seconds=1)


def instant(wall: datetime, zone: tzinfo) -> datetime:
    """Return the instant of a wall time: the first of two in autumn, the end of the hour left out in spring."""
    return found_on_wall(wall, zone)[0]


def found_on_wall(wall: datetime, zone: tzinfo) -> tuple[datetime, Shown]:
    """Return the instant of a wall time, and how often the clock on the wall shows it."""
    first, second = _offsets(wall, zone)
    if first < second:
        return _end_of_gap(wall, zone), "never"
    return (wall - first).replace(tzinfo=UTC), "once" if first == second else "twice"


def wall_time(at: datetime, zone: tzinfo) -> datetime:
    """Return what the clock on the wall shows."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def _offsets(wall: datetime, zone: tzinfo) -> tuple[timedelta, timedelta]:
    """Return the distances to UTC before and after the clock is changed; nearly always they are equal."""
    first, second = zone.utcoffset(wall), zone.utcoffset(wall.replace(fold=1))
    return first or timedelta(), second or timedelta()


def _end_of_gap(wall: datetime, zone: tzinfo) -> datetime:
    """Find the instant at which the clock is moved forward over a wall time."""
    first, second = _offsets(wall, zone)
    before, after = (wall - second).replace(tzinfo=UTC), (wall - first).replace(tzinfo=UTC)
    while after - before > SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == second:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
