"""What the engine works with, joined by the runtime, and the brakes that all lanes of a run share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from nahtlos.engine.circuit import Circuits
from nahtlos.engine.ports import (
    Actions,
    Clock,
    Closed,
    Evidence,
    ItemRecord,
    Journal,
    Ledger,
    Progress,
    Secrets,
    Windows,
)
from nahtlos.engine.screen import Sessions
from nahtlos.errors import (
    AccountIsLocked,
    KeepsCrashing,
    LeaseLost,
    LimitReached,
    RunStopped,
    StopRequested,
    SystemIsClosed,
    SystemIsPaused,
)
from nahtlos.plan.nodes import Limits

LOSSES: Final = 3
"""So many crashes stop a run."""


def silent(what: str, facts: Mapping[str, object]) -> None:
    """Show no progress."""


if TYPE_CHECKING:
    from nahtlos.engine.conversation import Conversation
    from nahtlos.plan.nodes import Step

Onlooker: TypeAlias = "Callable[[Conversation, Step], Awaitable[None]]"


class NoWindows:
    """Every system is open at all times."""

    def closed(self, system: str, at: datetime) -> Closed | None:  # noqa: ARG002 - a port
        """Return nothing."""
        return None


class Releases(Protocol):
    """Whether systems are as they were when somebody accepted them."""

    async def prove(self, parts: Parts, system: str) -> None:
        """Look, if nobody has today; raises what stops the run. Asked while no session is held."""


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
    windows: Windows = field(default_factory=NoWindows)
    circuits: Circuits = field(default_factory=Circuits)
    chance: Callable[[], float] = lambda: 0.5
    """A random number from 0 to 1, so that nobody waits in step with others."""
    evidence: Evidence | None = None
    """None: no pictures are taken."""
    onlookers: dict[str, Onlooker] = field(default_factory=dict)
    """By system, who is told of each step of its sign-in before it is done."""
    releases: Releases | None = None
    """None: systems are taken as they are."""

    def about(self, item: ItemRecord) -> Parts:
        """Return the same ports for the work on one item."""
        if self.evidence is None:
            return self
        return replace(self, sessions=self.evidence.watch(self.sessions, item))

    async def refuse_locked(self, accounts: Iterable[tuple[str, str]]) -> None:
        """Raise when one of the accounts must not be used any more: signing in failed, here or in another run."""
        locked = await self.ledger.locked_accounts()
        for system, account in accounts:
            if (system, account) in locked:
                raise AccountIsLocked(system=system, account=account)

    def refuse_closed(self, system: str) -> None:
        """Raise when nothing may be written to the system now."""
        closed = self.windows.closed(system, self.clock.now())
        if closed is not None:
            raise SystemIsClosed(system=system, window=closed.window, until=f"{closed.until:%Y-%m-%d %H:%M}")


@dataclass(slots=True, kw_only=True)
class Brakes:
    """Counts the writes of a run and stops it before one too many."""

    limits: Limits
    written: int = 0
    first_is_passed: bool = False
    """A person has looked at the first writes (the run was resumed after them)."""
    stopped_by: RunStopped | None = field(default=None)
    losses: int = 0
    """How often a page or its browser was gone in the middle of work."""
    _stop: asyncio.Event = field(init=False, repr=False, default_factory=asyncio.Event)

    def stop(self, why: RunStopped) -> None:
        """Let no further write begin; the first reason counts."""
        self.stopped_by = self.stopped_by or why
        self._stop.set()

    async def sleep(self, clock: Clock, seconds: float) -> None:
        """Wait, but no longer than until the run stops."""
        async with asyncio.TaskGroup() as tasks:
            both = [tasks.create_task(clock.sleep(seconds)), tasks.create_task(self._stop.wait())]
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in both:
                task.cancel()

    def lost_session(self, system: str) -> None:
        """Count a page or browser that is gone; at the third, the run stops."""
        self.losses += 1
        if self.losses >= LOSSES:
            self.stop(KeepsCrashing(system=system, times=self.losses))

    def go_on_after_loss(self) -> None:
        """Raise when there were too many."""
        if isinstance(self.stopped_by, KeepsCrashing):
            raise self.stopped_by

    async def wait(self, clock: Clock, seconds: float) -> None:
        """Wait before something that can be done by a resume as well: a stop ends it."""
        await self.sleep(clock, seconds)
        if isinstance(self.stopped_by, StopRequested | LeaseLost):
            raise self.stopped_by

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
