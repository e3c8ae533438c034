"""What the ledger costs: CPU and time per step, effect, claim and listed item. Prints one table.

python benchmarks/ledger.py [--address postgresql://…] [--rounds 5]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from nahtlos.engine.ports import EffectRecord, LineRef, NewItem, RunRecord, StepRecord
from nahtlos.engine.screen import Value
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.ledger.opening import open_ledger

RECORD: Final[dict[str, Value]] = {f"field {number}": f"Wert Nummer {number}" for number in range(12)}
LINE: Final = LineRef(stream="host-1", seq=1)


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """The time of day."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How long something took, per piece."""

    cpu: float
    wall: float


async def measured(work: Callable[[], Awaitable[object]], *, pieces: int) -> Measure:
    """Do some work and return what one piece of it cost."""
    cpu, wall = time.process_time(), time.perf_counter()
    await work()
    return Measure(cpu=(time.process_time() - cpu) / pieces, wall=(time.perf_counter() - wall) / pieces)


class Bench:
    """One fresh ledger, and the things measured on it."""

    def __init__(self, ledger: SqlLedger, run: str, *, items: int) -> None:
        self.ledger = ledger
        self.run = run
        self.items = items

    async def list_items(self) -> None:
        """Store the list of a run."""
        listed = [
            NewItem(id=f"{self.run}-{n}", line=n, key=f"V-{n}", key_hash=f"{self.run}-{n}", record=RECORD)
            for n in range(self.items)
        ]
        await self.ledger.start_run(
            RunRecord(
                id=self.run, workflow="bench", workflow_hash="", started_by="bench", started_at=datetime.now(UTC),
                profile=None, inputs={}, options={}, state="listing",
            )
        )  # fmt: skip
        await self.ledger.store_items(self.run, listed, stated=None, left_out=0)

    async def claim_and_finish(self, count: int) -> None:
        """Take items and finish them."""
        for _ in range(count):
            claim = await self.ledger.claim(self.run)
            assert claim is not None
            await self.ledger.finish_item(claim.item.id, "skipped", reason=None, code=None)

    async def steps(self, item: str, count: int) -> None:
        """Record steps that ride, with the commit that takes them."""
        for number in range(count):
            self.ledger.record_step(StepRecord(item=item, path=f"step-{number}", outcome="done", result=RECORD))
        await self.ledger.begin_item(item)
        await self.ledger.paused()

    async def effects(self, item: str, numbers: Sequence[int]) -> None:
        """Intend and finish effects, one after the other."""
        for number in numbers:
            effect = EffectRecord(
                id=f"{item}/{number}", item=item, step="report", kind="update", system="exchange", resource="report",
                key={"number": "V-1"}, key_hash=f"{item}-{number}", before=RECORD, after=RECORD,
                intended_at=datetime.now(UTC), worker="bench",
            )  # fmt: skip
            await self.ledger.intend(effect)
            await self.ledger.finish_effect(effect.id, "done", found=RECORD, intent_line=LINE, result_line=LINE)


async def one_round(address: str, folder: Path, *, items: int) -> dict[str, Measure]:
    """Measure everything once."""
    async with open_ledger(address, folder=folder, clock=SystemClock(), worker_name="bench") as ledger:
        bench = Bench(ledger, f"run-{time.time_ns()}", items=items)
        result = {f"list an item ({items:,})": await measured(bench.list_items, pieces=items)}
        held = [claim.item.id for _ in range(50) if (claim := await ledger.claim(bench.run))]
        result["claim and finish an item"] = await measured(lambda: bench.claim_and_finish(300), pieces=300)
        result["record a step (rides)"] = await measured(lambda: bench.steps(held[0], 2_000), pieces=2_000)
        result["intend and finish an effect, alone"] = await measured(
            lambda: bench.effects(held[0], range(300)), pieces=300
        )
        result["intend and finish an effect, 50 lanes"] = await measured(
            lambda: asyncio.gather(*(bench.effects(item, range(1_000, 1_020)) for item in held)), pieces=50 * 20
        )
        result[f"read an item ({items:,})"] = await measured(lambda: ledger.items(run=bench.run), pieces=items)
    return result


def table(rounds: Sequence[dict[str, Measure]]) -> str:
    """Draw medians."""
    lines = [f"{'per piece, median of ' + str(len(rounds)):<44}{'CPU µs':>10}{'time µs':>10}"]
    for name in rounds[0]:
        cpu = statistics.median(measures[name].cpu for measures in rounds) * 1e6
        wall = statistics.median(measures[name].wall for measures in rounds) * 1e6
        lines.append(f"{name:<44}{cpu:>10.0f}{wall:>10.0f}")
    return "\n".join(lines)


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", help="default: SQLite in a temporary folder")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--items", type=int, default=2_000)
    options = parser.parse_args()
    rounds = []
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            address = options.address or f"sqlite:///{folder}/ledger.db"
            rounds.append(asyncio.run(one_round(address, Path(folder), items=options.items)))
    print(table(rounds))


if __name__ == "__main__":
    main()
