"""How long it takes to verify a journal of a million lines: the chain, with tree and signatures, by the program alone.

python benchmarks/verify.py [--lines 1000000] [--rounds 3] [--folder DIR]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from time import monotonic
from typing import Final

from nahtlos.engine.ports import LineRef
from nahtlos.events import EffectFinished, EffectIntended, Event, ItemFinished, ItemStarted, StepFinished
from nahtlos.journal import verify_alone
from nahtlos.journal.certificates import FILE
from nahtlos.journal.chain import Chain, Setting
from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import ChainName
from nahtlos.journal.line import Line
from nahtlos.journal.pipeline import event_log
from nahtlos.journal.sealing import Office, Seal
from nahtlos.journal.signing import Vault
from nahtlos.journal.verify import verify_journal

NAME: Final = ChainName(log_class="runs", stream="bench-0")


class QuickDisk(Disk):
    """A disk that does not wait."""

    def sync(self, descriptor: int) -> None:
        """Believe the system."""


class NoDesk:
    """Gives lines back; nobody waits for one."""

    def write(self, line: Line) -> asyncio.Future[LineRef]:
        """Nobody writes here."""
        raise NotImplementedError(line)

    def note(self, line: Line) -> None:
        """Nobody writes here."""

    def shape(self, line: Line) -> Line:
        """Give the line back."""
        return line


def events_of_an_item(number: int) -> list[Event]:
    """What a transfer says."""
    run, item, effect = "0" * 32, f"{number:032x}", f"{number:032x}/ticket/1"
    key, hash_ = f"p2026:{number:032x}", f"h2026:{number:032x}"
    return [
        ItemStarted(run=run, item=item, key=key, line=number),
        EffectIntended(
            run=run, item=item, effect=effect, kind="create", system="exchange", resource="participation",
            account="exchange-bot", key=key, fields=("name", "amount", "valid_from"), before=None, after=hash_,
        ),
        EffectFinished(run=run, item=item, effect=effect, outcome="done", found=hash_),
        StepFinished(run=run, item=item, step="ticket", verb="transfer", outcome="done", milliseconds=412),
        ItemFinished(run=run, item=item, outcome="done", effects=1),
    ]  # fmt: skip


def now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


def write_signed(folder: Path, *, lines: int) -> None:
    """Write a journal of that many lines with a checkpoint at each thousand."""
    logs, disk = folder / "logs", QuickDisk()
    logs.mkdir()
    log = event_log(NoDesk(), now=now, salt=lambda: token_hex(16))
    setting = Setting(folder=logs, stream="bench-0", nahtlos="0", disk=disk, now=now, shape=log.shape)
    signer = Vault(folder / "keys", now=now, disk=disk)
    chain = Chain(NAME, setting, Seal(NAME, Office(folder=logs, disk=disk, signer=signer, tick=monotonic)))
    for first in range(0, lines // 5, 200):
        items = range(first, min(first + 200, lines // 5))
        chain.append([log.shape(event) for item in items for event in events_of_an_item(item)])
        chain.sign()
    chain.close()


def measured(work: Callable[[], object], *, rounds: int) -> str:
    """Do some work a few times and word how long it took."""
    walls, cpus = [], []
    for _ in range(rounds):
        cpu, wall = sum(os.times()[:4]), time.perf_counter()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(sum(os.times()[:4]) - cpu)
    spread = f"min {min(walls):.2f}, max {max(walls):.2f}; CPU {statistics.median(cpus):.2f} s"
    return f"{statistics.median(walls):6.2f} s ({spread})"


def main() -> None:
    """Write, verify, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        begin = time.perf_counter()
        write_signed(folder, lines=options.lines)
        logs = folder / "logs"
        checkpoints = verify_journal(logs).checkpoints
        size = sum(path.stat().st_size for path in logs.rglob("*.jsonl")) / 1e6
        took = time.perf_counter() - begin
        print(f"{options.lines:,} lines, {size:.0f} MB, {checkpoints} checkpoints; written in {took:.0f} s")
        print("with tree and signatures  ", measured(lambda: _must_be_intact(logs), rounds=options.rounds))
        alone = [sys.executable, verify_alone.__file__, str(logs)]
        print(
            "verify.py, one file       ",
            measured(lambda: subprocess.run(alone, check=True, capture_output=True), rounds=options.rounds),
        )
        for path in [*logs.rglob("*.checkpoints"), logs / FILE]:
            path.unlink()
        print("the chain alone, unsigned ", measured(lambda: _must_be_intact(logs), rounds=options.rounds))


def _must_be_intact(logs: Path) -> None:
    assert verify_journal(logs).intact


if __name__ == "__main__":
    main()
