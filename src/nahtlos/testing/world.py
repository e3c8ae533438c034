"""A world in memory: foreign systems, a ledger, a journal and a clock, and workers that come and go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nahtlos.engine.dry import Foreseen, forecast
from nahtlos.engine.parts import Brakes, Parts
from nahtlos.engine.planned import Difference
from nahtlos.engine.ports import Decision, ItemRecord, Listing, Misread, Outcome, RunRecord
from nahtlos.engine.run import Options, RunReport, resume_run, start_run
from nahtlos.engine.screen import Value
from nahtlos.events import EffectIntended
from nahtlos.plan import nodes
from nahtlos.testing.clock import FakeClock
from nahtlos.testing.journal import JournalLines, MemoryJournal
from nahtlos.testing.ledger import MemoryLedger
from nahtlos.testing.life import Killed, Life
from nahtlos.testing.records import Lease, Records
from nahtlos.testing.register import Register
from nahtlos.testing.surroundings import FakeActions, FakeSecrets, FakeSessions, FakeWindows
from nahtlos.testing.visit import Application

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """All that a forecast told."""

    items: Sequence[ItemRecord]
    differences: Sequence[Difference]
    outcomes: Mapping[Outcome, int]


@dataclass(slots=True, kw_only=True, eq=False)
class Worker:
    """A process: its ports, and how long it lives."""

    name: str
    world: World
    parts: Parts
    life: Life
    lease: Lease
    sessions: FakeSessions
    said: list[tuple[str, Mapping[str, object]]]
    """What it told the display."""

    def use(self, **ports: Any) -> None:
        """Work with other ports instead."""
        self.parts = self.sessions.parts = replace(self.parts, **ports)

    async def start(self, plan: nodes.Plan, *, brakes: Brakes | None = None, **options: Any) -> RunReport:
        """Begin a run."""
        inputs = options.pop("inputs", {})
        run = self.world.new_run(plan, inputs=inputs)
        return await start_run(
            self.parts, plan, run, brakes=brakes or Brakes(limits=plan.limits), options=self.options(**options)
        )

    async def resume(self, plan: nodes.Plan, *, brakes: Brakes | None = None, **options: Any) -> RunReport:
        """Go on with the newest run that is not finished; begin one if there is none."""
        run = await self.parts.ledger.latest_run(plan.workflow)
        if run is None:
            return await self.start(plan, brakes=brakes, **options)
        return await resume_run(
            self.parts, plan, run, brakes=brakes or Brakes(limits=plan.limits), options=self.options(**options)
        )

    async def forecast(self, plan: nodes.Plan, **options: Any) -> Outlook:
        """Look what a run would do."""
        seen: list[Foreseen] = []
        run, how = self.world.new_run(plan), self.options(**options)
        outcomes = (await forecast(self.parts, plan, run, options=how, tell=seen.append)).outcomes
        differences = [difference for each in seen for difference in each.differences]
        return Outlook(items=[each.item for each in seen], differences=differences, outcomes=outcomes)

    async def decide(self, item: ItemRecord, choice: Any, *, binds: str | None = None) -> None:
        """Decide as a person about the last step of an item that waits."""
        step = self.world.records.steps[item.id][-1]
        number = len(self.world.records.decisions) + 1
        await self.parts.ledger.decide(
            Decision(
                id=f"decision-{number}", item=item.id, step=step.path, choice=choice, binds=binds or step.binds or "",
                reason="It is right.", by="Frau Muster", at=self.world.clock.now(),
            )
        )  # fmt: skip

    def options(self, **changes: Any) -> Options:
        """Return the options of a run: one lane, so that calls come in one order."""
        plain: dict[str, Any] = {
            "new_id": self.world.new_id, "by": "tester", "version": "0", "lanes": 1, **changes,
        }  # fmt: skip
        return Options(**plain)

    def go_away(self) -> None:
        """Be stopped as with SIGSTOP: the lease is not renewed any more."""
        self.lease.stop(self.world.clock.now())


@dataclass(slots=True, kw_only=True, eq=False)
class World:
    """Everything that outlives a process."""

    clock: FakeClock = field(default_factory=FakeClock)
    records: Records = field(default_factory=Records)
    journal: JournalLines = field(default_factory=JournalLines)
    applications: dict[str, Application] = field(default_factory=dict)
    actions: dict[str, Callable[[Mapping[str, Value]], Value | Listing]] = field(default_factory=dict)
    secrets: dict[tuple[str, str], str] = field(default_factory=dict)
    scripts: dict[str, Callable[..., object]] = field(default_factory=dict)
    """Methods of the Python classes of bots."""
    workers: list[Worker] = field(default_factory=list)
    windows: FakeWindows = field(default_factory=FakeWindows)
    lease: float = 30.0
    """Seconds for which a worker holds its items after its last sign of life."""
    _ids: int = 0

    def add_register(self, name: str = "target", **settings: Any) -> Register:
        """Put a register there, with an account that can sign in."""
        register = Register(clock=self.clock, witness=self._witness, **settings)
        self.applications[name] = register
        self.secrets |= {(f"{name}-bot", "user"): register.user, (f"{name}-bot", "password"): register.password}
        return register

    def deliver(self, *rows: Row, stated: int | None = None, problems: Sequence[tuple[int, str]] = ()) -> None:
        """Let the action `rows.delivered` deliver these rows; `problems` name the number of a row, from 1."""
        wrong = dict(problems)
        read = [Misread(row, problem=wrong[n]) if n in wrong else row for n, row in enumerate(rows, start=1)]
        self.actions["rows.delivered"] = lambda _: Listing(rows=read, stated=stated)

    def worker(self, systems: Mapping[str, nodes.System], *, life: Life | None = None) -> Worker:
        """Start a process; the one before it, if it was killed, is gone for certain."""
        name = f"worker-{len(self.workers) + 1}"
        life = life or Life()
        said: list[tuple[str, Mapping[str, object]]] = []
        lease = self.records.leases.setdefault(name, Lease(length=self.lease))
        life.at_end.append(lambda: self._bury(lease))
        sessions = FakeSessions(
            applications=self.applications, systems=systems, clock=self.clock, life=life, scripts=self.scripts
        )
        parts = Parts(
            ledger=MemoryLedger(self.records, worker=name, clock=self.clock, life=life),
            journal=MemoryJournal(self.journal, stream=name, life=life), sessions=sessions,
            actions=FakeActions(functions=self.actions, life=life), clock=MortalClock(self.clock, life),
            secrets=FakeSecrets(self.secrets), progress=lambda what, facts: said.append((what, facts)),
            windows=self.windows,
        )  # fmt: skip
        sessions.parts = parts
        worker = Worker(
            name=name, world=self, parts=parts, life=life, lease=lease, sessions=sessions, said=said
        )
        self.workers.append(worker)
        return worker

    def _bury(self, lease: Lease) -> None:
        lease.stop(self.clock.now())
        lease.is_cut = True

    def outcomes(self) -> list[tuple[str | None, str | None]]:
        """Return outcome and code of all items, by line."""
        items = sorted(self.records.items.values(), key=lambda item: (item.run, item.line))
        return [(item.outcome, item.code) for item in items]

    def new_run(self, plan: nodes.Plan, *, inputs: Mapping[str, Value] | None = None) -> RunRecord:
        """Return a run that is not stored yet."""
        return RunRecord(
            id=self.new_id(), workflow=plan.workflow, workflow_hash=plan.hash, started_by="tester",
            started_at=self.clock.now(), profile=None, inputs=inputs or {}, options={}, state="listing",
        )  # fmt: skip

    def new_id(self) -> str:
        """Return an id that nobody has."""
        self._ids += 1
        return f"id-{self._ids}"

    def _witness(self) -> frozenset[str]:
        """What is durable at this moment: ids of effects that both ledger and journal know as intended."""
        in_journal = {event.effect for event in self.journal.of(EffectIntended)}
        return frozenset(id_ for id_, e in self.records.effects.items() if e.state == "intended" and id_ in in_journal)


class MortalClock:
    """The clock of one worker: a dead one waits for nothing."""

    def __init__(self, clock: FakeClock, life: Life) -> None:
        self._clock = clock
        self._life = life
        self.now = clock.now
        self.monotonic = clock.monotonic

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        async with self._life.call("clock.sleep"):
            await self._clock.sleep(seconds)


def is_kill(error: BaseException) -> bool:
    """Whether a process ended because it was killed."""
    if isinstance(error, BaseExceptionGroup):
        return any(is_kill(inner) for inner in error.exceptions)
    return isinstance(error, Killed)


def with_systems(plan: nodes.Plan, **changes: Any) -> nodes.Plan:
    """Change all systems of a plan."""
    return replace(plan, systems={name: replace(system, **changes) for name, system in plan.systems.items()})
