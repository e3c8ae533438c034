"""Runs that have ended: each starts what comes after it, once. What counts is the ledger, not who was there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from nahtlos.engine.arrivals import Arrivals, EndedRun
from nahtlos.engine.outcome import worst
from nahtlos.engine.ports import Clock
from nahtlos.engine.slots import Slot, Slots
from nahtlos.schedule.schedule import Schedule
from nahtlos.schedule.triggers import AfterTrigger

LOOK_EVERY: Final = 2.0
"""Seconds between two looks into the ledger."""
_OVERLAP: Final = timedelta(minutes=5)
"""How far clocks of different computers may be apart."""


@dataclass(slots=True, kw_only=True, eq=False)
class AfterWatcher:
    """Watches for the runs of one workflow on behalf of one schedule."""

    schedule: Schedule
    arrivals: Arrivals
    slots: Slots
    clock: Clock
    ring: Callable[[], None]
    """Told when a slot was added."""
    _seen_until: datetime | None = None
    """Everything that ended before was looked at; a restart looks at all of it again."""

    @property
    def trigger(self) -> AfterTrigger:
        """What it watches for."""
        assert isinstance(self.schedule.rule, AfterTrigger)
        return self.schedule.rule

    async def watch(self) -> None:
        """Look again and again."""
        while True:
            await self.look()
            await self.clock.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Look once. Runs from before the schedule was there start nothing."""
        state = (await self.slots.states()).get(self.schedule.name)
        if state is None:
            return
        since = max(state.since, self._seen_until or state.since)
        ended = await self.arrivals.ended(self.schedule.name, workflow=self.trigger.workflow, since=since)
        wanted = [self._slot(each) for each in ended if worst(each.outcomes) in self.trigger.outcomes]
        if wanted and await self.slots.add(wanted):
            self.ring()
        if ended:
            self._seen_until = ended[-1].ended_at - _OVERLAP

    def _slot(self, ended: EndedRun) -> Slot:
        schedule = self.schedule
        return Slot(
            schedule=schedule.name, slot=ended.run, kind="run", due_at=ended.ended_at, workflow=schedule.workflow,
            profile=schedule.profile, inputs=schedule.inputs, priority=schedule.priority, deadline=schedule.deadline,
            because=f"the run {ended.run} has ended",
        )  # fmt: skip
