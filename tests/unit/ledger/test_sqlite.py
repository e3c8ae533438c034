"""What only a file can do to a ledger. The contract is in tests/contracts."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from nahtlos.engine.ports import NewItem, RunRecord, StepRecord
from nahtlos.errors import (
    LedgerAddressUnknown,
    LedgerCorrupt,
    LedgerFull,
    LedgerLocked,
    LedgerOnNetworkDrive,
    LedgerUnreachable,
)
from nahtlos.ledger import sqlite
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.ledger.opening import open_ledger

Open = Callable[..., AbstractAsyncContextManager[SqlLedger]]


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.db"


@pytest.fixture
def open_one(path: Path) -> Open:
    def opened(address: str | None = None) -> AbstractAsyncContextManager[SqlLedger]:
        return open_ledger(address or f"sqlite:///{path}", folder=path.parent, clock=Still(), worker_name="host-1")

    return opened


async def pragma(ledger: SqlLedger, words: str) -> Any:
    """Ask SQLite something, on the ledger's own connection."""

    def ask(connection: Connection) -> Any:
        return connection.exec_driver_sql(f"PRAGMA {words}").scalar()

    return await ledger._writer.ask(ask)


async def list_one(ledger: SqlLedger, *, size: int = 1, run: str = "r1") -> None:
    """Store a run with one item of a certain size."""
    await ledger.start_run(
        RunRecord(
            id=run, workflow=run, workflow_hash="", started_by="anna", started_at=Still().now(), profile=None,
            inputs={}, options={}, state="listing",
        )
    )  # fmt: skip
    item = NewItem(id=f"{run}-1", line=1, key="V-1", key_hash="h", record={"text": "x" * size})
    await ledger.store_items(run, [item], stated=None, left_out=0)


async def test_settings_that_the_promises_need(open_one: Open) -> None:
    """Write-ahead log, every commit synced, references checked, freed pages overwritten."""
    async with open_one() as ledger:
        settings = [
            await pragma(ledger, name) for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        ]

    assert settings == ["wal", 2, 1, 1]


async def test_files_are_for_their_owner_only(open_one: Open, path: Path) -> None:
    """The log and its index too."""
    async with open_one() as ledger:
        await list_one(ledger)
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.glob("ledger.db*")}

    assert modes == {"ledger.db": 0o600, "ledger.db-wal": 0o600, "ledger.db-shm": 0o600}


@pytest.fixture
def damaged(open_one: Open, path: Path) -> None:
    """A ledger that was written over."""

    async def fill() -> None:
        async with open_one() as ledger:
            await list_one(ledger, size=50_000)

    asyncio.run(fill())
    whole = bytearray(path.read_bytes())
    start = whole.index(b"CREATE TABLE items") // 4096 * 4096
    for page in range(start + 4096, len(whole), 4096):
        whole[page : page + 200] = bytes(200)
    path.write_bytes(whole)


