"""FAULTS row 15: clocks that jump, nights with two 02:30 or none, 29 February and new year make each slot once.

Here the rows of a real ledger decide; `tests/unit/schedule/test_fault_row_15_slots.py` holds the rules alone to it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.schedule.conftest import CompileText

from nahtlos.engine.slots import Slot
from nahtlos.events import SlotMissed, SlotSkipped
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.ledger.opening import open_ledger
from nahtlos.schedule.clockwork import Clockwork
from nahtlos.testing.journal import JournalLines, MemoryJournal
from nahtlos.testing.life import Life

DAILY = 'schedules:\n  daily: {workflow: report, cron: "30 2 * * *", missed: POLICY}\n'
QUARTERS = 'schedules:\n  often: {workflow: report, cron: "*/15 * * * *", missed: POLICY}\n'


class SetClock:
    """A clock that people and time servers set as they like."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Scene:
    """A ledger, and services on it that come and go."""

    def __init__(self, ledger: SqlLedger, clock: SetClock, compiled: CompileText) -> None:
        self.ledger = ledger
        self.clock = clock
        self.compiled = compiled
        self.lines = JournalLines()

    def clockwork(self, text: str, *, missed: str = "run_once") -> Clockwork:
        return Clockwork(
            self.compiled(text.replace("POLICY", missed)), slots=self.ledger.slots,
            journal=MemoryJournal(self.lines, stream="pc-0", life=Life()), clock=self.clock,
        )  # fmt: skip

    async def through(self, clockwork: Clockwork, *, minutes: int, step: int = 1) -> None:
        """Look at the clock every minute, as a service does."""
        for _ in range(0, minutes, step):
            self.clock.time += timedelta(minutes=step)
            await clockwork.tick()

    async def slots(self, *states: str) -> list[str]:
        """Return what is due or was, the oldest first."""
        found: Sequence[Slot] = await self.ledger.slots.list(most=10_000)
        return sorted(slot.slot for slot in found if not states or slot.state in states)

    def missed(self) -> list[tuple[str, bool]]:
        return [(event.slot, event.runs) for event in self.lines.of(SlotMissed)]


@pytest.fixture
async def scene(tmp_path: Path, compile_text: CompileText) -> AsyncIterator[Scene]:
    clock = SetClock(datetime(2026, 11, 20, 12, 0, tzinfo=UTC))
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    async with open_ledger(address, folder=tmp_path / "state", clock=clock, worker_name="pc") as ledger:
        yield Scene(ledger, clock, compile_text)


# ------------------------------------------------------------------ nights and years


@pytest.mark.parametrize(
    ("evening", "slots"),
    [
        # clocks are put back at 03:00: 02:30 comes twice
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), ["2026-10-25T02:30"]),
        # clocks are put forward at 02:00: there is no 02:30
        (datetime(2026, 3, 28, 20, 0, tzinfo=UTC), ["2026-03-29T02:30"]),
        (datetime(2028, 2, 28, 20, 0, tzinfo=UTC), ["2028-02-29T02:30"]),
        (datetime(2026, 12, 31, 20, 0, tzinfo=UTC), ["2027-01-01T02:30"]),
    ],
)
async def test_dangerous_night(scene: Scene, evening: datetime, slots: list[str]) -> None:
    """Twelve hours, minute by minute: one slot."""
    scene.clock.time = evening
    clockwork = scene.clockwork(DAILY)
    await clockwork.begin()

    await scene.through(clockwork, minutes=12 * 60)

    assert await scene.slots() == slots
    assert await scene.slots("waiting") == slots
    assert scene.missed() == []


async def test_spring_night_runs_at_three(scene: Scene) -> None:
    """A time that does not exist is due when the clock has been put over it."""
    scene.clock.time = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)
    clockwork = scene.clockwork(DAILY)
    await clockwork.begin()

    assert clockwork.next_at() == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # 03:00 in Berlin


# ------------------------------------------------------------------ clocks that jump


async def test_clock_is_put_back(scene: Scene) -> None:
    """What has a row is not due again, and what comes after it is."""
    clockwork = scene.clockwork(QUARTERS)
    await clockwork.begin()
    await scene.through(clockwork, minutes=60)

    scene.clock.time -= timedelta(minutes=50)
    await scene.through(clockwork, minutes=80)

    times = ["13:15", "13:30", "13:45", "14:00", "14:15", "14:30"]
    assert await scene.slots() == [f"2026-11-20T{time}" for time in times]
    assert scene.missed() == []


async def test_clock_that_was_a_year_ahead(scene: Scene) -> None:
    """When a wrong clock is put right, nothing stands still until that wrong year has come."""
    clockwork = scene.clockwork(DAILY)
    await clockwork.begin()
    scene.clock.time += timedelta(days=365)
    await clockwork.tick()

    scene.clock.time -= timedelta(days=365)
    await scene.through(clockwork, minutes=24 * 60, step=5)

    assert "2026-11-21T02:30" in await scene.slots()


async def test_clock_that_was_wrong_when_the_schedule_was_new(scene: Scene) -> None:
    """A schedule that began in a wrong future begins again."""
    right = scene.clock.time
    scene.clock.time = right + timedelta(days=400)
    await scene.clockwork(DAILY).begin()

    scene.clock.time = right
    clockwork = scene.clockwork(DAILY)
    await clockwork.begin()
    await scene.through(clockwork, minutes=24 * 60, step=5)

    assert await scene.slots("waiting") == ["2026-11-21T02:30"]


