"""FAULTS row 22: the same file delivered twice is recognised by its content, named, and not run twice."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from nahtlos.engine.slots import Slot
from nahtlos.events import FileArrived, FileRepeated
from nahtlos.schedule.files import FilesWatcher
from nahtlos.schedule.schedule import Schedule
from nahtlos.schedule.triggers import FilesTrigger
from nahtlos.testing.arrivals import MemoryArrivals
from nahtlos.testing.clock import FakeClock
from nahtlos.testing.journal import JournalLines, MemoryJournal
from nahtlos.testing.life import Life


def schedule(**changes: Any) -> Schedule:
    trigger = FilesTrigger(folder="in", pattern="*.csv", stable_for=timedelta(seconds=5), input="file")
    facts = {
        "name": "deliveries", "workflow": "import-vouchers", "profile": None, "inputs": {"from": "Kreis"},
        "rule": trigger, "priority": 0, "deadline": None, **changes,
    }  # fmt: skip
    return cast(Schedule, SimpleNamespace(**facts))


class Scene:
    """A folder, and one process that watches it; `again` starts another one on the same ledger."""

    def __init__(self, root: Path, lines: JournalLines) -> None:
        self.root = root
        self.folder = root / "in"
        self.folder.mkdir()
        self.clock = FakeClock()
        self.arrivals = MemoryArrivals()
        self.journal = MemoryJournal(lines, stream="pc-0", life=Life())
        self.rung = 0
        self.watcher = self.again()

    def again(self) -> FilesWatcher:
        return FilesWatcher(
            schedule=schedule(), root=self.root, arrivals=self.arrivals, journal=self.journal, clock=self.clock,
            ring=self.ring, blocking=at_once,
        )  # fmt: skip

    def ring(self) -> None:
        self.rung += 1

    async def pass_by(self, seconds: float = 20, watcher: FilesWatcher | None = None) -> None:
        """Let time pass, with a look every two seconds."""
        for _ in range(int(seconds / 2)):
            await (watcher or self.watcher).look()
            self.clock.advance(2)

    @property
    def slots(self) -> list[Slot]:
        return list(self.arrivals.slots.values())


async def at_once(work: Callable[[], Any]) -> Any:
    return work()


@pytest.fixture
def lines() -> JournalLines:
    return JournalLines()


@pytest.fixture
def scene(tmp_path: Path, lines: JournalLines) -> Scene:
    return Scene(tmp_path, lines)


async def test_file_arrives(scene: Scene, lines: JournalLines) -> None:
    """A complete file is a slot; its path is an input beside those that are written; it stays where it is."""
    (scene.folder / "Jürgen Müller.csv").write_text("a;b")

    await scene.pass_by()

    (slot,) = scene.slots
    assert slot.inputs == {"from": "Kreis", "file": "in/Jürgen Müller.csv"}
    assert (slot.kind, slot.workflow, scene.rung) == ("file", "import-vouchers", 1)
    assert "Müller" not in slot.because
    (arrived,) = lines.of(FileArrived)
    assert (arrived.slot, arrived.name, arrived.bytes) == (slot.slot, "….csv", 3)
    assert (scene.folder / "Jürgen Müller.csv").exists()


async def test_same_content_under_another_name(scene: Scene, lines: JournalLines) -> None:
    """It is named in journal and log, and not run twice."""
    (scene.folder / "a.csv").write_text("a;b")
    await scene.pass_by()
    (scene.folder / "b.csv").write_text("a;b")

    await scene.pass_by()

    assert len(scene.slots) == 1
    (repeated,) = lines.of(FileRepeated)
    assert repeated.slot == scene.slots[0].slot


async def test_same_delivery_again_under_its_name(scene: Scene, lines: JournalLines) -> None:
    """Whoever copies it over itself has delivered twice."""
    path = scene.folder / "a.csv"
    path.write_text("a;b")
    await scene.pass_by()
    os.utime(path, ns=(1, 1))

    await scene.pass_by()

    assert (len(scene.slots), len(lines.of(FileRepeated))) == (1, 1)


async def test_same_name_with_another_content(scene: Scene) -> None:
    """It is another delivery."""
    path = scene.folder / "a.csv"
    path.write_text("a;b")
    await scene.pass_by()
    path.write_text("a;b;c")

    await scene.pass_by()

    assert len(scene.slots) == 2


async def test_file_that_grows(scene: Scene) -> None:
    """It is left alone until it has looked the same for as long as the schedule says."""
    path = scene.folder / "a.csv"
    for size in range(1, 9):
        path.write_text("x" * size)
        await scene.pass_by(4)
    assert scene.slots == []

    await scene.pass_by(8)

    assert len(scene.slots) == 1


async def test_file_that_is_open_for_writing(scene: Scene) -> None:
    """A slow sender may pause for longer than that."""
    with (scene.folder / "a.csv").open("w") as file:
        file.write("half")
        file.flush()
        await scene.pass_by(60)
        assert scene.slots == []

    await scene.pass_by()

    assert len(scene.slots) == 1


async def test_restart(scene: Scene, lines: JournalLines) -> None:
    """A file that still lies there is neither a new delivery nor a second one."""
    (scene.folder / "a.csv").write_text("a;b")
    await scene.pass_by()

    await scene.pass_by(watcher=scene.again())

    assert (len(scene.slots), len(lines.of(FileArrived)), lines.of(FileRepeated)) == (1, 1, [])


async def test_two_processes_see_the_same_file(scene: Scene, lines: JournalLines) -> None:
    """One of them makes it a slot; the other one does not take it for a second delivery."""
    other = scene.again()
    (scene.folder / "a.csv").write_text("a;b")

    for _ in range(10):
        await asyncio.gather(scene.watcher.look(), other.look())
        scene.clock.advance(2)

    assert (len(scene.slots), len(lines.of(FileArrived)), lines.of(FileRepeated)) == (1, 1, [])


async def test_folder_that_is_gone_for_a_while(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """It is named once, and what lies there when it is back is seen."""
    scene.folder.rmdir()
    await scene.pass_by()
    scene.folder.mkdir()
    (scene.folder / "a.csv").write_text("a;b")

    await scene.pass_by()

    assert [record.getMessage() for record in caplog.records] == [
        "deliveries: the folder in cannot be read: No such file or directory",
        "deliveries: the folder in can be read again",
    ]
    assert len(scene.slots) == 1


async def test_nothing_of_a_name_is_said(scene: Scene, lines: JournalLines, caplog: pytest.LogCaptureFixture) -> None:
    """Neither journal nor log nor the reason of the slot repeat it."""
    for name in ("Müller-1.csv", "Müller-2.csv", "{{ secret.Müller }}.csv"):
        (scene.folder / name).write_text("a;b")

    await scene.pass_by()

    said = [str(line) for line in lines.lines] + [slot.because for slot in scene.slots] + [caplog.text]
    assert "ller" not in "".join(said)
    assert len(lines.of(FileRepeated)) == 2


async def test_many_old_files_cost_one_question(scene: Scene) -> None:
    """What was seen before is not read again after a restart."""
    for number in range(300):
        (scene.folder / f"{number}.csv").write_text(str(number))
    await scene.pass_by()
    read = list[Any]()

    async def counting(work: Callable[[], Any]) -> Any:
        read.append(work)
        return work()

    watcher = scene.again()
    watcher.blocking = counting
    await scene.pass_by(20, watcher)

    assert len(read) == 10  # ten looks into the folder, and no file
