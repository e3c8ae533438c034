"""What the engine works with, joined by the runtime, and the brakes that all lanes of a run share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nahtlos.engine.ports import Actions, Clock, Journal, Ledger, Progress, Secrets
from nahtlos.engine.screen import Sessions
from nahtlos.errors import LeaseLost, LimitReached, RunStopped, StopRequested, SystemIsPaused
from nahtlos.plan.nodes import Limits


def silent(what: str, facts: Mapping[str, object]) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The ports of one run."""

    ledger: Ledger
    journal: Journal
    sessions: Sessions
    actions: Actions
    clock: Clock
    secrets: Secrets
    progress: Progress = silent


@dataclass(slots=True, kw_only=True)
class Brakes:
    """Counts the writes of a run and stops it before one too many."""

    limits: Limits
    written: int = 0
    first_is_passed: bool = False
    """A person has looked at the first writes (the run was resumed after them)."""
    stopped_by: RunStopped | None = field(default=None)

    def stop(self, why: RunStopped) -> None:
        """Let no further write begin; the first reason counts."""
        self.stopped_by = self.stopped_by or why

    def take(self) -> None:
        """Count one more write, or stop the run."""
        if self.stopped_by is not None:
            raise self.stopped_by
        if self.limits.max_writes is not None and self.written >= self.limits.max_writes:
            raise LimitReached(writes=self.written, limit=f"max_writes: {self.limits.max_writes}")
        if not self.first_is_passed and self.limits.first is not None and self.written >= self.limits.first:
            raise LimitReached(writes=self.written, limit=f"first: {self.limits.first}")
        self.written += 1

    def give_back(self) -> None:
        """Uncount a write that never began."""
        self.written -= 1

    async def may_write(self, system: str, ledger: Ledger) -> None:
        """Refuse when the run stops, the system is paused, or this process may have lost its items."""
        if self.stopped_by is not None and isinstance(self.stopped_by, StopRequested | LeaseLost):
            raise self.stopped_by
        paused = await ledger.paused()
        for name in ("*", system):
            if name in paused:
                raise SystemIsPaused(system=name)
        if not ledger.lease_is_fresh():
            raise LeaseLost