@pytest.mark.parametrize(
    ("missed", "run"),
    [
        ("run_once", ["2026-11-20T16:00"]),
        ("run_all", ["2026-11-20T15:15", "2026-11-20T15:30", "2026-11-20T15:45", "2026-11-20T16:00"]),
        ("skip", []),
    ],
)
async def test_clock_is_put_forward(scene: Scene, missed: str, run: list[str]) -> None:
    """What was jumped over is missed: the policy decides what runs, and the journal names each of them."""
    scene.clock.time = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    clockwork = scene.clockwork(QUARTERS, missed=missed)
    await clockwork.begin()

    scene.clock.time += timedelta(minutes=62)
    await clockwork.tick()

    all_four = ["2026-11-20T15:15", "2026-11-20T15:30", "2026-11-20T15:45", "2026-11-20T16:00"]
    assert await scene.slots() == all_four
    assert await scene.slots("waiting") == run
    assert scene.missed() == [(slot, slot in run) for slot in all_four]


# ------------------------------------------------------------------ services that come and go


async def test_service_that_was_away(scene: Scene) -> None:
    """A night without a service is found by the rows when the next one begins."""
    await scene.clockwork(DAILY).begin()

    scene.clock.time += timedelta(days=3)
    later = scene.clockwork(DAILY)
    await later.begin()
    await later.tick()

    assert await scene.slots("waiting") == ["2026-11-23T02:30"]
    assert await scene.slots("missed") == ["2026-11-21T02:30", "2026-11-22T02:30"]
    assert len(scene.missed()) == 3


async def test_new_schedule_has_missed_nothing(scene: Scene) -> None:
    """What was due before a schedule existed is not made up for."""
    clockwork = scene.clockwork(DAILY, missed="run_all")
    await clockwork.begin()

    await clockwork.tick()

    assert await scene.slots() == []


async def test_changed_schedule_has_missed_nothing(scene: Scene) -> None:
    """Moved from 02:30 to 08:00 at noon, it is not late for 08:00."""
    clockwork = scene.clockwork(DAILY)
    await clockwork.begin()
    await scene.through(clockwork, minutes=24 * 60, step=30)

    changed = scene.clockwork(DAILY.replace("30 2", "0 8"))
    await changed.begin()
    await changed.tick()

    assert await scene.slots() == ["2026-11-21T02:30"]


async def test_two_services(scene: Scene) -> None:
    """Of two that look at the same clock, each slot comes from one, and is told once."""
    both = [scene.clockwork(QUARTERS), scene.clockwork(QUARTERS)]
    for clockwork in both:
        await clockwork.begin()

    added: list[Slot] = []
    for _ in range(8):
        scene.clock.time += timedelta(minutes=20)
        for clockwork in both:
            added += (await clockwork.tick()).added

    names = [slot.slot for slot in added]
    assert len(names) == len(set(names)) == 10
    assert len(scene.missed()) == len(set(scene.missed()))


async def test_intervals_of_two_services_agree(scene: Scene) -> None:
    """An interval is counted from its anchor, so services that began at different times name the same slots."""
    text = "schedules:\n  it: {workflow: report, every: 7 min, from: 2026-01-01 00:00}\n"
    first = scene.clockwork(text)
    await first.begin()
    scene.clock.time += timedelta(minutes=3, seconds=11)
    second = scene.clockwork(text)
    await second.begin()

    scene.clock.time += timedelta(minutes=6)
    ticks = [await first.tick(), await second.tick()]

    assert [len(tick.added) for tick in ticks] == [1, 0]
    assert first.next_at() == second.next_at()


async def test_paused_schedule(scene: Scene) -> None:
    """What is due meanwhile is skipped and named; after the end of the pause it goes on."""
    clockwork = scene.clockwork(QUARTERS)
    await clockwork.begin()
    await scene.ledger.slots.pause("often", by="anna")

    await scene.through(clockwork, minutes=30)
    await scene.ledger.slots.resume("often")
    await scene.through(clockwork, minutes=15)

    assert await scene.slots("skipped") == ["2026-11-20T13:15", "2026-11-20T13:30"]
    assert await scene.slots("waiting") == ["2026-11-20T13:45"]
    assert [event.paused_by for event in scene.lines.of(SlotSkipped)] == ["anna", "anna"]


async def test_pause_without_a_service(scene: Scene) -> None:
    """What was due during a pause in which nobody served is not made up for."""
    await scene.clockwork(DAILY).begin()
    await scene.ledger.slots.pause("daily", by="anna")
    scene.clock.time += timedelta(days=3)
    await scene.ledger.slots.resume("daily")

    clockwork = scene.clockwork(DAILY)
    await clockwork.begin()
    await clockwork.tick()

    assert await scene.slots() == []


async def test_years_of_missed_slots(scene: Scene) -> None:
    """A clock that jumps by ten years costs a moment: the latest are named, the others counted."""
    clockwork = scene.clockwork(QUARTERS, missed="skip")
    await clockwork.begin()

    scene.clock.time += timedelta(days=3650)
    await clockwork.tick()

    first = scene.lines.of(SlotMissed)[0]
    assert first.older is not None
    assert first.older + len(scene.missed()) == pytest.approx(3650 * 96, abs=8)
