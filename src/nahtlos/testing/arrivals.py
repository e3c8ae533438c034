"""Arrivals in memory: the port `Arrivals`, as several processes share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from nahtlos.engine.arrivals import Arrival, EndedRun
from nahtlos.engine.slots import Slot


@dataclass(slots=True, kw_only=True)
class MemoryArrivals:
    """Keeps what was noted, and the runs a test says have ended."""

    slots: dict[tuple[str, str], Slot] = field(default_factory=dict)
    sightings: set[tuple[str, str]] = field(default_factory=set)
    runs: list[tuple[str, EndedRun]] = field(default_factory=list)
    """Workflow and run."""

    async def known(self, schedule: str, sightings: Sequence[str]) -> frozenset[str]:
        """Return those that were noted before."""
        return frozenset(each for each in sightings if (schedule, each) in self.sightings)

    async def note(self, slot: Slot, *, sighting: str) -> Arrival:
        """Note a sighting and add its slot."""
        if (slot.schedule, sighting) in self.sightings:
            return "known"
        self.sightings.add((slot.schedule, sighting))
        is_new = (slot.schedule, slot.slot) not in self.slots
        self.slots.setdefault((slot.schedule, slot.slot), slot)
        return "new" if is_new else "repeated"

    async def ended(self, schedule: str, *, workflow: str, since: datetime, most: int = 1000) -> Sequence[EndedRun]:
        """Return runs that have ended and have no slot yet."""
        found = [run for of, run in self.runs if of == workflow and run.ended_at > since]
        return [run for run in found if (schedule, run.run) not in self.slots][:most]
