"""Slots: everything that starts a run without a person at the keyboard is a row with a unique (schedule, slot).

Whatever wakes a process may be early, late or doubled; the row decides. Implementations live in the room `ledger`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

SlotKind = Literal["time", "person", "file", "run", "call"]
"""What made it due: the clock, a person (`schedule run`, `backfill`), a file that arrived, a run that finished, a call
of the HTTP API."""
SlotState = Literal["waiting", "running", "done", "failed", "missed", "skipped"]
SlotEnd = Literal["done", "failed", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One reason to run a workflow, and what came of it."""

    schedule: str
    slot: str
    """Unique within its schedule: the local wall time, the hash of a delivery, the id of a run or of a call."""
    kind: SlotKind = "time"
    due_at: datetime
    workflow: str
    profile: str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Encrypted at rest, and erased when the slot has ended: they may be personal."""
    because: str = ""
    """One sentence for a person; names no values of records and no file."""
    by: str | None = None
    """Who wanted it, where that was a person or a caller."""
    priority: int = 0
    """The higher one goes first."""
    deadline: timedelta | None = None
    """How long its run may take."""
    state: SlotState = "waiting"
    run: str | None = None
    code: str | None = None
    """Of the error it failed with, or of the reason why it waits."""
    not_before: datetime | None = None
    """Put back until then: another run or a closed system is in its way."""
    attempts: int = 0
    """How often it was taken; more than once: a run may have been begun."""
    taken_at: datetime | None = None
    """When it was taken for the first time."""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleState:
    """What the ledger knows of a schedule."""

    name: str
    since: datetime
    """Nothing that was due until then is missed: when it was first seen, changed or resumed."""
    paused_by: str | None = None
    paused_at: datetime | None = None


class Slots(Protocol):
    """The slots of all processes that work on one ledger. `await` returns when a change is durable."""

    async def know(self, fingerprints: Mapping[str, str]) -> Mapping[str, ScheduleState]:
        """Remember the schedules of this workspace by name and fingerprint of their rule.

        One that is new or whose rule changed begins now: nothing is missed before it existed.
        """

    async def add(self, slots: Sequence[Slot]) -> Sequence[Slot]:
        """Add what is not there yet, in one transaction; returns those that were new, in their order."""

    async def make_up(self, slots: Sequence[Slot], *, really: bool = True) -> Sequence[Slot]:
        """Add what has no row, and let what was missed or skipped run after all; returns which these are."""

    async def newest(self, until: datetime, *, schedule: str | None = None) -> Mapping[str, datetime]:
        """By schedule, when the last slot of the clock was due that is not later than `until`."""

    async def take(self) -> Slot | None:
        """Take the waiting slot with the highest priority, then the oldest, leased to this process.

        One that a dead process held is taken over; its run, if it has one, is to be resumed. A workflow that runs in
        another slot is passed over: never two runs of one workflow.
        """

    async def take_several(self, most: int) -> Sequence[Slot]:
        """Take so many at once, in one transaction."""

    async def begin(self, slot: Slot, *, run: str) -> None:
        """Note the run of a slot, before it begins."""

    async def put_back(self, slot: Slot, *, not_before: datetime | None = None, code: str | None = None) -> None:
        """Give it back unfinished; its run, if it has one, is to be resumed."""

    async def finish(self, slot: Slot, state: SlotEnd, *, code: str | None = None) -> None:
        """Store what came of a slot that this process holds."""

    async def of_runs(self, runs: Sequence[str]) -> Mapping[str, Slot]:
        """Return what started runs, by run; those that a person started are left out."""

    async def find(self, schedule: str, slot: str) -> Slot | None:
        """Return one slot, if there is one."""

    async def list(
        self, *, schedule: str | None = None, state: SlotState | None = None, run: str | None = None, most: int = 50
    ) -> Sequence[Slot]:
        """Return slots, the latest first."""

    async def count(self) -> Mapping[SlotState, int]:
        """Count the slots that are open: `waiting` and `running`."""

    async def pause(self, schedule: str, *, by: str) -> None:
        """Let what is due be skipped until it is resumed."""

    async def resume(self, schedule: str) -> None:
        """Go on from now; what was due meanwhile is not missed."""

    async def paused(self) -> Mapping[str, ScheduleState]:
        """Return the schedules that are paused, by name."""

    async def states(self) -> Mapping[str, ScheduleState]:
        """Return what is known of every schedule, by name."""
