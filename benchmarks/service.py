"""What `nahtlos serve` costs besides the runs: start, lag, CPU and memory, with a ledger and a journal on disk.

python benchmarks/service.py [--schedules 10000 100000] [--at-once 1000 10000] [--seconds 20] [--database URL]

The work of a slot is nothing, so that only the scheduler is measured: a slot is added, taken, its run is noted, two
lines go to the journal, and it is finished, each durable. Lag is from the due time to the beginning of the work.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nahtlos.engine.parts import Brakes
from nahtlos.engine.slots import Slot
from nahtlos.errors import Place, Source
from nahtlos.journal.journal import Surroundings, open_journal
from nahtlos.ledger.opening import open_ledger
from nahtlos.runtime.service import Result, Service
from nahtlos.runtime.surroundings import SystemClock, new_id
from nahtlos.schedule.alarm import ScheduledAlarm
from nahtlos.schedule.clockwork import Clockwork
from nahtlos.schedule.rules import Interval
from nahtlos.schedule.schedule import Schedule

LANES = 100
"""A run takes minutes, so nobody wants as many; nothing else keeps ledger and journal busy here."""
PLACE = Place(source=Source("config/schedules.yaml", "-"), line=1, column=1)


@dataclass(slots=True)
class NoRuns:
    """Work that is nothing; it remembers when each slot began."""

    lags: list[float] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)

    def name(self, _: Slot) -> str:
        """Make one up."""
        return f"run-{new_id()}"

    async def work(self, slot: Slot, *, run: str, brakes: Brakes) -> Result:
        """Do nothing."""
        del run, brakes
        self.lags.append((datetime.now(UTC) - slot.due_at).total_seconds())
        self.slots.append(f"{slot.schedule} {slot.slot}")
        return Result(state="done")


def schedules(count: int, *, start: datetime, step: timedelta) -> Sequence[Schedule]:
    """Make schedules of one interval, each of a workflow of its own: none waits for another."""
    rule = Interval(start=start, step=step, written="1", zone=UTC)
    return [
        Schedule(
            name=f"s{n}", title="", workflow=f"w{n}", profile=None, inputs={}, rule=rule, zone=UTC, missed="run_all",
            priority=0, deadline=None, enabled=True, place=PLACE,
        )
        for n in range(count)
    ]  # fmt: skip


@asynccontextmanager
async def opened(folder: Path, database: str | None, made: Sequence[Schedule]) -> AsyncIterator[tuple[Service, NoRuns]]:
    """Open a service in a folder."""
    runs, clock = NoRuns(), SystemClock()
    address = database or f"sqlite:///{folder / 'ledger.db'}"
    async with (
        open_journal(
            folder / "logs", keys=folder / "keys", host="bench", nahtlos="0", outside=Surroundings(now=clock.now)
        ) as journal,
        open_ledger(address, folder=folder / "state", clock=clock, worker_name="bench") as ledger,
    ):
        clockwork = Clockwork(made, slots=ledger.slots, journal=journal, clock=clock)
        yield (
            Service(
                clockwork=clockwork, slots=ledger.slots, journal=journal, clock=clock, runs=runs,
                alarm=ScheduledAlarm(), lanes=LANES,
            ),
            runs,
        )  # fmt: skip


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which such a share of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def memory() -> float:
    """Return the most megabytes that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def start(count: int, database: str | None) -> None:
    """Measure until the first due time is awaited: the first start writes rows, the second finds them."""
    made = schedules(count, start=datetime.now(UTC) + timedelta(days=1), step=timedelta(days=1))
    with tempfile.TemporaryDirectory() as folder:
        for what in ("first start", "second start"):
            async with opened(Path(folder), database, made) as (service, _):
                began, cpu = time.perf_counter(), time.process_time()
                await service.clockwork.begin()
                took, cpu = time.perf_counter() - began, time.process_time() - cpu
            print(f"{what}, {count:,} schedules: {took:.2f} s, CPU {cpu:.2f} s, {memory():.0f} MB", flush=True)


