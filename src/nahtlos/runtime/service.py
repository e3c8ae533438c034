"""The service: waits for what is due, runs it, and ends where nothing is half done.

It knows no workflow: `Runs` does the work. What is due is decided by the clockwork, what is run by the rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol

from nahtlos.engine.parts import Brakes
from nahtlos.engine.ports import Clock, Journal
from nahtlos.engine.slots import Slot, SlotEnd, Slots
from nahtlos.errors import DeadlinePassed, JournalError, LeaseLost, Overtaken, RecordError, ServiceError, ServiceStops
from nahtlos.events import Event, SlotDelayed, SlotEnded, SlotFired
from nahtlos.plan.nodes import Limits
from nahtlos.schedule.alarm import Alarm
from nahtlos.schedule.clockwork import Clockwork

PULSE: Final = timedelta(seconds=5)
"""The clock is looked at at least this often: it may have been set."""
POLL: Final = 1.0
"""Seconds after which an idle service looks for slots that others added, or left when they died."""
GRACE: Final = 6.0
"""Seconds that runs get to come to a good end when the service is told to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of the work on a slot."""

    state: Literal["done", "failed", "again"]
    """`again`: later, by this service or the next."""
    code: str | None = None
    not_before: datetime | None = None


class Runs(Protocol):
    """Does the work of a slot."""

    def name(self, slot: Slot) -> str:
        """Return the id of the run of a slot that has none yet."""

    async def work(self, slot: Slot, *, run: str, brakes: Brakes) -> Result:
        """Begin the run, or go on with it. Raises what nobody can go on with: ledger or journal are gone."""


class Watcher(Protocol):
    """Something besides the clock that makes slots due."""

    async def watch(self) -> None:
        """Add slots until it is cancelled."""


@dataclass(slots=True, kw_only=True, eq=False)
class AtWork:
    """A slot that is at work."""

    slot: Slot
    run: str
    brakes: Brakes
    task: asyncio.Task[None] | None = None


@dataclass(slots=True, kw_only=True)
class Signs:
    """Signs of life, for whoever asks about the health."""

    woken_at: datetime | None = None
    late: float = 0.0
    fired: int = 0
    journal: str = "ok"
    """Else the code of the error that stopped it."""


@dataclass(slots=True, kw_only=True, eq=False)
class Service:
    """One `nahtlos serve`; several work on one ledger side by side."""

    clockwork: Clockwork
    slots: Slots
    journal: Journal
    clock: Clock
    runs: Runs
    alarm: Alarm
    lanes: int
    watchers: Sequence[Watcher] = ()
    begun: Callable[[], None] = lambda: None
    """Told when the clock was looked at for the first time."""
    at_work: dict[tuple[str, str], AtWork] = field(default_factory=dict)
    signs: Signs = field(default_factory=Signs)
    put_back: int = 0
    _bell: asyncio.Event = field(default_factory=asyncio.Event)
    _work: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to end."""
        return self._stopping.is_set()

    def ring(self) -> None:
        """Say that there may be something to do: a slot was added."""
        self._work.set()

    def stop(self) -> None:
        """End: no slot is begun any more, runs stop where nothing is half done."""
        self._stopping.set()
        self._bell.set()
        self._work.set()
        for each in self.at_work.values():
            each.brakes.stop(ServiceStops())

    async def serve(self) -> None:
        """Serve until somebody says `stop`."""
        self.alarm.start(self._bell.set)
        try:
            await self.clockwork.begin()
            async with asyncio.TaskGroup() as group:
                helpers = [group.create_task(self._keep_time())]
                helpers += [group.create_task(watcher.watch()) for watcher in self.watchers]
                await self._take_slots(group)
                await self._last_patience()
                for helper in helpers:
                    helper.cancel()
        finally:
            self.alarm.stop()

    # -------------------------------------------------------------- the clock

    async def _keep_time(self) -> None:
        while not self._stopping.is_set():
            self._bell.clear()
            tick = await self.clockwork.tick()
            now, is_first = self.clock.now(), self.signs.woken_at is None
            self.signs.woken_at, self.signs.late = now, tick.late
            if is_first:
                self.begun()
            if any(slot.state == "waiting" for slot in tick.added):
                self._work.set()
            self._brake_what_is_over(now)
            self.alarm.set(min(now + PULSE, self.clockwork.next_at() or now + PULSE))
            await self._bell.wait()

    def _brake_what_is_over(self, now: datetime) -> None:
        for each in self.at_work.values():
            if is_over(each.slot, now):
                each.brakes.stop(deadline_of(each.slot))

    # -------------------------------------------------------------- the slots

    async def _take_slots(self, group: asyncio.TaskGroup) -> None:
        while not self._stopping.is_set():
            self._work.clear()
            free = self.lanes - len(self.at_work)
            slots = await self.slots.take_several(free) if free else ()
            for slot in slots:
                each = AtWork(slot=slot, run=slot.run or self.runs.name(slot), brakes=Brakes(limits=Limits()))
                self.at_work[slot.schedule, slot.slot] = each
                each.task = group.create_task(self._do(each))
            if not slots:
                await self._wait_for_work()

    async def _wait_for_work(self) -> None:
        # `wait_for` would swallow a cancellation that comes together with the event.
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL):
                await self._work.wait()

    async def _do(self, each: AtWork) -> None:
        try:
            await self._run(each)
        except asyncio.CancelledError:
            with suppress(RecordError, ServiceError, LeaseLost):
                await self._again(each, Result(state="again", code=ServiceStops.code))
            raise
        finally:
            del self.at_work[each.slot.schedule, each.slot.slot]
            self._work.set()

    async def _run(self, each: AtWork) -> None:
        if code := await self._why_not(each.slot):
            return await self._end(each, "skipped", code)
        await self.slots.begin(each.slot, run=each.run)
        await self._say(fired(each, self.clock.now()))
        self.signs.fired += 1
        result = await self.runs.work(each.slot, run=each.run, brakes=each.brakes)
        if result.state == "again" or (result.state == "failed" and self.is_stopping):
            # What fails while everything ends (its browser was told to end, too) may well work the next time.
            return await self._again(each, result)
        return await self._end(each, result.state, result.code)

    async def _why_not(self, slot: Slot) -> str | None:
        """Say why a slot is not begun any more; one that has begun is brought to its end."""
        if slot.run is not None or slot.kind != "time":
            return None
        if is_over(slot, self.clock.now()):
            return DeadlinePassed.code
        schedule = self.clockwork.schedules.get(slot.schedule)
        if schedule is None or schedule.missed == "run_all":
            return None
        newest = await self.slots.list(schedule=slot.schedule, state="waiting", most=1)
        is_overtaken = any(other.kind == "time" and other.due_at > slot.due_at for other in newest)
        return Overtaken.code if is_overtaken else None

    async def _end(self, each: AtWork, state: SlotEnd, code: str | None) -> None:
        run = None if state == "skipped" else each.run
        slot = each.slot
        await self._say(SlotEnded(schedule=slot.schedule, slot=slot.slot, outcome=state, run=run, code=code))
        await self.slots.finish(slot, state, code=code)

    async def _say(self, event: Event) -> None:
        try:
            await self.journal.write(event)
        except JournalError as error:
            self.signs.journal = error.code
            raise

    async def _again(self, each: AtWork, result: Result) -> None:
        self.put_back += 1
        code = result.code or ServiceStops.code
        await self._say(SlotDelayed(schedule=each.slot.schedule, slot=each.slot.slot, run=each.run, code=code))
        await self.slots.put_back(each.slot, not_before=result.not_before, code=code)

    # -------------------------------------------------------------- the end

    async def _last_patience(self) -> None:
        """Wait for the runs, then break them off: what they wrote is in doubt until the next service has looked."""
        tasks = {each.task for each in self.at_work.values() if each.task is not None}
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=GRACE)
        for task in late:
            task.cancel()


def fired(each: AtWork, now: datetime) -> SlotFired:
    """Word the beginning of a slot."""
    slot = each.slot
    return SlotFired(
        schedule=slot.schedule, slot=slot.slot, kind=slot.kind, workflow=slot.workflow, run=each.run,
        attempt=slot.attempts, late_seconds=max(0, int((now - slot.due_at).total_seconds())),
    )  # fmt: skip


def is_over(slot: Slot, now: datetime) -> bool:
    """Tell whether the deadline of a slot has passed."""
    return slot.deadline is not None and now >= slot.due_at + slot.deadline


def deadline_of(slot: Slot) -> DeadlinePassed:
    """Word the deadline of a slot that has one."""
    assert slot.deadline is not None
    until = slot.due_at + slot.deadline
    return DeadlinePassed(schedule=slot.schedule, deadline=f"{until:%Y-%m-%d %H:%M} UTC")
