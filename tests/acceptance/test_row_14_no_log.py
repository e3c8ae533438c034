"""FAULTS row 14: log folder read-only, fsync error: refused to start or paused; never "continue without log".

The folder is a real one: mounted read-only, or closed to a user who is not root.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from subprocess import PIPE, Popen
from typing import cast

import pytest
from tests.disks import mounted, read_only
from tests.faults.checker import good_vouchers
from tests.workspace import PROGRAM, Workspace, ask, make_workspace

from nahtlos.errors import JournalError, JournalNotWritable
from nahtlos.events import Event, ItemFinished
from nahtlos.journal.disk import Disk
from nahtlos.journal.history import read_effects
from nahtlos.journal.journal import FileJournal, Surroundings, open_journal
from nahtlos.journal.verify import verify_journal
from nahtlos.practice.cases import generate_vouchers, write_csv
from nahtlos.practice.start import start_practice
from nahtlos.testing import Draft, Register, Worker, World, register_plan

IMPORT = ("run", "import-vouchers", "--profile", "practice", "--input", "file=delivery.csv")


# ------------------------------------------------------------------ fsync


class UnsureDisk(Disk):
    """A disk that takes everything, and from the k-th fsync on says that it could not keep it."""

    def __init__(self, fails_from: int) -> None:
        self.fails_from = fails_from
        self.syncs = 0

    def sync(self, descriptor: int) -> None:
        self.syncs += 1
        if self.syncs >= self.fails_from:
            raise OSError(5, "Input/output error")
        super().sync(descriptor)


@asynccontextmanager
async def on_disk(worker: Worker, folder: Path, disk: Disk) -> AsyncIterator[Worker]:
    """Give a worker a journal of files."""
    outside = Surroundings(now=worker.world.clock.now, disk=disk)
    async with open_journal(folder / "logs", keys=folder / "keys", host="pc", nahtlos="0", outside=outside) as journal:
        worker.parts = replace(worker.parts, journal=journal)
        worker.sessions.parts = worker.parts
        yield worker


def a_world() -> tuple[World, Register]:
    world = World(lease=1.0)
    register = world.add_register()
    world.deliver(*({"number": str(n), "name": f"Name {n}", "city": "Köln"} for n in (1, 2)))
    return world, register


async def test_every_fsync_fails_once(tmp_path: Path) -> None:
    """From whichever on: no effect without a confirmed intent, nothing more is taken, a resume does the rest."""
    fails_from = 0
    while True:
        fails_from += 1
        folder = tmp_path / str(fails_from)
        world, register = a_world()
        plan = register_plan(Draft())
        worker, disk = world.worker(plan.systems), UnsureDisk(fails_from)
        journal: FileJournal | None = None
        try:
            async with on_disk(worker, folder, disk):
                journal = cast(FileJournal, worker.parts.journal)
                await worker.start(plan)
        except JournalNotWritable as error:
            assert "Input/output error" in str(error) and "Nothing is done that cannot be recorded" in str(error)
        if disk.syncs < fails_from:
            break
        if journal is not None:
            with pytest.raises(JournalError):
                journal.note(journal_event())
        intended = read_effects(folder / "logs") if (folder / "logs").is_dir() else {}
        assert len(register.commits) <= len(intended)
        world._bury(worker.lease)
        async with on_disk(world.worker(plan.systems), folder, Disk()) as other:
            await (other.resume(plan) if world.records.runs else other.start(plan))
        assert sorted(commit.key for commit in register.commits) == ["1", "2"]
        assert verify_journal(folder / "logs").intact
    assert fails_from > 15


def journal_event() -> Event:
    """Something that somebody might want to note."""
    return ItemFinished(run="r", item="i", outcome="done", effects=0)


async def test_after_a_failed_fsync_nothing_is_written_by_the_same_process(tmp_path: Path) -> None:
    """What a disk said it lost is not tried again, and there are no last words: who knows where they would be."""
    world, _ = a_world()
    plan = register_plan(Draft())
    disk = UnsureDisk(25)
    worker = world.worker(plan.systems)
    with pytest.raises(JournalNotWritable):
        async with on_disk(worker, tmp_path, disk):
            await worker.start(plan)

    assert disk.syncs == 25
    assert [*(tmp_path / "logs").rglob("*.reserve")]


# ------------------------------------------------------------------ a folder that may only be read


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    vouchers = [*good_vouchers(generate_vouchers(12, 2026)).values()][:2]
    with start_practice("casework", cases=12) as casework, start_practice("exchange", cases=12) as exchange:
        workspace = make_workspace(tmp_path / "workspace", casework, exchange, settle=1)
        write_csv(workspace.path / "delivery.csv", vouchers)
        yield workspace


def test_a_folder_that_is_mounted_read_only(workspace: Workspace) -> None:
    """Refused to start with one sentence, nothing written; afterwards the same command does everything."""
    workspace.nahtlos("items", "list")
    before = len(ask(workspace.exchange, "/effects?after=0"))
    with mounted(workspace.logs, "--bind", str(workspace.logs)):
        read_only(workspace.logs)
        answer = workspace.nahtlos(*IMPORT)
    after = len(ask(workspace.exchange, "/effects?after=0"))
    retried = workspace.nahtlos(*IMPORT)

    assert answer.status == 1
    assert "E550" in answer.err and str(workspace.logs) in answer.err and "start again" in answer.err
    assert "Traceback" not in answer.err
    assert after == before
    assert retried.status == 0, retried
    assert workspace.nahtlos("audit", "verify").status == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who is not root")
def test_a_folder_that_this_user_may_not_write_to(tmp_path: Path) -> None:
    """A user without rights to the logs is told so, and nothing is begun."""
    logs, keys = tmp_path / "logs", tmp_path / "keys"
    logs.mkdir(mode=0o555)
    keys.mkdir()
    keys.chmod(0o777)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o055)
    program = (
        "import asyncio, sys, datetime, pathlib, os\n"
        "from nahtlos.journal.journal import Surroundings, open_journal\n"
        "import encodings.ascii\nos.setgroups([])\nos.setgid(65534)\nos.setuid(65534)\n"
        "outside = Surroundings(now=lambda: datetime.datetime.now(datetime.UTC))\n"
        "async def main():\n"
        "    logs, keys = map(pathlib.Path, sys.argv[1:])\n"
        "    async with open_journal(logs, keys=keys, host='pc', nahtlos='0', outside=outside):\n"
        "        print('begun')\n"
        "try:\n    asyncio.run(main())\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
    )
    process = Popen([PROGRAM[0], "-c", program, str(logs), str(keys)], stdout=PIPE, stderr=PIPE, text=True)
    said, errors = process.communicate(timeout=60)

    assert said.startswith("JournalNotWritable E550") and "Permission denied" in said, errors
    assert not [*logs.iterdir()]
