"""What many cases cost: seconds, memory and cases a second, to look ahead, to work, to go on and to show them.

python benchmarks/items.py [--items 5000 100000] [--only WHAT] [--json]

Cases come out of a CSV file, through the real ledger and the real journal on the disk; one in the middle is wrong. The
commands are those of a user, on a workflow that needs no screen. What writes goes into a target in memory, because a
screen would take a day for 100,000 records; half-way the run is stopped, ledger and journal are closed and opened
anew, and it goes on. Each line is a process of its own, whose highest resident memory the operating system names.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from nahtlos.engine.dry import forecast
from nahtlos.engine.parts import Brakes, Parts
from nahtlos.engine.ports import Listing, RunRecord
from nahtlos.engine.run import Options, RunReport, resume_run, start_run
from nahtlos.engine.screen import Value
from nahtlos.errors import StopRequested
from nahtlos.journal.journal import Surroundings, open_journal
from nahtlos.ledger.opening import open_ledger
from nahtlos.library import Context
from nahtlos.library.csv import rows as csv_rows
from nahtlos.plan.nodes import Plan
from nahtlos.runtime.surroundings import SystemClock, new_id
from nahtlos.testing import Draft, register_plan
from nahtlos.testing.clock import FakeClock
from nahtlos.testing.life import Life
from nahtlos.testing.page import Page, Table, Thing
from nahtlos.testing.register import Record, Register
from nahtlos.testing.surroundings import FakeSecrets, FakeSessions

MOST: Final = 400
"""MiB that a process may have at most."""
COLUMNS: Final = {"number": "Number", "name": "Name", "city": "City"}
FILE: Final = "many.csv"
RUN: Final = "many"
WORKFLOW: Final = """
workflow: many
title: Many cases
owner: team
process: {purpose: a measurement, legal_basis: none, recipients: [team], retention: 1 year, decision: none}
record:
  number: {type: text}
  name: {type: text, personal: true}
  city: {type: text}
items:
  from: csv.rows
  with: {file: many.csv, columns: {number: Number, name: Name, city: City}}
  key: "{{ item.number }}"
steps:
  - id: words
    set: {greeting: "{{ item.name }} in {{ item.city }}"}
"""


def deliver(folder: Path, count: int) -> None:
    """Write so many rows; the one in the middle has no number."""
    with (folder / FILE).open("w", encoding="utf-8") as file:
        file.write("Number;Name;City\n")
        for number in range(1, count + 1):
            key = "" if number == count // 2 else f"{number:07d}"
            file.write(f"{key};Erika Mustermann-{number};Bonn\n")


# ------------------------------------------------------------------ commands of a user


COMMANDS: Final = {
    "plan --json": ("plan", RUN, "--json"),
    "run --json": ("run", RUN, "--json"),
    "items list --outcome done --json": ("items", "list", "--outcome", "done", "--json"),
    "items list": ("items", "list"),
    "runs list --json": ("runs", "list", "--json"),
}


def make_workspace(root: Path, count: int) -> None:
    """Write what `nahtlos` needs."""
    for name in ("config", "workflows", "logs", "bots"):
        (root / name).mkdir()
    (root / "config" / "nahtlos.yaml").write_text("language: en\n")
    (root / "config" / "systems.yaml").write_text("systems: {}\n")
    (root / "workflows" / f"{RUN}.yaml").write_text(WORKFLOW)
    deliver(root, count)


# ------------------------------------------------------------------ a run that writes


@dataclass(slots=True, kw_only=True, eq=False)
class LargeRegister(Register):
    """A register that finds a record among many at once."""

    rows_per_page: int = 5000
    _by_key: dict[str, list[str]] = field(default_factory=dict)

    def add(self, *values: str) -> str:
        """Put a record there."""
        id_ = Register.add(self, *values)
        self._by_key.setdefault(values[0], []).append(id_)
        return id_

    def _search(self, page: Page, query: Mapping[str, str]) -> None:
        found = [(id_, self.records[id_]) for id_ in self._by_key.get(query["nummer"], ())]
        if not found:
            page.things.append(Thing(kind="text", name="Keine Treffer"))
            return
        page.tables.append(Table(headings=self.fields, rows=[record for _, record in found]))
        page.things += [self._link(id_, record) for id_, record in found]

    def _link(self, id_: str, record: Record) -> Thing:
        return Thing(kind="link", name="Öffnen", row=record, does=lambda visit: visit.go(f"/akte/{id_}"))


@dataclass(frozen=True, slots=True)
class Delivered:
    """The port `Actions`: the rows of the file."""

    folder: Path

    async def call(self, name: str, arguments: Mapping[str, Value]) -> Value | Listing:
        """Read it."""
        del name, arguments
        return await csv_rows.function(Context(folder=self.folder), file=FILE, columns=COLUMNS)


@dataclass(slots=True, kw_only=True)
class World:
    """A target, and a folder for ledger and journal."""

    folder: Path
    plan: Plan = field(default_factory=lambda: register_plan(Draft()))
    clock: FakeClock = field(default_factory=FakeClock)
    register: LargeRegister = field(init=False)

    def __post_init__(self) -> None:
        self.register = LargeRegister(clock=self.clock)

    @asynccontextmanager
    async def parts(self, progress: Any) -> AsyncIterator[Parts]:
        """Open everything, as a process does that begins."""
        life = Life()
        life.hooks.append(lambda *_: life.calls.clear())
        clock, keys = SystemClock(), self.folder / "keys"
        sessions = FakeSessions(
            applications={"target": self.register}, systems=self.plan.systems, clock=self.clock, life=life
        )
        journal_ = open_journal(
            self.folder / "logs", keys=keys, host="bench", nahtlos="0", outside=Surroundings(now=clock.now)
        )
        ledger_ = open_ledger(
            f"sqlite:///{self.folder}/ledger.db", folder=self.folder, clock=clock, worker_name="bench", keys=keys
        )
        async with journal_ as journal, ledger_ as ledger:
            secrets = {("target-bot", "user"): self.register.user, ("target-bot", "password"): self.register.password}
            parts = Parts(
                ledger=ledger, journal=journal, sessions=sessions, actions=Delivered(self.folder), clock=clock,
                secrets=FakeSecrets(secrets), progress=progress,
            )  # fmt: skip
            sessions.parts = parts
            yield parts

    def new_run(self) -> RunRecord:
        """Return a run that is not stored yet."""
        return RunRecord(
            id=RUN, workflow=self.plan.workflow, workflow_hash=self.plan.hash, started_by="bench",
            started_at=SystemClock().now(), profile=None, inputs={}, options={}, state="listing",
        )  # fmt: skip


def options() -> Options:
    """Return how a run is done."""
    return Options(new_id=new_id, by="bench", version="0")


async def look_ahead(folder: Path, count: int) -> None:
    """Foresee all cases."""
    world = World(folder=folder)
    writes = 0

    def tell(seen: Any) -> None:
        nonlocal writes
        writes += len(seen.differences)

    async with world.parts(lambda *_: None) as parts:
        seen = await forecast(parts, world.plan, world.new_run(), options=options(), tell=tell)
    assert (seen.count, writes) == (count, count - 1), (seen, writes)


async def work(folder: Path, count: int) -> None:
    """Work on half of the cases, stop, and go on; each record is there once in the end."""
    world, brakes = World(folder=folder), Brakes(limits=register_plan(Draft()).limits)
    ended = 0

    def progress(what: str, _: Mapping[str, object]) -> None:
        nonlocal ended
        ended += what == "item"
        if ended == count // 2:
            brakes.stop(StopRequested())

    async with world.parts(progress) as parts:
        await start_run(parts, world.plan, world.new_run(), brakes=brakes, options=options())
    async with world.parts(lambda *_: None) as parts:
        left = await parts.ledger.run(RUN)
        fresh = Brakes(limits=world.plan.limits)
        report = await resume_run(parts, world.plan, left, brakes=fresh, options=options())
    prove(world, report, count)


def prove(world: World, report: RunReport, count: int) -> None:
    """Stop if something was lost or doubled, or if the bad case is not told."""
    keys = [commit.key for commit in world.register.commits]
    assert len(keys) == len(set(keys)) == count - 1, len(keys)
    assert report.balance is not None and report.balance.is_balanced, report.balance
    ((line, reason),) = [(item.line, item.reason) for item in report.items]
    assert (line, reason) == (count // 2, "number is missing"), (line, reason)


WORK: Final = {"plan into a target": look_ahead, "run, stop half-way, resume": work}

# ------------------------------------------------------------------ measuring


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a process took."""

    what: str
    items: int
    seconds: float
    cpu: float
    memory: int
    """The most it had, in MiB."""


