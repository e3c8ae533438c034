"""A slot begins a run, goes on with one that was left, or says why it does not: never two runs of one workflow."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

import pytest

from nahtlos.engine.parts import Brakes
from nahtlos.engine.ports import NewItem, RunRecord
from nahtlos.engine.run import RunReport
from nahtlos.engine.slots import Slot
from nahtlos.errors import (
    DeadlinePassed,
    JournalStopped,
    LimitReached,
    RunStopped,
    ServiceStops,
    SystemKeepsFailing,
    Unreachable,
)
from nahtlos.journal.journal import FileJournal
from nahtlos.ledger.opening import open_ledger
from nahtlos.plan.nodes import Limits
from nahtlos.runtime.parts import Shared
from nahtlos.runtime.records import Records
from nahtlos.runtime.service_runs import LATER, RECYCLE, WorkflowRuns
from nahtlos.runtime.workspace import Workspace
from nahtlos.testing.clock import FakeClock


@dataclass
class FakeBrowsers:
    """Browsers that count how often they were started anew."""

    recycled: int = 0

    async def recycle(self) -> None:
        self.recycled += 1


@dataclass(slots=True, kw_only=True)
class FakeWork(WorkflowRuns):
    """Runs that come to whatever end a test wants, without systems."""

    calls: list[str] = field(default_factory=list)
    ends: list[RunStopped | Exception | None] = field(default_factory=list)

    async def _start(self, slot: Slot, run: str, brakes: Brakes) -> RunReport:
        self.calls.append(f"start {run}")
        return self._end(run)

    async def _resume(self, left: RunRecord, brakes: Brakes, *, is_watched: bool = False) -> RunReport:
        self.calls.append(f"resume {left.id}")
        return self._end(left.id)

    def _end(self, run: str) -> RunReport:
        end = self.ends.pop(0) if self.ends else None
        if end is not None and not isinstance(end, RunStopped):
            raise end
        return RunReport(
            run=run, workflow="report", state="finished", outcomes={}, open_items=0, balance=None, stopped_by=end
        )


@dataclass
class Scene:
    """A ledger with runs that were left, and the slot that comes next."""

    runs: FakeWork
    browsers: FakeBrowsers
    slot: Slot

    @property
    def ledger(self) -> Any:
        return self.runs.records.ledger

    async def leave(self, run: str, state: Literal["listed", "paused", "finished"]) -> None:
        """Leave a run with a case that nobody has worked on."""
        record = RunRecord(
            id=run, workflow="report", workflow_hash="f00d", started_by="anna", profile=None, inputs={}, options={},
            started_at=self.runs.records.clock.now(), state="listing",
        )  # fmt: skip
        await self.ledger.start_run(record)
        item = NewItem(id=f"{run}-i1", line=1, key="V-1", key_hash=f"hash-{run}", record={})
        await self.ledger.store_items(run, [item], stated=1, left_out=0)
        await self.ledger.set_run_state(run, state)

    async def ended_slot(self, run: str, code: str) -> None:
        """Note that an earlier slot of that run ended with a code."""
        await self.ledger.slots.add([Slot(schedule="s", slot="0", due_at=self.slot.due_at, workflow="report")])
        taken = await self.ledger.slots.take()
        await self.ledger.slots.begin(taken, run=run)
        await self.ledger.slots.finish(taken, "failed", code=code)

    async def work(self, run: str = "new") -> tuple[str, str | None]:
        result = await self.runs.work(self.slot, run=run, brakes=Brakes(limits=Limits()))
        return result.state, result.code


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock, browsers = FakeClock(), FakeBrowsers()
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    async with open_ledger(address, folder=tmp_path, clock=clock, worker_name="pc") as ledger:
        warm = type("Warm", (), {"browsers": browsers})
        runs = FakeWork(
            workspace=Workspace(root=tmp_path), shared=cast(Shared, type("Shared", (), {"warm": warm})),
            records=Records(ledger=ledger, journal=cast(FileJournal, None), clock=clock),
        )  # fmt: skip
        yield Scene(runs, browsers, Slot(schedule="s", slot="1", due_at=clock.now(), workflow="report"))


async def test_nothing_was_left(scene: Scene) -> None:
    """A new run begins, under the id that was noted before."""
    assert await scene.work() == ("done", None)
    assert scene.runs.calls == ["start new"]


async def test_taken_over(scene: Scene) -> None:
    """The run of the slot itself goes on, and no second one begins."""
    await scene.leave("new", "listed")

    assert await scene.work() == ("done", None)
    assert scene.runs.calls == ["resume new"]


async def test_taken_over_after_the_end(scene: Scene) -> None:
    """A process that died after the end of its run leaves nothing to do."""
    await scene.leave("new", "finished")

    assert await scene.work() == ("done", None)
    assert scene.runs.calls == []


async def test_run_that_died(scene: Scene) -> None:
    """What a dead process left is brought to its end first."""
    await scene.leave("old", "listed")

    assert await scene.work() == ("done", None)
    assert scene.runs.calls == ["resume old", "start new"]


@pytest.mark.parametrize("stop", [DeadlinePassed, SystemKeepsFailing, Unreachable])
async def test_run_that_its_deadline_or_an_outage_stopped(scene: Scene, stop: type[RunStopped]) -> None:
    """The next slot goes on with the rest before it begins its own."""
    await scene.leave("old", "paused")
    await scene.ended_slot("old", stop.code)

    assert await scene.work() == ("done", None)
    assert scene.runs.calls == ["resume old", "start new"]


async def test_run_that_a_brake_stopped(scene: Scene) -> None:
    """It waits for a person: the slot fails and says so, and nothing is written behind that person's back."""
    await scene.leave("old", "paused")
    await scene.ended_slot("old", LimitReached.code)

    assert await scene.work() == ("failed", "E664")
    assert scene.runs.calls == []


async def test_rest_that_is_stopped_again(scene: Scene) -> None:
    """Where the old run does not come to its end, no new one begins."""
    await scene.leave("old", "listed")
    scene.runs.ends = [LimitReached(writes=3, limit="first: 3")]

    assert await scene.work() == ("failed", LimitReached.code)
    assert scene.runs.calls == ["resume old"]


async def test_another_process_is_at_work(scene: Scene) -> None:
    """While somebody works on a run of this workflow, the slot waits."""
    await scene.leave("old", "listed")
    await scene.ledger.shifts.begin("old")

    result = await scene.runs.work(scene.slot, run="new", brakes=Brakes(limits=Limits()))

    assert (result.state, result.code) == ("again", "E733")
    assert result.not_before == scene.runs.records.clock.now() + LATER
    assert scene.runs.calls == []


async def test_service_ends(scene: Scene) -> None:
    """A run that stopped because the service ends is for the next one."""
    scene.runs.ends = [ServiceStops()]

    assert await scene.work() == ("again", ServiceStops.code)


async def test_mistake_in_the_code(scene: Scene) -> None:
    """One slot that breaks off does not end the service."""
    scene.runs.ends = [ValueError("Erika Mustermann")]

    assert await scene.work() == ("failed", "E429")


async def test_journal_is_gone(scene: Scene) -> None:
    """Without a journal nothing goes on."""
    scene.runs.ends = [JournalStopped(because="the disk is full.")]

    with pytest.raises(JournalStopped):
        await scene.work()


async def test_browsers_are_started_anew(scene: Scene) -> None:
    """After so many runs they are, when none is at work."""
    for number in range(RECYCLE):
        await scene.work(f"r{number}")

    assert scene.browsers.recycled == 1
