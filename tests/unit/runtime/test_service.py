"""The service runs each slot once, in order, ends in time, and puts back what it could not finish."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from nahtlos.engine.parts import Brakes
from nahtlos.engine.slots import Slot
from nahtlos.errors import DeadlinePassed, JournalStopped, LeaseLost, Overtaken, ServiceStops
from nahtlos.events import SlotDelayed, SlotEnded, SlotFired
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.ledger.opening import open_ledger
from nahtlos.runtime import service as service_module
from nahtlos.runtime.service import Result, Service
from nahtlos.runtime.service_health import health_of
from nahtlos.schedule.clockwork import Clockwork
from nahtlos.schedule.due import Due
from nahtlos.schedule.schedule import Schedule
from nahtlos.testing.clock import FakeClock
from nahtlos.testing.journal import JournalLines, MemoryJournal
from nahtlos.testing.life import Life

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass
class StillAlarm:
    """An alarm that rings when a test says so."""

    ring: Callable[[], None] = lambda: None
    wishes: list[datetime] = field(default_factory=list)

    def start(self, ring: Callable[[], None]) -> None:
        self.ring = ring

    def set(self, at: datetime) -> None:
        self.wishes.append(at)

    def stop(self) -> None:
        self.ring = lambda: None


@dataclass
class FakeRuns:
    """Work that does what a test wants of it."""

    work_of: Callable[[Slot, Brakes], Any]
    worked: list[tuple[str, str]] = field(default_factory=list)
    at_work: int = 0
    most: int = 0

    def name(self, slot: Slot) -> str:
        return f"run-{slot.slot}".lower()

    async def work(self, slot: Slot, *, run: str, brakes: Brakes) -> Result:
        self.worked.append((slot.slot, run))
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        try:
            result: Result = await self.work_of(slot, brakes)
        finally:
            self.at_work -= 1
        return result


async def done(*_: Any) -> Result:
    return Result(state="done")


async def until_braked(_: Slot, brakes: Brakes) -> Result:
    while brakes.stopped_by is None:  # noqa: ASYNC110 - brakes are looked at, as the engine does
        await asyncio.sleep(0.01)
    again = isinstance(brakes.stopped_by, ServiceStops)
    return Result(state="again" if again else "failed", code=brakes.stopped_by.code)


class At:
    """A rule of given moments."""

    def __init__(self, *moments: datetime) -> None:
        self.moments = moments

    def due(self, after: datetime, until: datetime) -> Iterator[Due]:
        for at in self.moments:
            if after < at <= until:
                yield Due(slot=f"{at:%Y-%m-%dT%H:%M}", at=at, because="a test says so")

    def count(self, after: datetime, until: datetime) -> int:
        return len(list(self.due(after, until)))


def schedule(rule: At, **changes: Any) -> Schedule:
    facts: dict[str, Any] = {
        "name": "nightly", "title": "nightly", "workflow": "report", "profile": None, "inputs": {}, "rule": rule,
        "zone": UTC, "missed": "run_once", "priority": 0, "deadline": None, "enabled": True, "place": None,
    }  # fmt: skip
    return Schedule(**{**facts, **changes})


def slot(name: str, **changes: Any) -> Slot:
    facts: dict[str, Any] = {
        "schedule": "other",
        "slot": name,
        "due_at": NOON,
        "workflow": f"w-{name}",
        "kind": "person",
    }
    return Slot(**{**facts, **changes})


class Scene:
    """A ledger, a clock, and a service with fake work."""

    def __init__(self, ledger: SqlLedger, clock: FakeClock) -> None:
        self.ledger, self.clock = ledger, clock
        self.lines = JournalLines()
        self.alarm = StillAlarm()
        self.runs = FakeRuns(done)

    def service(self, *schedules: Schedule, work: Any = done, lanes: int = 2) -> Service:
        self.runs = FakeRuns(work)
        journal = MemoryJournal(self.lines, stream="pc-0", life=Life())
        slots = self.ledger.slots
        return Service(
            clockwork=Clockwork(schedules, slots=slots, journal=journal, clock=self.clock), slots=slots,
            journal=journal, clock=self.clock, runs=self.runs, alarm=self.alarm, lanes=lanes,
        )  # fmt: skip

    @asynccontextmanager
    async def serving(self, service: Service) -> AsyncIterator[None]:
        """Serve while the block lasts, then end."""
        async with asyncio.TaskGroup() as group:
            group.create_task(service.serve())
            try:
                yield
            finally:
                service.stop()

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not is_so():  # noqa: ASYNC110 - anything may be waited for
                await asyncio.sleep(0.01)

    async def slots(self) -> dict[str, tuple[str, str | None]]:
        return {each.slot: (each.state, each.code) for each in await self.ledger.slots.list(most=100)}

    def ended(self) -> Sequence[SlotEnded]:
        return self.lines.of(SlotEnded)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock = FakeClock(NOON)
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    async with open_ledger(address, folder=tmp_path / "state", clock=clock, worker_name="pc") as ledger:
        yield Scene(ledger, clock)


async def test_slot_is_run_when_it_is_due(scene: Scene) -> None:
    """The alarm is set to the due time; when it rings, the slot runs, and the journal says so."""
    service = scene.service(schedule(At(NOON + timedelta(seconds=3))))

    async with scene.serving(service):
        await scene.until(lambda: bool(scene.alarm.wishes))
        assert scene.alarm.wishes == [NOON + timedelta(seconds=3)]
        scene.clock.advance(3)
        scene.alarm.ring()
        await scene.until(lambda: bool(scene.ended()))

    (fired,) = scene.lines.of(SlotFired)
    assert (fired.slot, fired.run, fired.late_seconds) == ("2026-11-20T12:00", "run-2026-11-20t12:00", 0)
    assert await scene.slots() == {"2026-11-20T12:00": ("done", None)}


async def test_looks_at_the_clock_though_nothing_is_due(scene: Scene) -> None:
    """A clock that is set forward is noticed soon, not at the time that was due by the old one."""
    service = scene.service(schedule(At(NOON + timedelta(days=3))))

    async with scene.serving(service):
        await scene.until(lambda: bool(scene.alarm.wishes))

    assert scene.alarm.wishes[0] == NOON + service_module.PULSE


async def test_priority_and_lanes(scene: Scene) -> None:
    """The highest priority begins first, and no more run at once than there are lanes."""
    await scene.ledger.slots.add([slot("a"), slot("b", priority=5), slot("c", priority=9), slot("d")])
    service = scene.service(lanes=2)

    async with scene.serving(service):
        await scene.until(lambda: len(scene.ended()) == 4)

    assert [name for name, _ in scene.runs.worked][:2] == ["c", "b"]
    assert scene.runs.most <= 2


async def test_stop_puts_back_what_is_at_work(scene: Scene) -> None:
    """Told to end, runs stop where nothing is half done, and their slots wait for the next service with their run."""
    await scene.ledger.slots.add([slot("a"), slot("b", workflow="w-a")])
    service = scene.service(work=until_braked)

    async with scene.serving(service):
        await scene.until(lambda: bool(scene.runs.worked))

    assert await scene.slots() == {"a": ("waiting", "E734"), "b": ("waiting", None)}
    again = scene.service()
    async with scene.serving(again):
        await scene.until(lambda: len(scene.ended()) == 2)
    assert scene.runs.worked[0] == ("a", "run-a")


async def test_run_that_does_not_stop(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever does not come to a good end in time is broken off, and its slot is put back."""
    monkeypatch.setattr(service_module, "GRACE", 0.05)
    await scene.ledger.slots.add([slot("a")])

    async def deaf(*_: Any) -> Result:
        await asyncio.sleep(1000)
        return Result(state="done")

    async with scene.serving(scene.service(work=deaf)):
        await scene.until(lambda: bool(scene.runs.worked))

    assert await scene.slots() == {"a": ("waiting", "E734")}
    assert [event.code for event in scene.lines.of(SlotDelayed)] == ["E734"]


