"""What happens while a run works: a live display on a terminal, plain lines elsewhere, nothing beside JSON."""

from __future__ import annotations

import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nahtlos.engine.outcome import SEVERITY
from nahtlos.engine.parts import silent
from nahtlos.engine.ports import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

WINDOW = 30.0
"""Seconds over which the current rate is measured."""


@dataclass(slots=True, kw_only=True)
class Counts:
    """How far a run has come."""

    total: int | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    _ends: deque[float] = field(default_factory=deque)

    @property
    def ended(self) -> int:
        """How many cases have an outcome."""
        return self.outcomes.total()

    def listed(self, items: int, outcomes: Mapping[str, int]) -> None:
        """Note how many cases there are, and those that were decided before any work."""
        self.total = items
        self.outcomes.update(outcomes)

    def item(self, outcome: str, was: str | None, now: float) -> None:
        """Note the outcome of a case; one that was left open before counts once."""
        if was is not None and self.outcomes[was]:
            self.outcomes[was] -= 1
        self.outcomes[outcome] += 1
        self._ends.append(now)
        while self._ends and now - self._ends[0] > WINDOW:
            self._ends.popleft()

    def rate(self, now: float) -> float:
        """Return how many cases end in a minute, just now."""
        if len(self._ends) < 2:
            return 0.0
        return 60 * (len(self._ends) - 1) / max(0.001, now - self._ends[0])

    def words(self, now: float) -> str:
        """Say it in one line."""
        parts = [f"{count} {name.replace('_', ' ')}" for name in reversed(SEVERITY) if (count := self.outcomes[name])]
        if rate := self.rate(now):
            parts.append(f"{rate:.0f} a minute")
        return " · ".join(parts)


@contextmanager
def shown_progress(*, quiet: bool) -> Iterator[Progress]:
    """Show progress for as long as the block lasts."""
    if quiet:
        yield silent
    elif sys.stderr.isatty():
        yield from _live()
    else:
        yield _Lines()


@dataclass(slots=True)
class _Lines:
    """Tells now and then, one line each."""

    counts: Counts = field(default_factory=Counts)
    told_at: int = 0

    def __call__(self, what: str, facts: Mapping[str, Any]) -> None:
        now = time.monotonic()
        said = _note(self.counts, what, facts, now)
        if what != "item":
            self._tell(said)
        elif (tenth := self.counts.ended * 10 // max(1, self.counts.total or 1)) > self.told_at:
            self.told_at = tenth
            self._tell(f"{self.counts.ended} of {self.counts.total or '?'}: {self.counts.words(now)}")

    def _tell(self, text: str) -> None:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def _live() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn(),
        TimeElapsedColumn(), TextColumn("{task.fields[words]}"),
    )  # fmt: skip
    counts = Counts()
    with Bars(*columns, console=Console(stderr=True), transient=True, refresh_per_second=5) as bars:
        task = bars.add_task("Starting", total=None, words="")

        def show(what: str, facts: Mapping[str, Any]) -> None:
            now = time.monotonic()
            said = _note(counts, what, facts, now)
            _draw(bars, task, counts, "Working" if what in ("listed", "item") else said, now)

        yield show


def _draw(bars: Bars, task: Any, counts: Counts, said: str, now: float) -> None:
    bars.update(task, description=said, total=counts.total, completed=counts.ended, words=counts.words(now))


def _note(counts: Counts, what: str, facts: Mapping[str, Any], now: float) -> str:  # noqa: PLR0911 - one line per thing that happens
    """Take in what happened and say it."""
    match what:
        case "listing":
            return f"Listing the cases of {facts['source']}"
        case "listed":
            counts.listed(facts["items"], facts.get("outcomes", {}))
            return f"{facts['items']} cases listed"
        case "item":
            counts.item(facts["outcome"], facts.get("was"), now)
            return ""
        case "again":
            return f"{facts['items']} cases are looked at again"
        case "closed" | "rests" | "unreachable":
            return f"{facts['system']}: {facts['words']}"
        case "recount":
            return "Counting both sides again"
        case _:
            return what
