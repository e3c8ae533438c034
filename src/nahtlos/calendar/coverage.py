"""What is wrong with the windows of a system over the coming year: always closed, overlapping, never there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations, pairwise

from nahtlos.calendar.windows import BlockingWindows, Closure
from nahtlos.errors import AlwaysClosed, NahtlosError, NeverOccurs, WindowIsOver, WindowsOverlap
from nahtlos.model.windows import Window

YEAR = timedelta(days=366)
YEARS = 10 * YEAR
"""After so long, every day of the calendar has come by, 29 February too."""


def problems_of(system: str, windows: BlockingWindows, now: datetime) -> Iterator[NahtlosError]:
    """Say what is wrong with the windows of a system."""
    written = windows.windows.get(system, ())
    closures = {number: list(windows.closures(window, now, now + YEAR)) for number, window in enumerate(written)}
    for number, window in enumerate(written):
        if not closures[number]:
            yield from _absent(window, windows, now)
    yield from _overlaps(system, list(closures.values()))
    if _is_always_closed([closure for found in closures.values() for closure in found], now):
        names = list(dict.fromkeys(str(window.name) for window in written))
        yield AlwaysClosed(system=system, windows=names, place=written[0].name.place)


def _absent(window: Window, windows: BlockingWindows, now: datetime) -> Iterator[NahtlosError]:
    """Say why a window is not there in the coming year, unless it comes later."""
    if any(windows.closures(window, now, now + YEARS)):
        return
    past = [closure.end for closure in windows.closures(window, now - YEARS, now)]
    if past:
        since = f"{past[-1].astimezone(window.zone):%Y-%m-%d %H:%M}"
        yield WindowIsOver(window=str(window.name), since=since, place=window.name.place)
    else:
        why = "no day is one of its days."
        yield NeverOccurs(window=str(window.name), why=why, place=window.name.place)


def _overlaps(system: str, closures: Sequence[Sequence[Closure]]) -> Iterator[NahtlosError]:
    """Compare rules with rules and what is once with what is once: an update weekend may lie over nightly backups."""
    for one, other in combinations([found for found in closures if found], 2):
        if (one[0].window.once is None) != (other[0].window.once is None):
            continue
        times = sorted([*one, *other], key=lambda closure: closure.begin)
        twice = next((b for a, b in pairwise(times) if b.begin < a.end and a.window is not b.window), None)
        if twice is not None:
            first, second = one[0].window, other[0].window
            begin = twice.begin.astimezone(second.zone)
            yield WindowsOverlap(
                window=str(second.name), other=str(first.name), system=system, example=f"{begin:%Y-%m-%d at %H:%M}",
                place=second.name.place,
            )  # fmt: skip


def _is_always_closed(closures: Sequence[Closure], now: datetime) -> bool:
    covered = now
    for closure in sorted(closures, key=lambda closure: closure.begin):
        if closure.begin > covered:
            return False
        covered = max(covered, closure.end)
    return covered >= now + YEAR