async def test_failure_while_everything_ends(scene: Scene) -> None:
    """What fails because its browser was told to end, too, is tried again by the next service."""
    await scene.ledger.slots.add([slot("a")])

    async def breaks(_: Slot, brakes: Brakes) -> Result:
        await until_braked(_, brakes)
        return Result(state="failed", code="E460")

    async with scene.serving(scene.service(work=breaks)):
        await scene.until(lambda: bool(scene.runs.worked))

    assert await scene.slots() == {"a": ("waiting", "E460")}


async def test_deadline_of_a_run(scene: Scene) -> None:
    """A run that is at work when its deadline passes is braked, with the reason in journal and row."""
    due = schedule(At(NOON + timedelta(seconds=1)), deadline=timedelta(minutes=30))

    async with scene.serving(scene.service(due, work=until_braked)):
        await scene.until(lambda: bool(scene.alarm.wishes))
        scene.clock.advance(1)
        scene.alarm.ring()
        await scene.until(lambda: bool(scene.runs.worked))
        scene.clock.advance(30 * 60)
        scene.alarm.ring()
        await scene.until(lambda: bool(scene.ended()))

    assert await scene.slots() == {"2026-11-20T12:00": ("failed", DeadlinePassed.code)}


async def test_slot_that_waited_beyond_its_deadline(scene: Scene) -> None:
    """It is not begun any more, and the journal says why."""
    late = slot("a", kind="time", due_at=NOON - timedelta(hours=2), deadline=timedelta(hours=1))
    await scene.ledger.slots.add([late])

    async with scene.serving(scene.service()):
        await scene.until(lambda: bool(scene.ended()))

    assert scene.runs.worked == []
    assert await scene.slots() == {"a": ("skipped", DeadlinePassed.code)}


