"""One suite for every ledger: each test runs on SQLite and on a PostgreSQL that is started for it."""

from __future__ import annotations

import asyncio
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import psycopg
import pytest

from nahtlos.engine.ports import Claim, Decision, EffectRecord, NewItem, RunRecord, StepRecord
from nahtlos.engine.screen import Value
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.ledger.opening import open_ledger

Open = Callable[..., AbstractAsyncContextManager[SqlLedger]]


# ------------------------------------------------------------------ a PostgreSQL of our own


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that lives as long as the tests."""

    binaries: Path
    folder: Path
    port: int
    password: str
    user: str | None
    """Who runs it: PostgreSQL refuses to run as root."""

    def address(self, database: str) -> str:
        return f"postgresql://nahtlos:{self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, program: str, *arguments: str) -> None:
        as_user: dict[str, Any] = {} if self.user is None else {"user": self.user, "group": self.user_group()}
        done = subprocess.run(
            [self.binaries / program, *arguments], cwd=self.folder, capture_output=True, text=True, check=False,
            **as_user,
        )  # fmt: skip
        assert done.returncode == 0, f"{program} failed: {done.stdout}{done.stderr}"

    def user_group(self) -> int:
        assert self.user is not None
        return pwd.getpwnam(self.user).pw_gid

    def start(self) -> None:
        (self.folder / "password").write_text(self.password)
        self.hand_over()
        self.run(
            "initdb", "-D", "data", "-U", "nahtlos", "--auth=scram-sha-256", "--pwfile=password", "-E", "UTF8",
            "--locale=C", "--no-sync",
        )  # fmt: skip
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off",
            "max_wal_size": "64MB",
        }  # fmt: skip
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self.run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def hand_over(self) -> None:
        if self.user is not None:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, self.user, self.user_group())

    def stop(self) -> None:
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def ask(self, question: str) -> Sequence[Sequence[Any]]:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            cursor = connection.execute(question.encode())
            return cursor.fetchall() if cursor.description else ()

    def files_of(self, database: str) -> bytes:
        """Everything on disk about a database, and the log that all share."""
        self.ask("CHECKPOINT")
        ((number,),) = self.ask(f"SELECT oid FROM pg_database WHERE datname = '{database}'")
        folders = (self.folder / "data/base" / str(number), self.folder / "data/pg_wal")
        return b"".join(path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="nahtlos-postgresql-"))
    started = Server(
        binaries=_binaries(), folder=folder, port=_free_port(), password=secrets.token_hex(16), user=_servant()
    )
    started.start()
    try:
        yield started
    finally:
        started.stop()
        shutil.rmtree(folder)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    initdb = str(found[-1]) if found else shutil.which("initdb")
    if initdb is None:
        pytest.fail("The contract needs PostgreSQL: apt-get install postgresql")
    return Path(initdb).parent


def _servant() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# ------------------------------------------------------------------ the ledger under test


@dataclass
class StillClock:
    """Time moves only when it is told to."""

    time: datetime = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    seconds: float = 1000.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def address(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    server: Server = request.getfixturevalue("server")
    name = f"ledger_{secrets.token_hex(6)}"
    server.ask(f"CREATE DATABASE {name}")
    yield server.address(name)
    server.ask(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def open_one(address: str, tmp_path: Path, clock: StillClock) -> Open:
    """Open the ledger under test, as often as wanted."""

    def opened(name: str = "host-1", **options: Any) -> AbstractAsyncContextManager[SqlLedger]:
        facts: dict[str, Any] = {
            "address": address, "folder": tmp_path / "state", "clock": clock, "worker_name": name, **options,
        }  # fmt: skip
        return open_ledger(**facts)

    return opened


@pytest.fixture
async def ledger(open_one: Open) -> AsyncIterator[SqlLedger]:
    async with open_one() as opened:
        yield opened


@pytest.fixture
def stored(kind: str, address: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], bytes]:
    """Everything that the database has on disk, its log included."""

    def read() -> bytes:
        if kind == "sqlite":
            return b"".join(path.read_bytes() for path in tmp_path.rglob("ledger.db*"))
        server: Server = request.getfixturevalue("server")
        return server.files_of(address.rpartition("/")[2])

    return read


# ------------------------------------------------------------------ things to store


@dataclass(frozen=True)
class Make:
    """Makes records with sensible contents."""

    clock: StillClock = field(default_factory=StillClock)

    def run(self, run: str = "r1", **changes: Any) -> RunRecord:
        facts: dict[str, Any] = {
            "id": run, "workflow": "report-participation", "workflow_hash": "f00d", "started_by": "anna",
            "started_at": self.clock.now(), "profile": None, "inputs": {}, "options": {}, "state": "listing",
        }  # fmt: skip
        return RunRecord(**{**facts, **changes})

    def item(self, line: int, *, prefix: str = "i", **changes: Any) -> NewItem:
        facts: dict[str, Any] = {
            "id": f"{prefix}{line}", "line": line, "key": f"V-{line}", "key_hash": f"hash-{line}",
            "record": {"name": "Jürgen", "line": line},
        }  # fmt: skip
        return NewItem(**{**facts, **changes})

    def step(self, item: str, path: str = "report", **changes: Any) -> StepRecord:
        facts: dict[str, Any] = {"item": item, "path": path, "outcome": "done"}
        return StepRecord(**{**facts, **changes})

    def effect(self, item: str, number: int = 1, **changes: Any) -> EffectRecord:
        facts: dict[str, Any] = {
            "id": f"{item}/report/{number}", "item": item, "step": "report", "kind": "create", "system": "exchange",
            "resource": "report", "key": {"number": "V-1"}, "key_hash": f"record-of-{item}", "before": None,
            "after": {"name": "Jürgen"}, "intended_at": self.clock.now(), "worker": "host-1",
        }  # fmt: skip
        return EffectRecord(**{**facts, **changes})

    def decision(self, item: str, decision: str = "d1", **changes: Any) -> Decision:
        facts: dict[str, Any] = {
            "id": decision, "item": item, "step": "report", "choice": "write", "binds": "b1", "reason": "is right",
            "by": "berta", "at": self.clock.now(),
        }  # fmt: skip
        return Decision(**{**facts, **changes})

    async def listed(self, ledger: SqlLedger, count: int = 3, *, run: str = "r1", **changes: Any) -> None:
        """Store a run with so many items; their ids begin with `i` in the first run and with the run's in others."""
        await ledger.start_run(self.run(run, **changes))
        prefix = "i" if run == "r1" else f"{run}-"
        await ledger.store_items(
            run, [self.item(line, prefix=prefix) for line in range(1, count + 1)], stated=count, left_out=0
        )


@pytest.fixture
def make(clock: StillClock) -> Make:
    return Make(clock)


@pytest.fixture
def finish_effect() -> Callable[..., Any]:
    """Store a result without the facts that a test does not care about."""

    async def finish(
        ledger: SqlLedger, effect: str, state: Literal["done", "not_done", "failed", "in_doubt"] = "done",
        found: Mapping[str, Value] | None = None,
    ) -> None:  # fmt: skip
        await ledger.finish_effect(effect, state, found=found, intent_line=None, result_line=None)

    return finish


@pytest.fixture
def claim_all() -> Callable[[SqlLedger, str], Any]:
    """Claim until nothing is left, as the engine does."""

    async def claims(ledger: SqlLedger, run: str = "r1") -> Sequence[Claim]:
        taken = []
        while claim := await ledger.claim(run):
            taken.append(claim)
            await asyncio.sleep(0)
        return taken

    return claims
