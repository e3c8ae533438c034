"""FAULTS row 22: a delivered file that changes before or during its run stops it, by name and by content."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nahtlos.engine.parts import Brakes
from nahtlos.engine.run import RunReport
from nahtlos.engine.slots import Slot
from nahtlos.errors import DeliveryChanged
from nahtlos.journal.history import read_events
from nahtlos.plan.nodes import Limits
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.deliveries import Deliveries
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.workspace import Workspace

REPORT = RunReport(run="r1", workflow="w", state="finished", outcomes={}, open_items=0, balance=None)


class QuickClock:
    """A clock whose waiting lets everybody else have a turn."""

    def __init__(self, clock: Any) -> None:
        self.now = clock.now
        self.monotonic = clock.monotonic

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0.001)


class Scene:
    """A file that was delivered, and a run that works with it."""

    def __init__(self, workspace: Workspace, records: Records) -> None:
        self.workspace = workspace
        self.path = workspace.root / "in.csv"
        self.path.write_text("a;b")
        self.brakes = Brakes(limits=Limits())
        self.deliveries = Deliveries(
            root=workspace.root, records=replace(records, clock=QuickClock(records.clock)),
            inputs={"deliveries": "file"}, blocking=at_once,
        )  # fmt: skip

    async def run(self, meanwhile: Callable[[], object], *, kind: Any = "file", turns: int = 200) -> RunReport:
        """Work for some turns of the loop, or until the brakes are pulled."""
        slot = Slot(
            schedule="deliveries", slot=hashlib.sha256(b"a;b").hexdigest(), kind=kind, due_at=datetime.now(UTC),
            workflow="w", inputs={"file": "in.csv"},
        )  # fmt: skip

        async def work() -> RunReport:
            meanwhile()
            for _ in range(turns):
                if self.brakes.stopped_by is not None:
                    break
                await asyncio.sleep(0.001)
            return replace(REPORT, stopped_by=self.brakes.stopped_by)

        return await self.deliveries.guarded(slot, "r1", self.brakes, work)

    def changes(self) -> list[str]:
        return [str(entry.fields["run"]) for entry in read_events(self.workspace.logs, events={"file.changed"})]


async def at_once(work: Callable[[], Any]) -> Any:
    return work()


@pytest.fixture
async def scene(workspace: Workspace) -> AsyncIterator[Scene]:
    async with open_records(workspace, read_settings(workspace)) as records:
        yield Scene(workspace, records)


async def test_file_that_stays(scene: Scene) -> None:
    """The run comes to its end; who only touches the file has not changed it."""
    report = await scene.run(scene.path.touch, turns=50)

    assert (report.stopped_by, scene.changes()) == (None, [])


async def test_file_that_changes_during_the_run(scene: Scene) -> None:
    """The run stops, and the journal names it."""
    report = await scene.run(lambda: scene.path.write_text("a;c"))

    assert isinstance(report.stopped_by, DeliveryChanged)
    assert "was changed after it had arrived" in str(report.stopped_by)
    assert scene.changes() == ["r1"]


async def test_file_that_goes_during_the_run(scene: Scene) -> None:
    """It cannot be counted again, so the run stops, too."""
    report = await scene.run(scene.path.unlink)

    assert isinstance(report.stopped_by, DeliveryChanged) and report.stopped_by.is_gone


@pytest.mark.parametrize("change", [lambda path: path.write_text("a;c"), lambda path: path.unlink()])
async def test_file_that_changed_before_the_run(scene: Scene, change: Callable[[Path], object]) -> None:
    """Nothing of it is read: what arrived is not there any more."""
    change(scene.path)
    begun = list[bool]()

    with pytest.raises(DeliveryChanged):
        await scene.run(lambda: begun.append(True))

    assert begun == []
    assert scene.changes() == ["r1"]


async def test_slot_of_a_clock(scene: Scene) -> None:
    """It has no file to look after."""
    report = await scene.run(scene.path.unlink, kind="time", turns=10)

    assert report.stopped_by is None


async def test_error_of_the_run(scene: Scene) -> None:
    """It comes out as it is."""

    def breaks() -> None:
        raise DeliveryChanged(schedule="another")

    with pytest.raises(DeliveryChanged):
        await scene.run(breaks)