def measured(what: str, items: int, command: Sequence[str], folder: Path) -> Measure:
    """Run a program to its end; raises when it does not end as it should."""
    begun = time.perf_counter()
    with (folder / "said.txt").open("w+b") as said:
        process = subprocess.Popen([sys.executable, *command], cwd=folder, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        assert process.returncode in (0, 3), said.read().decode()[-2000:]
    return Measure(
        what=what, items=items, seconds=round(time.perf_counter() - begun, 1),
        cpu=round(used.ru_utime + used.ru_stime, 1), memory=used.ru_maxrss // 1024,
    )  # fmt: skip


def measure(items: int, only: Sequence[str], *, program: Sequence[str]) -> list[Measure]:
    """Do everything, or only this, with so many cases."""
    found = []
    with tempfile.TemporaryDirectory() as root:
        make_workspace(Path(root), items)
        for what, words in COMMANDS.items():
            if what in only:
                found.append(measured(what, items, ("-m", *program, *words), Path(root)))
    for what in filter(only.__contains__, WORK):
        with tempfile.TemporaryDirectory() as root:
            deliver(Path(root), items)
            found.append(measured(what, items, (str(Path(__file__).resolve()), "--do", what, str(items)), Path(root)))
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, nargs="+", default=[5_000, 100_000])
    parser.add_argument("--only", choices=[*COMMANDS, *WORK], nargs="+", default=[*COMMANDS, *WORK])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--program", nargs="+", default=["nahtlos"], help="what to call instead, with its first words")
    parser.add_argument("--do", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.do:
        asyncio.run(WORK[asked.do[0]](Path.cwd(), int(asked.do[1])))
        return
    found = [each for items in asked.items for each in measure(items, asked.only, program=asked.program)]
    if asked.json:
        print(json.dumps([asdict(each) for each in found]))
        return
    print(f"{'what':<34} {'items':>8} {'seconds':>8} {'CPU s':>7} {'items/s':>8} {'MiB':>5}")
    for each in found:
        rate = each.items / max(each.seconds, 0.1)
        print(f"{each.what:<34} {each.items:>8,} {each.seconds:>8} {each.cpu:>7} {rate:>8,.0f} {each.memory:>5}")
    assert max(each.memory for each in found) <= MOST, "too much memory"


if __name__ == "__main__":
    main()
