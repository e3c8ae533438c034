"""What arrives by itself: files in folders, and runs that have ended. Implementations live in the room `ledger`.

A file is known by two keyed or plain hashes: what is in it, and the sighting, which is its name, size and time. A file
that still lies where it lay is an old sighting; an old content in a new sighting is a delivery that came twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from nahtlos.engine.ports import Outcome
from nahtlos.engine.slots import Slot

Arrival = Literal["new", "repeated", "known"]
"""`new`: a slot was added. `repeated`: the content has been delivered before. `known`: this very sighting was noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedRun:
    """A run that came to its end, and what came of it."""

    run: str
    ended_at: datetime
    outcomes: Sequence[Outcome]
    """Of its items; none if there was nothing to do."""


class Arrivals(Protocol):
    """What has arrived, for all processes that work on one ledger."""

    async def known(self, schedule: str, sightings: Sequence[str]) -> frozenset[str]:
        """Return those that were noted before."""

    async def note(self, slot: Slot, *, sighting: str) -> Arrival:
        """Note a sighting and add its slot, in one transaction: of several processes, one hears `new`."""

    async def ended(self, schedule: str, *, workflow: str, since: datetime, most: int = 1000) -> Sequence[EndedRun]:
        """Return runs of a workflow that came to their end since then and have no slot of this schedule yet."""
