"""What the journal costs: durable lines per second beside plain fsync, CPU per line, and a million lines verified.

python benchmarks/journal.py [--rounds 15] [--lines 1000000] [--folder DIR]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Final

from nahtlos.events import EffectFinished, EffectIntended, Event, ItemFinished, ItemStarted, StepFinished
from nahtlos.journal.chain import Chain, Setting
from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import ChainName
from nahtlos.journal.journal import FileJournal, Surroundings, open_journal
from nahtlos.journal.line import Line
from nahtlos.journal.pipeline import event_log
from nahtlos.journal.verify import verify_journal

RUN: Final = token_hex(16)
KEY: Final = f"p2026:{token_hex(16)}"
HASH: Final = f"h2026:{token_hex(16)}"
PIECES: Final = 960


def now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What one piece of some work cost, in seconds; CPU is that of this process and its children."""

    cpu: float
    wall: float


async def measured(work: Callable[[], Awaitable[object]], *, pieces: int) -> Measure:
    """Do some work and return what one piece of it cost."""
    cpu, wall = sum(os.times()[:4]), time.perf_counter()
    await work()
    return Measure(cpu=(sum(os.times()[:4]) - cpu) / pieces, wall=(time.perf_counter() - wall) / pieces)


def events_of_an_item(number: int) -> list[Event]:
    """What a transfer says."""
    item, effect = f"{number:032x}", f"{number:032x}/ticket/1"
    return [
        ItemStarted(run=RUN, item=item, key=KEY, line=number),
        EffectIntended(
            run=RUN, item=item, effect=effect, kind="create", system="exchange", resource="participation",
            account="exchange-bot", key=KEY, fields=("name", "amount", "valid_from"), before=None, after=HASH,
        ),
        EffectFinished(run=RUN, item=item, effect=effect, outcome="done", found=HASH),
        StepFinished(run=RUN, item=item, step="ticket", verb="transfer", outcome="done", milliseconds=412),
        ItemFinished(run=RUN, item=item, outcome="done", effects=1),
    ]  # fmt: skip


INTENT: Final = events_of_an_item(1)[1]


async def plain(folder: Path) -> None:
    """Write and fsync each line, as a program without a journal would."""
    line = b"x" * 400 + b"\n"
    with (folder / "plain").open("ab", buffering=0) as file:
        for _ in range(PIECES):
            file.write(line)
            os.fsync(file.fileno())


async def producers(journal: FileJournal, count: int) -> None:
    """Let several tasks write durable lines, each one after the other."""

    async def produce() -> None:
        for _ in range(PIECES // count):
            await journal.write(INTENT)

    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(produce())


async def notes(journal: FileJournal) -> None:
    """Write lines that ride, and one that takes them."""
    for _ in range(PIECES):
        journal.note(INTENT)
    await journal.write(INTENT)


async def one_round(folder: Path) -> dict[str, Measure]:
    """Measure all ways of writing once, interleaved."""
    outside = Surroundings(now=now)
    async with open_journal(
        folder / "logs", keys=folder / "keys", host="bench", nahtlos="0", outside=outside
    ) as journal:
        await journal.write(INTENT)
        result = {"plain write and fsync": await measured(lambda: plain(folder), pieces=PIECES)}
        result["write, 1 producer"] = await measured(lambda: producers(journal, 1), pieces=PIECES)
        result["write, 8 producers"] = await measured(lambda: producers(journal, 8), pieces=PIECES)
        result["write, 32 producers"] = await measured(lambda: producers(journal, 32), pieces=PIECES)
        result["note (rides)"] = await measured(lambda: notes(journal), pieces=PIECES)
    return result


class NoDesk:
    """Gives lines back."""

    def write(self, line: Line) -> asyncio.Future[object]:  # type: ignore[empty-body]
        """Nobody writes here."""

    def note(self, line: Line) -> None:
        """Nobody writes here."""

    def shape(self, line: Line) -> Line:
        """Give the line back."""
        return line


def write_long_journal(folder: Path, *, lines: int) -> None:
    """Write a journal of that many lines, without waiting for the disk after each."""
    folder.mkdir()
    log = event_log(NoDesk(), now=now, salt=lambda: token_hex(16))  # type: ignore[arg-type]
    setting = Setting(folder=folder, stream="bench-0", nahtlos="0", disk=Disk(), now=now, shape=log.shape)
    chain = Chain(ChainName(log_class="runs", stream="bench-0"), setting)
    for first in range(0, lines // 5, 2_000):
        items = range(first, min(first + 2_000, lines // 5))
        chain.append([log.shape(event) for item in items for event in events_of_an_item(item)])
    chain.close()


def table(rounds: Sequence[dict[str, Measure]]) -> str:
    """Draw medians, with the least and the most."""
    lines = [f"{'median of ' + str(len(rounds)):<26}{'lines/s':>10}{'min':>10}{'max':>10}{'CPU µs a line':>16}"]
    for name in rounds[0]:
        speeds = [1 / measures[name].wall for measures in rounds]
        cpu = statistics.median(measures[name].cpu for measures in rounds) * 1e6
        lines.append(
            f"{name:<26}{statistics.median(speeds):>10.0f}{min(speeds):>10.0f}{max(speeds):>10.0f}{cpu:>16.0f}"
        )
    return "\n".join(lines)


def verified(folder: Path, *, rounds: int) -> str:
    """Verify a long journal some times and word the result."""

    async def verify() -> None:
        assert verify_journal(folder).intact

    measures = [asyncio.run(measured(verify, pieces=1)) for _ in range(rounds)]
    walls, cpu = [each.wall for each in measures], statistics.median(each.cpu for each in measures)
    size = sum(path.stat().st_size for path in folder.rglob("*.jsonl")) / 1e6
    return (
        f"verify {size:.0f} MB, median of {rounds}: {statistics.median(walls):.2f} s "
        f"(min {min(walls):.2f}, max {max(walls):.2f}), CPU {cpu:.2f} s"
    )


def main() -> None:
    """Run the rounds and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="on the disk to be measured; default: a temporary folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        print(table([asyncio.run(one_round(folder)) for _ in range(options.rounds)]))
        write_long_journal(folder / "long", lines=options.lines)
        print(f"{options.lines:,} lines: {verified(folder / 'long', rounds=5)}")


if __name__ == "__main__":
    main()
