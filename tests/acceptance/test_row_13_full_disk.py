"""FAULTS row 13: disk full in journal, ledger, download: no effect, the run pauses with last words, and goes on later.

The disk is a real file system of its own (tmpfs) that is filled to its last byte.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import cast

import pytest
from playwright.async_api import Download, Error
from tests.disks import fill_up, small_disk
from tests.faults.checker import good_vouchers
from tests.workspace import SECONDS, Workspace, ask, make_workspace

from nahtlos.browser.downloads import Downloads
from nahtlos.errors import JournalNotWritable, LedgerFull, NoRoom
from nahtlos.events import RunPaused
from nahtlos.journal.history import Entry, read_effects, read_events
from nahtlos.journal.journal import Surroundings, open_journal
from nahtlos.journal.verify import verify_journal
from nahtlos.practice.cases import generate_vouchers, write_csv
from nahtlos.practice.start import Practice, start_practice
from nahtlos.testing import Draft, Register, Worker, World, register_plan, violations

IMPORT = ("run", "import-vouchers", "--profile", "practice", "--input", "file=delivery.csv")
RESUME = (*IMPORT[:4], "--resume")
VOUCHERS = [
    replace(voucher, voucher_no=f"BGS-2026-70000{number}")
    for number, voucher in enumerate([*good_vouchers(generate_vouchers(12, 2026)).values()][:4])
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    with small_disk(folder, size="512k"):
        yield folder


# ------------------------------------------------------------------ the journal


@asynccontextmanager
async def on_disk(worker: Worker, folder: Path) -> AsyncIterator[Worker]:
    """Give a worker a journal of files."""
    # The keys are on another disk, each journal has its own.
    root = folder if folder.name == "disk" else folder.parent
    keys = root.parent / f"keys-{folder.name}"
    outside = Surroundings(now=worker.world.clock.now)
    async with open_journal(folder / "logs", keys=keys, host="pc", nahtlos="0", outside=outside) as journal:
        worker.parts = replace(worker.parts, journal=journal)
        worker.sessions.parts = worker.parts
        yield worker


def a_world() -> tuple[World, Register]:
    world = World(lease=1.0)
    register = world.add_register()
    world.deliver(*({"number": str(n), "name": f"Name {n}", "city": "Köln"} for n in (1, 2)))
    return world, register


async def filled_at(worker: Worker, call: int, folder: Path, register: Register) -> int:
    """Run with a disk that is full from a call on; returns how many calls there were. Checks what has to hold then."""
    plan = register_plan(Draft())
    worker.life.hooks.append(lambda _, number: (fill_up(folder), None)[1] if number == call else None)
    try:
        async with on_disk(worker, folder):
            await worker.start(plan)
    except JournalNotWritable as error:
        assert str(folder) in str(error) and "No space left on device" in str(error)
        assert "Nothing is done that cannot be recorded" in str(error)
        assert "--resume" in str(error)
    intended = {effect for effect, history in read_effects(folder / "logs").items() if history.intended}
    assert len(register.commits) <= len(intended)
    return len(worker.life.calls)


async def test_the_disk_is_full_before_every_call(disk: Path) -> None:
    """Whenever it fills up: no effect without a durable intent, a journal that verifies, a resume to the end."""
    call, paused = 0, 0
    while True:
        call += 1
        world, register = a_world()
        folder = disk / str(call)
        folder.mkdir()
        worker = world.worker(register_plan(Draft()).systems)
        calls = await filled_at(worker, call, folder, register)
        if calls < call:
            break
        (folder / "filler").unlink()
        assert verify_journal(folder / "logs").intact
        events = [*read_events(folder / "logs")]
        paused += any(entry.event == "run.paused" for entry in events)
        world._bury(worker.lease)
        await finished(world, events, folder)
        assert sorted(commit.key for commit in register.commits) == ["1", "2"]
        assert verify_journal(folder / "logs").intact
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            path.unlink()
    assert call > 60
    assert paused > call / 2


async def finished(world: World, events: list[Entry], folder: Path) -> None:
    """Go on with the run that stopped, or begin it anew if nobody knows it."""
    plan = register_plan(Draft())
    async with on_disk(world.worker(plan.systems), folder) as worker:
        if world.records.runs:
            await worker.resume(plan)
        else:
            assert not [entry for entry in events if entry.event == "effect.intended"]
            await worker.start(plan)


async def test_the_last_words(disk: Path) -> None:
    """From its reserve the journal says that it stopped, which run stopped with it, and closes its file."""
    world, register = a_world()
    worker = world.worker(register_plan(Draft()).systems)
    await filled_at(worker, 25, disk, register)

    events = [*read_events(disk / "logs")]

    assert [entry.event for entry in events][-3:] == ["log.stopped", "run.paused", "log.closed"]
    assert (events[-3].fields["problem"], events[-2].fields["reason"]) == ("full", "fault")
    assert not [*disk.rglob("*.reserve")]  # noqa: ASYNC240 - a test waits for nobody


async def test_no_room_for_the_reserve(disk: Path) -> None:
    """Where there is no room for last words, nothing is begun."""
    world, register = a_world()
    fill_up(disk)

    with pytest.raises(JournalNotWritable, match="No space left"):
        async with on_disk(world.worker(register_plan(Draft()).systems), disk):
            pass

    assert not register.commits


# ------------------------------------------------------------------ the ledger


async def test_a_ledger_without_room(world_of_one: tuple[World, Register]) -> None:
    """The journal, which still has room, says that the run stopped; nothing was written without both."""
    world, register = world_of_one
    plan = register_plan(Draft())
    worker = world.worker(plan.systems)

    def fill(name: str, _: int) -> None:
        if name == "ledger.intend":
            raise LedgerFull(ledger="ledger.sqlite3")

    worker.life.hooks.append(fill)
    with pytest.raises(LedgerFull, match="no room left"):
        await worker.start(plan)
    assert not register.commits
    assert [event.reason for event in world.journal.of(RunPaused)] == ["fault"]
    world._bury(worker.lease)

    await world.worker(plan.systems).resume(plan)

    assert violations(world, register, {("create", "1"): 1}) == []


@pytest.fixture
def world_of_one() -> tuple[World, Register]:
    world = World(lease=1.0)
    register = world.add_register()
    world.deliver({"number": "1", "name": "Ada", "city": "Köln"})
    return world, register


# ------------------------------------------------------------------ a download


class BrokenOff:
    """What the browser says of a file that it could not write."""

    suggested_filename = "list.csv"

    async def failure(self) -> None:
        return None

    async def save_as(self, path: Path) -> None:
        try:
            path.write_bytes(bytes(4096))  # noqa: ASYNC240 - a test waits for nobody
        except OSError as error:
            raise Error(f"ENOSPC: {error}") from None


async def test_a_download_without_room(disk: Path) -> None:
    """The run stops, whichever of browser and disk notices first; that a wire was cut is said otherwise."""
    (disk / "downloads").mkdir()
    fill_up(disk)
    downloads = Downloads(disk / "downloads")

    async with downloads.next(timeout=5) as arrived:
        downloads.add(cast(Download, BrokenOff()))
        with pytest.raises(NoRoom, match=r"no room left for downloads in .*Make room"):
            await arrived()


# ------------------------------------------------------------------ the whole program


@pytest.fixture(scope="module")
def systems() -> Iterator[tuple[Practice, Practice]]:
    with start_practice("casework", cases=12) as casework, start_practice("exchange", cases=12) as exchange:
        yield casework, exchange


@pytest.fixture
def workspace(systems: tuple[Practice, Practice], tmp_path: Path) -> Workspace:
    for record in ask(systems[1], "/records"):
        ask(systems[1], "/records/delete", {"key": record["key"]})
    workspace = make_workspace(tmp_path / "workspace", *systems, settle=1)
    write_csv(workspace.path / "delivery.csv", VOUCHERS)
    return workspace


@pytest.mark.parametrize("where", ["logs", pytest.param("ledger", marks=pytest.mark.nightly)])
def test_a_disk_that_fills_up_in_the_middle_of_a_run(workspace: Workspace, where: str) -> None:
    """One sentence, status 1; the journal verifies and says the run paused; with room again a resume does the rest."""
    if where == "ledger":
        settings = workspace.path / "config/nahtlos.yaml"
        settings.write_text("ledger: {url: sqlite:///ledger/ledger.sqlite3}\n", encoding="utf-8")
    folder = workspace.path / where
    with small_disk(folder, size="16m"):
        seen = len(ask(workspace.exchange, "/effects?after=0"))
        process = Popen(
            [*workspace.program, *IMPORT], cwd=workspace.path, env=workspace.environment(), stdin=DEVNULL, stdout=PIPE,
            stderr=PIPE, text=True,
        )  # fmt: skip
        while process.poll() is None and not ask(workspace.exchange, f"/effects/wait?after={seen}&timeout=1"):
            pass
        filler = fill_up(folder)
        _, said = process.communicate(timeout=SECONDS)
        written = {record["voucher_no"] for record in ask(workspace.exchange, "/records")}
        histories = read_effects(workspace.logs).values()
        words = [entry for entry in read_events(workspace.logs) if entry.event in ("log.stopped", "run.paused")]
        intact = verify_journal(workspace.logs).intact
        filler.unlink()
        resumed = workspace.nahtlos(*RESUME)
        verified = workspace.nahtlos("audit", "verify")

    assert (process.returncode, intact) == (1, True)
    assert "Nothing is done that cannot be recorded" in said and "Traceback" not in said
    assert len(written) <= len([history for history in histories if history.intended])
    # The last page of the journal's file may have room for the words of the run, and its signature none.
    assert [entry.event for entry in words].count("run.paused") == 1
    assert (resumed.status, verified.status) == (0, 0), (resumed, verified)
    assert sorted(record["voucher_no"] for record in ask(workspace.exchange, "/records")) == [
        voucher.voucher_no for voucher in VOUCHERS
    ]
