"""A run that ended starts what comes after it, once, whoever was there when it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

from nahtlos.engine.arrivals import EndedRun
from nahtlos.engine.ports import Outcome
from nahtlos.engine.slots import ScheduleState, Slot, Slots
from nahtlos.schedule.after import AfterWatcher
from nahtlos.schedule.schedule import Schedule
from nahtlos.schedule.triggers import AfterTrigger
from nahtlos.testing.arrivals import MemoryArrivals
from nahtlos.testing.clock import FakeClock

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Scene:
    """A chain `first → second`, and the slots of `second`."""

    def __init__(self, *, since: datetime = NOON) -> None:
        self.arrivals = MemoryArrivals()
        self.state = ScheduleState(name="chain", since=since)
        self.rung = 0
        self.watcher = self.again()

    def again(self) -> AfterWatcher:
        trigger = AfterTrigger(workflow="first", outcomes=frozenset({"done", "skipped"}))
        facts: dict[str, object] = {
            "name": "chain", "workflow": "second", "profile": None, "inputs": {}, "rule": trigger, "priority": 0,
            "deadline": None,
        }  # fmt: skip
        return AfterWatcher(
            schedule=cast(Schedule, SimpleNamespace(**facts)), arrivals=self.arrivals, slots=cast(Slots, self),
            clock=FakeClock(), ring=self.ring,
        )  # fmt: skip

    def ring(self) -> None:
        self.rung += 1

    async def states(self) -> Mapping[str, ScheduleState]:
        return {"chain": self.state}

    async def add(self, slots: list[Slot]) -> list[Slot]:
        new = [slot for slot in slots if (slot.schedule, slot.slot) not in self.arrivals.slots]
        self.arrivals.slots.update({(slot.schedule, slot.slot): slot for slot in new})
        return new

    def end(self, run: str, *outcomes: Outcome, workflow: str = "first", minute: int = 1) -> None:
        ended = EndedRun(run=run, ended_at=NOON + timedelta(minutes=minute), outcomes=outcomes)
        self.arrivals.runs.append((workflow, ended))

    @property
    def runs(self) -> list[str]:
        return [slot.slot for slot in self.arrivals.slots.values()]


async def test_run_that_ended_well() -> None:
    """It is a slot named by its run, and wakes the service once."""
    scene = Scene()
    scene.end("r1", "done", "skipped")

    await scene.watcher.look()
    await scene.watcher.look()

    (slot,) = scene.arrivals.slots.values()
    assert (slot.slot, slot.kind, slot.workflow, slot.due_at) == ("r1", "run", "second", NOON + timedelta(minutes=1))
    assert scene.rung == 1


async def test_outcomes_that_do_not_count() -> None:
    """The worst case of a run decides; a run of nothing is skipped."""
    scene = Scene()
    scene.end("r1", "done", "failed")
    scene.end("r2", "rejected")
    scene.end("r3")
    scene.end("r4", "done", workflow="another")

    await scene.watcher.look()

    assert scene.runs == ["r3"]


async def test_runs_from_before_the_schedule() -> None:
    """A chain that was written today does not run for what ended last year."""
    scene = Scene(since=NOON + timedelta(minutes=5))
    scene.end("old", "done", minute=4)
    scene.end("new", "done", minute=6)

    await scene.watcher.look()

    assert scene.runs == ["new"]


async def test_run_that_ended_while_nobody_served() -> None:
    """It is found after a restart, because the ledger is asked and nobody's memory."""
    scene = Scene()
    scene.end("r1", "done")
    await scene.watcher.look()
    scene.end("r2", "done", minute=90)

    await scene.again().look()

    assert scene.runs == ["r1", "r2"]


async def test_run_that_ends_well_in_the_end() -> None:
    """Cases that failed first and were done after a resume count when they are done."""
    scene = Scene()
    scene.end("r1", "failed")
    await scene.watcher.look()
    scene.arrivals.runs.clear()
    scene.end("r1", "done", minute=30)

    await scene.watcher.look()

    assert scene.runs == ["r1"]


async def test_many_runs_that_do_not_count() -> None:
    """They do not stand in the way of the one that does."""
    scene = Scene()
    for number in range(2000):
        scene.end(f"bad-{number}", "failed", minute=number)
    scene.end("good", "done", minute=2001)

    for _ in range(4):
        await scene.watcher.look()

    assert scene.runs == ["good"]


async def test_clock_of_another_computer_is_behind() -> None:
    """A run that ended a little earlier by its own clock is seen although a later one was seen first."""
    scene = Scene()
    scene.end("r1", "done", minute=10)
    await scene.watcher.look()
    scene.end("r2", "done", minute=8)

    await scene.watcher.look()

    assert scene.runs == ["r1", "r2"]
