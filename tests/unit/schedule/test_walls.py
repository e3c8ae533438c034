"""Wall times become instants, in nights with changed clocks too, wherever that is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nahtlos.schedule.walls import found_on_wall, instant, wall_time


@pytest.mark.parametrize(
    ("zone", "wall", "expected", "shown"),
    [
        ("Europe/Berlin", "2026-11-20T06:00", "2026-11-20T05:00", "once"),
        ("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59", "once"),
        ("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00", "never"),
        ("Europe/Berlin", "2026-03-29T02:59", "2026-03-29T01:00", "never"),
        ("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00", "once"),
        ("Europe/Berlin", "2026-10-25T01:59", "2026-10-24T23:59", "once"),
        ("Europe/Berlin", "2026-10-25T02:00", "2026-10-25T00:00", "twice"),
        ("Europe/Berlin", "2026-10-25T02:59", "2026-10-25T00:59", "twice"),
        ("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00", "once"),
        # Half an hour is left out there, and midnight elsewhere.
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30", "never"),
        ("Africa/Cairo", "2026-04-24T00:30", "2026-04-23T22:00", "never"),
        # Samoa went over the date line: it had no 30 December 2011.
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00", "never"),
        ("UTC", "2026-03-29T02:30", "2026-03-29T02:30", "once"),
    ],
)
def test_instant_of_a_wall_time(zone: str, wall: str, expected: str, shown: str) -> None:
    """The first of two times, and the end of what is left out."""
    at, found = found_on_wall(datetime.fromisoformat(wall), ZoneInfo(zone))

    assert (at.strftime("%Y-%m-%dT%H:%M"), found) == (expected, shown)


def test_wall_time_of_an_instant_is_its_way_back() -> None:
    """A wall time that is shown comes back from its instant."""
    wall, berlin = datetime(2026, 10, 25, 2, 30), ZoneInfo("Europe/Berlin")  # noqa: DTZ001 - a wall has no zone

    assert wall_time(instant(wall, berlin), berlin) == wall
