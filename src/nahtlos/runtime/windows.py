"""The blocking windows of a workspace, in each profile: joined with its calendars, and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from nahtlos.calendar.coverage import problems_of
from nahtlos.calendar.windows import BlockingWindows
from nahtlos.errors import NahtlosError, NoLand
from nahtlos.model import Settings, System, Systems
from nahtlos.model.windows import Window
from nahtlos.runtime.calendars import calendars_of


def windows_of(settings: Settings, systems: Mapping[str, System]) -> BlockingWindows:
    """Return when which system is closed."""
    written = {name: system.windows for name, system in systems.items()}
    return BlockingWindows(windows=written, calendars=calendars_of(settings), land=settings.calendar.land)


def windows_without_land(settings: Settings, systems: Systems) -> Iterator[NahtlosError]:
    """Find windows that ask for working days where nobody says of which Land."""
    for _, windows in _lists(systems):
        for window in windows:
            if window.asks_for_working_days and window.land is None and settings.calendar.land is None:
                yield NoLand(place=window.place_of("on"))


def window_problems(settings: Settings, systems: Systems, now: datetime) -> Iterator[NahtlosError]:
    """Say what is wrong with the windows over the coming year."""
    if any(windows_without_land(settings, systems)):
        return
    for name, windows in _lists(systems):
        known = BlockingWindows(
            windows={name: windows}, calendars=calendars_of(settings), land=settings.calendar.land
        )
        yield from problems_of(name, known, now)


def _lists(systems: Systems) -> Iterator[tuple[str, Sequence[Window]]]:
    """Return the windows of each system, and those that a profile has instead."""
    for name, system in systems.systems.items():
        yield name, system.windows
    for changes in systems.profiles.values():
        for name, change in changes.items():
            if change.windows is not None:
                yield name, change.windows
