"""What the journal costs: durable lines per second beside plain fsync, CPU per line, how long the slowest wait, what
ledger and journal together cost a step that writes, and a million lines verified.

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
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Final

from nahtlos.engine.ports import EffectRecord, NewItem, RunRecord, StepRecord
from nahtlos.engine.screen import Value
from nahtlos.events import EffectFinished, EffectIntended, Event, ItemFinished, ItemStarted, StepFinished
from nahtlos.journal.chain import Chain, Setting
from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import ChainName
from nahtlos.journal.journal import FileJournal, Surroundings, open_journal
from nahtlos.journal.line import Line
from nahtlos.journal.pipeline import event_log
from nahtlos.journal.verify import verify_journal
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.ledger.opening import open_ledger
from nahtlos.runtime.surroundings import SystemClock

RUN: Final = token_hex(16)
KEY: Final = f"p2026:{token_hex(16)}"
HASH: Final = f"h2026:{token_hex(16)}"
PIECES: Final = 960
STEPS: Final = 160
RECORD: Final[dict[str, Value]] = {f"field {number}": f"Wert Nummer {number}" for number in range(12)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A ledger and a journal, and the run whose items are worked on."""

    ledger: SqlLedger
    journal: FileJournal
    run: str


def now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What one piece of some work cost, in seconds; CPU is that of this process and its children."""

    cpu: float
    wall: float
    waits: Sequence[float] = ()
    """How long each piece was waited for, if somebody did."""

    def waited(self, percent: int) -> str:
        """The wait that so many percent stayed below, in milliseconds."""
        if not self.waits:
            return ""
        return f"{sorted(self.waits)[min(len(self.waits) - 1, len(self.waits) * percent // 100)] * 1e3:.1f}"


async def measured(work: Callable[[], Awaitable[object]], *, pieces: int) -> Measure:
    """Do some work and return what one piece of it cost; work may return how long each piece was waited for."""
    cpu, wall = sum(os.times()[:4]), time.perf_counter()
    waits = await work()
    return Measure(
        cpu=(sum(os.times()[:4]) - cpu) / pieces, wall=(time.perf_counter() - wall) / pieces,
        waits=waits if isinstance(waits, list) else (),
    )  # fmt: skip


INTENT: Final = EffectIntended(
    run=RUN, item="0" * 32, effect="0" * 32 + "/ticket/1", kind="create", system="exchange", resource="participation",
    account="exchange-bot", key=KEY, fields=("name", "amount", "valid_from"), before=None, after=HASH,
)  # fmt: skip
RESULT: Final = EffectFinished(run=RUN, item=INTENT.item, effect=INTENT.effect, outcome="done", found=HASH)


def events_of_an_item(number: int) -> list[Event]:
    """What a transfer says."""
    item, effect = f"{number:032x}", f"{number:032x}/ticket/1"
    return [
        ItemStarted(run=RUN, item=item, key=KEY, line=number),
        replace(INTENT, item=item, effect=effect),
        replace(RESULT, item=item, effect=effect),
        StepFinished(run=RUN, item=item, step="ticket", verb="transfer", outcome="done", milliseconds=412),
        ItemFinished(run=RUN, item=item, outcome="done", effects=1),
    ]


async def plain(folder: Path) -> list[float]:
    """Write and fsync each line, as a program without a journal would."""
    line = b"x" * 400 + b"\n"
    waits = []
    with (folder / "plain").open("ab", buffering=0) as file:
        for _ in range(PIECES):
            begun = time.perf_counter()
            file.write(line)
            os.fsync(file.fileno())
            waits.append(time.perf_counter() - begun)
    return waits


async def producers(journal: FileJournal, count: int) -> list[float]:
    """Let several tasks write durable lines, each one after the other."""
    waits = []

    async def produce() -> None:
        for _ in range(PIECES // count):
            begun = time.perf_counter()
            await journal.write(INTENT)
            waits.append(time.perf_counter() - begun)

    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(produce())
    return waits


async def steps(records: Records, lanes: int) -> list[float]:
    """Do what ledger and journal do for a case with one effect, from its claim to its outcome."""
    waits = []

    async def work() -> None:
        for _ in range(STEPS // lanes):
            begun = time.perf_counter()
            await one_step(records)
            waits.append(time.perf_counter() - begun)

    async with asyncio.TaskGroup() as group:
        for _ in range(lanes):
            group.create_task(work())
    return waits


async def one_step(records: Records) -> None:
    """The protocol of an effect, without a foreign system."""
    ledger, journal = records.ledger, records.journal
    claim = await ledger.claim(records.run)
    assert claim is not None
    item = claim.item.id
    await ledger.begin_item(item)
    started, _, _, done, ended = events_of_an_item(claim.item.line)
    journal.note(started)
    effect = EffectRecord(
        id=f"{item}/ticket/1", item=item, step="ticket", kind="create", system="exchange", resource="participation",
        key={"number": item}, key_hash=item, before=None, after=RECORD, intended_at=now(), worker="bench",
    )  # fmt: skip
    await ledger.intend(effect)
    intent = await journal.write(replace(INTENT, item=item, effect=effect.id))
    result = await journal.write(replace(RESULT, item=item, effect=effect.id))
    await ledger.finish_effect(effect.id, "done", found=RECORD, intent_line=intent, result_line=result)
    ledger.record_step(StepRecord(item=item, path="ticket", outcome="done", result=RECORD))
    journal.note(done)
    await journal.write(ended)
    await ledger.finish_item(item, "done", reason=None, code=None)


async def steps_of_a_round(folder: Path) -> dict[str, Measure]:
    """Measure steps once, one after the other and side by side."""
    logs, keys = folder / "step/logs", folder / "step/keys"
    async with (
        open_journal(logs, keys=keys, host="bench", nahtlos="0", outside=Surroundings(now=now)) as journal,
        open_ledger(f"sqlite:///{logs}/ledger.db", folder=logs, keys=keys, clock=SystemClock(), worker_name="bench")
        as ledger,
    ):
        records = Records(ledger=ledger, journal=journal, run=f"run-{time.time_ns()}")
        await list_items(records, count=2 * STEPS)
        return {
            f"a step, {lanes} lane{'s' if lanes > 1 else ''}": await measured(
                partial(steps, records, lanes), pieces=STEPS
            )
            for lanes in (1, 8)
        }


async def list_items(records: Records, *, count: int) -> None:
    """Store a run with so many items."""
    run = records.run
    await records.ledger.start_run(
        RunRecord(
            id=run, workflow="bench", workflow_hash="", started_by="bench", started_at=now(), profile=None, inputs={},
            options={}, state="listing",
        )
    )  # fmt: skip
    items = [
        NewItem(id=f"{run}-{n}", line=n, key=f"V-{n}", key_hash=f"{run}-{n}", record=RECORD) for n in range(count)
    ]
    await records.ledger.store_items(run, items, stated=None, left_out=0)


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
    return {**result, **await steps_of_a_round(folder)}


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
    heads = f"{'per s':>10}{'min':>10}{'max':>10}{'CPU µs each':>14}{'p50 ms':>9}{'p99 ms':>9}"
    lines = [f"{'median of ' + str(len(rounds)):<26}{heads}"]
    for name in rounds[0]:
        speeds = [1 / measures[name].wall for measures in rounds]
        cpu = statistics.median(measures[name].cpu for measures in rounds) * 1e6
        waits = Measure(cpu=0, wall=0, waits=[wait for measures in rounds for wait in measures[name].waits])
        lines.append(
            f"{name:<26}{statistics.median(speeds):>10.0f}{min(speeds):>10.0f}{max(speeds):>10.0f}{cpu:>14.0f}"
            f"{waits.waited(50):>9}{waits.waited(99):>9}"
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