@pytest.fixture(params=[b"this is no database" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def foreign(request: pytest.FixtureRequest, path: Path) -> Iterator[None]:
    """A file that is no ledger, and must be as it was afterwards."""
    path.parent.mkdir()
    path.write_bytes(request.param)
    yield
    assert request.param == path.read_bytes()


@pytest.mark.usefixtures("foreign")
async def test_file_that_is_no_ledger(open_one: Open) -> None:
    """It is left as it is."""
    with pytest.raises(LedgerCorrupt, match=r"is damaged: .*Keep the file"):
        async with open_one():
            pass


@pytest.mark.usefixtures("damaged")
async def test_damaged_page_is_found_when_opening(open_one: Open) -> None:
    """Before anybody works with what is left."""
    with pytest.raises(LedgerCorrupt, match="is damaged"):
        async with open_one():
            pass


async def test_full_disk_is_told_and_nothing_is_lost(open_one: Open) -> None:
    """Who waits is told; what rides is stored as soon as there is room."""
    async with open_one() as ledger:
        await list_one(ledger)
        await ledger.claim("r1")
        await pragma(ledger, f"max_page_count = {await pragma(ledger, 'page_count')}")
        ledger.record_step(StepRecord(item="r1-1", path="look", outcome="done", result={"text": "x" * 100_000}))

        with pytest.raises(LedgerFull, match="no room left on the disk"):
            await ledger.finish_item("r1-1", "done", reason=None, code=None)

        # The connection is made anew after such an error, and with it the limit is gone: there is room again.
        assert [step.path for step in await ledger.steps("r1-1")] == ["look"]
        assert (await ledger.item("r1-1")).state == "running"


async def test_ledger_held_by_another_program(open_one: Open, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some patience it says who may hold it."""
    monkeypatch.setattr(sqlite, "_PRAGMAS", ("PRAGMA busy_timeout = 20", *sqlite._PRAGMAS[1:]))
    async with open_one() as ledger:
        await list_one(ledger)
        viewer = sqlite3.connect(path, isolation_level=None)
        viewer.execute("BEGIN IMMEDIATE")

        with pytest.raises(LedgerLocked, match="held by another program"):
            await ledger.pause("exchange", by="anna")

        viewer.close()
        await ledger.pause("exchange", by="anna")


async def test_network_drive_is_refused(open_one: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the file is made."""
    monkeypatch.setattr(sqlite, "network_drive", lambda path: "nfs4")

    with pytest.raises(LedgerOnNetworkDrive, match=r"network drive \(nfs4\)"):
        async with open_one():
            pass


async def test_file_that_cannot_be_made(open_one: Open, tmp_path: Path) -> None:
    """A folder in its place, or a file where a folder should be."""
    (tmp_path / "file").write_text("")

    for place in (tmp_path, tmp_path / "file" / "ledger.db"):
        with pytest.raises(LedgerUnreachable, match="cannot be used"):
            async with open_one(f"sqlite:///{place}"):
                pass


@pytest.mark.parametrize(
    "address", ["sqlite://", "sqlite:///:memory:", "sqlite:///a.db?mode=ro", "mysql://anna:geheim@host/db", "nonsense"]
)
async def test_addresses_that_cannot_hold_a_ledger(open_one: Open, address: str) -> None:
    """The sentence shows the two kinds, and no password."""
    with pytest.raises(LedgerAddressUnknown, match=r"Use `sqlite:///path/to/ledger\.db` or") as caught:
        async with open_one(address):
            pass

    assert "geheim" not in str(caught.value)


async def test_ten_thousand_items_are_one_transaction(open_one: Open) -> None:
    """Long lists are sealed before the transaction and stored in one go."""
    async with open_one() as ledger:
        await list_one(ledger)
        await ledger.start_run(
            RunRecord(
                id="r2", workflow="w", workflow_hash="", started_by="anna", started_at=Still().now(), profile=None,
                inputs={}, options={}, state="listing",
            )
        )  # fmt: skip
        listed = [NewItem(id=f"j{n}", line=n, key=f"V-{n}", key_hash=f"h{n}", record={"n": n}) for n in range(10_000)]

        await ledger.store_items("r2", listed, stated=10_000, left_out=0)

        assert await ledger.states("r2") == {"pending": 10_000}


async def steps_of_a_claim(open_one: Open, done: int) -> int:
    """Count the steps of SQLite to take an item behind so many that are finished."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    def watch(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(count, 1)

    async with open_one() as ledger:
        run = RunRecord(
            id=f"r{done}", workflow="w", workflow_hash="", started_by="anna", started_at=Still().now(), profile=None,
            inputs={}, options={}, state="listing",
        )  # fmt: skip
        finished = [
            NewItem(id=f"{done}-{line}", line=line, key=str(line), key_hash="h", record={}, outcome="rejected")
            for line in range(done)
        ]
        last = NewItem(id=f"{done}-last", line=done, key="last", key_hash=f"{done}", record={})
        await ledger.start_run(run)
        await ledger.store_items(run.id, [*finished, last], stated=None, left_out=0)
        await ledger._writer.ask(watch)
        claim = await ledger.claim(run.id)
    assert claim is not None and claim.item.id == last.id
    return counted


async def test_finished_items_cost_nothing(open_one: Open) -> None:
    """Whoever takes the last of thousands waits no longer than who takes the first."""
    few, many = await steps_of_a_claim(open_one, 10), await steps_of_a_claim(open_one, 1_000)

    assert many < 2 * few


async def test_event_loop_goes_on_while_the_ledger_writes(open_one: Open) -> None:
    """A slow disk stops nobody else."""
    async with open_one() as ledger:

        def slow(_: Connection) -> None:
            time.sleep(0.2)

        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(ledger._writer.ask(slow))
            turns = 0
            while not waiting.done():
                await asyncio.sleep(0.01)
                turns += 1

    assert turns > 3
