"""What clocks cost: seconds to read, decide and look up the first due times of very many schedules.

python benchmarks/schedule.py [--schedules 10000 100000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from nahtlos.calendar.working_days import Calendars
from nahtlos.errors import Source
from nahtlos.model import Schedules, load_schedules
from nahtlos.schedule.compile import compile_schedules
from nahtlos.schedule.due import next_due
from nahtlos.schedule.missed import passed
from nahtlos.schedule.rules import Interval, OnDays
from nahtlos.schedule.schedule import Schedule

NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
IN_A_FILE: Final = 4_000
"""A file may have 50,000 values, and a schedule has about ten, names included."""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table."""

    what: str
    schedules: int
    seconds: float

    def __str__(self) -> str:
        each = self.seconds / self.schedules * 1e6
        return f"{self.what:<44}{self.schedules:>10,}{self.seconds:>11.2f} s{each:>11.1f} µs"


def written(number: int) -> str:
    """Write a schedule; of ten, no two are alike, and each comes at a minute of its own."""
    hour, minute = number // 60 % 24, number % 60
    ways = (
        f"cron: {minute} {hour} * * mon-fri",
        f"when: every working day at {hour:02}:{minute:02}",
        f"cron: '*/{minute % 29 + 1} {hour} * * *'",
        f"when: third working day of the month at {hour:02}:{minute:02}",
        f"every: {number % 600 + 1} min, from: 2026-01-01 {hour:02}:{minute:02}",
        f"working_day: -2, at: {hour:02}:{minute:02}",
        f"cron: {minute} {hour} * * *, only_working_days: true",
        f"cron: {minute} {hour} {number % 28 + 1} * *",
        f"at: 2027-{number % 12 + 1:02}-{number % 28 + 1:02} {hour:02}:{minute:02}",
        f"cron: {minute} {hour} 29 2 *",
    )
    return f"  s{number}: {{workflow: w{number % 97}, {ways[number % len(ways)]}, inputs: {{n: '{number}'}}}}\n"


def files(count: int) -> Iterator[Source]:
    """Write schedules into as few files as the limits of a file allow."""
    for first in range(0, count, IN_A_FILE):
        numbers = range(first, min(first + IN_A_FILE, count))
        yield Source("config/schedules.yaml", "schedules:\n" + "".join(map(written, numbers)))


def timed(work: Callable[[], Result], rounds: int) -> tuple[Result, float]:
    """Do some work several times; return what came of it, and the seconds of CPU of the fastest round."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        result = work()
        best = min(best, time.process_time() - began)
    return result, best


def decide(files: Sequence[Schedules]) -> list[Schedule]:
    """Compile all files with fresh calendars."""
    schedules, problems = compile_schedules(files, Calendars(), "RP")
    assert not problems, problems[0]
    return list(schedules)


def first_dues(schedules: Sequence[Schedule]) -> int:
    """Look up the first due time of each."""
    rules = [schedule.rule for schedule in schedules if isinstance(schedule.rule, OnDays | Interval)]
    return sum(next_due(rule, NOW) is not None for rule in rules)


def years_of_minutes() -> int:
    """Decide about ten years of missed minutes."""
    (schedule,) = decide([load_schedules(Source("x", "schedules: {m: {workflow: w, cron: '* * * * *'}}"))])
    assert isinstance(schedule.rule, OnDays)
    found = passed(schedule.rule, NOW - timedelta(days=3653), NOW, "run_once")
    return len(found.missed) + found.unnamed


def rules(count: int, rounds: int) -> Iterator[Row]:
    """Measure what happens before `nahtlos serve` waits for the first due time, without ledger and workflows."""
    sources = list(files(count))
    read, seconds = timed(lambda: [load_schedules(source) for source in sources], 1)
    yield Row(what="read YAML and check its shape", schedules=count, seconds=seconds)
    schedules, seconds = timed(lambda: decide(read), rounds)
    yield Row(what="decide rules, find doubles and circles", schedules=count, seconds=seconds)
    dues, seconds = timed(lambda: first_dues(schedules), rounds)
    assert dues == count
    yield Row(what="first due time of each", schedules=count, seconds=seconds)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedules", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    wishes = parser.parse_args()
    for count in wishes.schedules:
        for row in rules(count, wishes.rounds):
            print(row, flush=True)
        print(f"{'memory at most':<44}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>10,.0f} MB")
    missed, seconds = timed(years_of_minutes, wishes.rounds)
    print(Row(what="ten years of missed minutes, one schedule", schedules=missed, seconds=seconds))


if __name__ == "__main__":
    main()
