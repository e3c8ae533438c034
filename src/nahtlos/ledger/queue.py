"""The port `Slots` on a ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row

from nahtlos.engine.ports import Clock
from nahtlos.engine.slots import ScheduleState, Slot, SlotEnd, SlotState
from nahtlos.ledger import schedules, slots
from nahtlos.ledger.keys import Key
from nahtlos.ledger.workers import Lease
from nahtlos.ledger.writer import Writer


class SqlSlots:
    """Slots in a database; `SqlLedger.slots`."""

    def __init__(self, *, writer: Writer, lease: Lease, clock: Clock, master: Key) -> None:
        self._ask = writer.ask
        self._lease = lease
        self._clock = clock
        self._master = master

    async def know(self, fingerprints: Mapping[str, str]) -> Mapping[str, ScheduleState]:
        """Remember the schedules of a workspace; what is new or has changed begins now."""
        await self._ask(partial(schedules.know_schedules, fingerprints=fingerprints, now=self._clock.now()))
        return {name: state for name, state in (await self.states()).items() if name in fingerprints}

    async def add(self, slots_: Sequence[Slot]) -> Sequence[Slot]:
        """Add what is not there yet; returns what was new."""
        rows = await asyncio.to_thread(lambda: [slots.row_of(slot, master=self._master) for slot in slots_])
        new = await self._ask(partial(slots.add_slots, rows=rows))
        return [slot for slot in slots_ if (slot.schedule, slot.slot) in new]

    async def make_up(self, slots_: Sequence[Slot], *, really: bool = True) -> Sequence[Slot]:
        """Add what has no row, and let what was missed or skipped run after all; or only say which these are."""
        if really:
            rows = [slots.row_of(slot, master=self._master) for slot in slots_]
            new = await self._ask(partial(slots.make_up_slots, rows=rows))
            return [slot for slot in slots_ if (slot.schedule, slot.slot) in new]
        names = sorted({slot.schedule for slot in slots_})
        run = {name: await self._ask(partial(slots.slots_run, schedule=name)) for name in names}
        return [slot for slot in slots_ if slot.slot not in run[slot.schedule]]

    async def newest(self, until: datetime, *, schedule: str | None = None) -> Mapping[str, datetime]:
        """By schedule, when the last slot of the clock was due."""
        return await self._ask(partial(slots.newest_slots, until=until, schedule=schedule))

    async def take(self) -> Slot | None:
        """Take the next slot, or one that a dead process held."""
        return next(iter(await self.take_several(1)), None)

    async def take_several(self, most: int) -> Sequence[Slot]:
        """Take so many at once."""
        if self._lease.worker is None:
            await self._ask(self._lease.register)
        rows = await self._ask(partial(self._take, most=most), unheard=self._untake)
        return [self._record(row) for row in rows]

    def _take(self, connection: Connection, *, most: int) -> Sequence[Row[Any]]:
        gone = self._lease.gone_with_slots(connection)
        return slots.take_slots(connection, gone=gone, me=self._lease.worker, now=self._clock.now(), most=most)

    def _untake(self, connection: Connection, rows: Sequence[Row[Any]]) -> None:
        for row in rows:
            slots.put_back_slot(connection, slot=self._record(row), me=self._lease.worker, not_before=None, code=None)

    async def begin(self, slot: Slot, *, run: str) -> None:
        """Note the run of a slot, before it begins."""
        await self._ask(partial(slots.begin_slot, slot=slot, me=self._lease.worker, run=run))

    async def put_back(self, slot: Slot, *, not_before: datetime | None = None, code: str | None = None) -> None:
        """Give it back unfinished."""
        await self._ask(
            partial(slots.put_back_slot, slot=slot, me=self._lease.worker, not_before=not_before, code=code)
        )

    async def finish(self, slot: Slot, state: SlotEnd, *, code: str | None = None) -> None:
        """Store what came of a slot that this process holds."""
        now = self._clock.now()
        await self._ask(partial(slots.finish_slot, slot=slot, me=self._lease.worker, state=state, code=code, now=now))

    async def of_runs(self, runs: Sequence[str]) -> Mapping[str, Slot]:
        """Return what started runs, by run."""
        rows = await self._ask(partial(slots.slots_of_runs, runs=runs))
        return {row.run: self._record(row) for row in rows}

    async def find(self, schedule: str, slot: str) -> Slot | None:
        """Return one slot, if there is one."""
        row = await self._ask(partial(slots.one_slot, schedule=schedule, slot=slot))
        return None if row is None else self._record(row)

    async def list(
        self, *, schedule: str | None = None, state: SlotState | None = None, run: str | None = None, most: int = 50
    ) -> Sequence[Slot]:
        """Return slots, the latest first."""
        question = partial(slots.slot_rows, schedule=schedule, state=state, run=run, most=most)
        return [self._record(row) for row in await self._ask(question)]

    async def count(self) -> Mapping[SlotState, int]:
        """Count the slots that wait or run."""
        return await self._ask(slots.count_open)

    async def pause(self, schedule: str, *, by: str) -> None:
        """Let what is due be skipped until it is resumed."""
        await self._ask(partial(schedules.pause_schedule, schedule=schedule, by=by, now=self._clock.now()))

    async def resume(self, schedule: str) -> None:
        """Go on from now."""
        await self._ask(partial(schedules.resume_schedule, schedule=schedule, now=self._clock.now()))

    async def paused(self) -> Mapping[str, ScheduleState]:
        """Return the schedules that are paused, by name."""
        return await self._ask(partial(schedules.schedule_states, is_paused=True))

    async def states(self) -> Mapping[str, ScheduleState]:
        """Return what is known of every schedule, by name."""
        return await self._ask(schedules.schedule_states)

    def _record(self, row: Row[Any]) -> Slot:
        return slots.slot_record(row, master=self._master)
