"""A journal in a temporary folder, with a clock and a salt that a test can foresee."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nahtlos.events import EffectFinished, EffectIntended, ItemStarted
from nahtlos.journal.disk import Disk
from nahtlos.journal.journal import FileJournal, Surroundings, open_journal
from nahtlos.journal.signing import Signer, Vault

KEY = "p2026:" + "0" * 32
HASH = "h2026:" + "1" * 32


@dataclass
class Clock:
    """Goes on by a millisecond whenever somebody looks."""

    moment: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def jump(self, **step: float) -> None:
        self.moment += timedelta(**step)


@dataclass
class Salt:
    """Counts."""

    count: int = 0

    def __call__(self) -> str:
        self.count += 1
        return f"{self.count:032x}"


@dataclass
class House:
    """A workspace with a journal."""

    root: Path
    clock: Clock = field(default_factory=Clock)
    salt: Salt = field(default_factory=Salt)
    disk: Disk = field(default_factory=Disk)
    signer: Signer | None = None
    tick: Callable[[], float] = lambda: 0.0

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    def journal(self) -> AbstractAsyncContextManager[FileJournal]:
        outside = Surroundings(now=self.clock.now, salt=self.salt, disk=self.disk, tick=self.tick)
        signer = self.signer or self.vault()
        return open_journal(
            self.logs, keys=self.root / "keys", host="pc", nahtlos="0.1.0", outside=outside, signer=signer
        )

    def vault(self) -> Vault:
        return Vault(self.root / "keys" / "signing", now=lambda: self.clock.moment, disk=Disk())

    def snapshot(self) -> dict[Path, bytes]:
        """Return all files as they are now, as if the process were killed here."""
        return {path: path.read_bytes() for path in self.root.rglob("*") if path.is_file()}

    def restore(self, files: dict[Path, bytes]) -> None:
        for path in self.root.rglob("*"):
            if path.is_file() and path not in files:
                path.unlink()
        for path, data in files.items():
            path.write_bytes(data)
            if path.suffix == ".key":
                path.chmod(0o600)

    def file(self, day: str = "2026-03-01", log_class: str = "runs", stream: str = "pc-0") -> Path:
        return self.logs / day / log_class / f"{stream}.jsonl"

    def lines(self, day: str = "2026-03-01", log_class: str = "runs", stream: str = "pc-0") -> list[bytes]:
        return self.file(day, log_class, stream).read_bytes().splitlines()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(root=tmp_path)


@pytest.fixture(scope="session")
def build() -> Callable[[Path], House]:
    """Houses for fixtures that live longer than a test."""
    return lambda root: House(root=root)


@pytest.fixture(scope="session")
def started() -> Callable[[int], ItemStarted]:
    """Events that differ in their line."""
    return lambda line: ItemStarted(run="r1", item=f"i{line}", key=KEY, line=line)


@pytest.fixture(scope="session")
def intended() -> Callable[[str], EffectIntended]:
    return lambda effect: EffectIntended(
        run="r1", item="i1", effect=effect, kind="create", system="exchange", resource="participation",
        account="bot", key=KEY, fields=("name", "amount"), before=None, after=HASH,
    )  # fmt: skip


@pytest.fixture(scope="session")
def finished() -> Callable[[str], EffectFinished]:
    return lambda effect: EffectFinished(run="r1", item="i1", effect=effect, outcome="done", found=HASH)