async def test_slots_that_piled_up(scene: Scene) -> None:
    """Three slots of one schedule wait behind a long run: the newest runs, the older ones are named as overtaken."""
    nightly = schedule(At())
    waiting = [
        slot(f"s{n}", schedule="nightly", workflow="report", kind="time", due_at=NOON - timedelta(seconds=9 - n))
        for n in range(3)
    ]
    await scene.ledger.slots.add(waiting)

    async with scene.serving(scene.service(nightly)):
        await scene.until(lambda: len(scene.ended()) == 3)

    assert await scene.slots() == {
        "s0": ("skipped", Overtaken.code), "s1": ("skipped", Overtaken.code), "s2": ("done", None),
    }  # fmt: skip


async def test_run_all_runs_all_that_piled_up(scene: Scene) -> None:
    """Where every slot counts, none is overtaken."""
    waiting = [
        slot(f"s{n}", schedule="nightly", workflow="report", kind="time", due_at=NOON - timedelta(seconds=9 - n))
        for n in range(3)
    ]
    await scene.ledger.slots.add(waiting)

    async with scene.serving(scene.service(schedule(At(), missed="run_all"))):
        await scene.until(lambda: len(scene.ended()) == 3)

    assert [name for name, _ in scene.runs.worked] == ["s0", "s1", "s2"]


async def test_another_process_is_at_work(scene: Scene) -> None:
    """A slot that has to wait for another process comes back later."""
    await scene.ledger.slots.add([slot("a")])
    answers = [Result(state="again", code="E733", not_before=NOON + timedelta(seconds=30)), Result(state="done")]

    async def work(*_: Any) -> Result:
        return answers.pop(0)

    service = scene.service(work=work)
    async with scene.serving(service):
        await scene.until(lambda: bool(scene.lines.of(SlotDelayed)))
        assert await scene.ledger.slots.take() is None
        scene.clock.advance(31)
        service.ring()
        await scene.until(lambda: bool(scene.ended()))

    assert await scene.slots() == {"a": ("done", None)}


async def test_journal_stops(scene: Scene) -> None:
    """Without a journal nothing goes on: the service ends with the error, and the slot stays to be taken over."""
    await scene.ledger.slots.add([slot("a")])
    service = scene.service()
    scene.lines.broken = lambda: JournalStopped(because="the disk is full.")

    with pytest.raises(BaseExceptionGroup) as raised:
        async with scene.serving(service):
            await scene.until(lambda: service.signs.journal != "ok")

    assert raised.group_contains(JournalStopped)
    assert scene.runs.worked == []


async def test_lease_is_lost(scene: Scene) -> None:
    """Who was away too long does nothing more, whatever is at work."""
    await scene.ledger.slots.add([slot("a"), slot("b")])

    async def lost(one: Slot, brakes: Brakes) -> Result:
        if one.slot == "a":
            raise LeaseLost
        return await until_braked(one, brakes)

    with pytest.raises(BaseExceptionGroup) as raised:
        async with asyncio.timeout(20):
            await scene.service(work=lost).serve()

    assert raised.group_contains(LeaseLost)


async def test_health(scene: Scene) -> None:
    """Who serves is well; who has not looked at the clock for long is not."""
    await scene.ledger.slots.add([slot("a")])
    service = scene.service(schedule(At(NOON + timedelta(days=1))), work=until_braked)
    assert not (await health_of(service)).is_well

    async with scene.serving(service):
        await scene.until(lambda: bool(scene.runs.worked))
        health = await health_of(service)
        assert health.is_well
        assert [each["run"] for each in health.facts["at_work"]] == ["run-a"]
        assert health.facts["next_due"] == "2026-11-21T12:00:00+00:00"

        scene.clock.advance(60)
        assert (await health_of(service)).facts["clock"] == "late"