async def lag(what: str, made: Sequence[Schedule], expected: int, database: str | None) -> None:
    """Measure how late so many slots begin."""
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder), database, made) as (service, runs), asyncio.TaskGroup() as group:
            began, cpu = time.perf_counter(), time.process_time()
            group.create_task(service.serve())
            while len(runs.lags) < expected:  # noqa: ASYNC110 - a benchmark looks from outside
                await asyncio.sleep(0.05)
            took, cpu = time.perf_counter() - began, time.process_time() - cpu
            service.stop()
    print(
        f"{what}: lag p50 {percentile(runs.lags, 0.5):.3f} s, p99 {percentile(runs.lags, 0.99):.3f} s, "
        f"CPU {cpu / took:.0%} of one core, {cpu / len(runs.lags) * 1000:.2f} ms a slot, {memory():.0f} MB",
        flush=True,
    )


async def enqueue(count: int, database: str | None) -> None:
    """Measure how long it takes until so many slots that are due at once are durable."""
    due = datetime.now(UTC) + timedelta(seconds=1)
    made = schedules(count, start=due, step=timedelta(days=1))
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder), database, made) as (service, _):
            await service.clockwork.begin()
            await asyncio.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()) + 0.01)
            began, cpu = time.perf_counter(), time.process_time()
            added = (await service.clockwork.tick()).added
            took, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(f"{len(added):,} due at once: durable after {took:.2f} s, CPU {cpu:.2f} s", flush=True)


async def half(folder: Path, begin: float, seconds: int, database: str | None) -> None:
    """Be one of two services; print the slots that ran here."""
    start_at = datetime.fromtimestamp(begin, UTC)
    made = schedules(100, start=start_at, step=timedelta(seconds=1))
    async with opened(folder, database, made) as (service, runs), asyncio.TaskGroup() as group:
        group.create_task(service.serve())
        await asyncio.sleep(begin + seconds - time.time())
        service.stop()
    print("\n".join(runs.slots))


def two(database: str | None) -> Iterator[str]:
    """Let two processes serve one ledger, 100 slots a second for 10 seconds, and count."""
    with tempfile.TemporaryDirectory() as folder:
        begin = int(time.time()) + 20
        command = [sys.executable, __file__, "--half", folder, "--begin", str(begin), "--seconds", "30"]
        command += ["--database", database] if database else []
        both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        parts = [process.communicate()[0].split("\n") for process in both]
    counts = Counter(line for part in parts for line in part if line)
    moments = {f"{datetime.fromtimestamp(begin + n, UTC):%Y-%m-%dT%H:%M:%SZ}" for n in range(10)}
    ours = {line: count for line, count in counts.items() if line.split()[1] in moments}
    shares = [sum(line.split()[1] in moments for line in part if line) for part in parts]
    doubled = sum(count > 1 for count in ours.values())
    yield f"two processes, 1,000 slots: doubled {doubled}, lost {1000 - len(ours)}, shares {shares}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedules", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--at-once", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--database", help="of PostgreSQL, empty; else SQLite in a new folder")
    parser.add_argument("--half", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--begin", type=float, help=argparse.SUPPRESS)
    wishes = parser.parse_args()
    if wishes.half is not None:
        return asyncio.run(half(wishes.half, wishes.begin, wishes.seconds, wishes.database))
    for count in wishes.schedules:
        asyncio.run(start(count, wishes.database))
    for count in wishes.at_once:
        asyncio.run(enqueue(count, wishes.database))
    for line in two(wishes.database):
        print(line, flush=True)
    soon = datetime.now(UTC) + timedelta(seconds=2)
    steady = schedules(100, start=soon, step=timedelta(seconds=1))
    asyncio.run(lag("100 due per second", steady, 100 * wishes.seconds, wishes.database))
    for count in wishes.at_once:
        soon = datetime.now(UTC) + timedelta(seconds=3 + count / 2000)
        burst = schedules(count, start=soon, step=timedelta(days=1))
        asyncio.run(lag(f"{count:,} due at once", burst, count, wishes.database))
    return None


if __name__ == "__main__":
    main()
