"""What a run does while systems are closed: cases that do not need them first, then wait, holding no session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC

from nahtlos.engine.attempt import system_written_by
from nahtlos.engine.parts import Brakes, Parts
from nahtlos.engine.ports import Closed
from nahtlos.errors import LeaseLost
from nahtlos.events import RunWaits
from nahtlos.plan import nodes

LONGEST = 60.0
"""Seconds after which a waiting run looks at the clock again: computers sleep, and clocks are set."""


@dataclass(slots=True, kw_only=True)
class Waiting:
    """The closed systems of a run, shared by its lanes."""

    parts: Parts
    plan: nodes.Plan
    run: str
    brakes: Brakes
    _parked: dict[str, str] = field(default_factory=dict)
    """Items that came to a closed system, and that system: they stay ours, so that nobody takes them in a circle."""
    _told: set[tuple[str, Closed]] = field(default_factory=set)

    async def may_claim(self) -> bool:
        """Wait while a system is closed that every case writes to; False: the run stops."""
        needed = [system_written_by(step) for step in self.plan.steps if step.when is None]
        while self.brakes.stopped_by is None:
            await self._free_opened()
            closed = self._closed(dict.fromkeys(filter(None, needed)))
            if self._parked and self.plan.items.order == "given":
                closed = closed or self._closed(self._parked_systems())
            if not closed:
                return True
            await self._wait(closed)
        return False

    def park(self, item: str, system: str) -> None:
        """Put an item aside until its system is open."""
        self._parked[item] = system

    async def for_parked(self) -> bool:
        """Wait until some of the items that were put aside can be taken again; False: there are none."""
        while self._parked and self.brakes.stopped_by is None:
            if await self._free_opened():
                return True
            await self._wait(self._closed(self._parked_systems()))
        return self.brakes.stopped_by is not None

    async def give_back(self) -> None:
        """Leave what was put aside to a later run; without a lease it is not ours to give."""
        if not isinstance(self.brakes.stopped_by, LeaseLost):
            await self._free(list(self._parked))

    # -------------------------------------------------------------- inside

    def _parked_systems(self) -> Mapping[str, None]:
        return dict.fromkeys(self._parked.values())

    def _closed(self, systems: Mapping[str, None]) -> dict[str, Closed]:
        now = self.parts.clock.now()
        found = {system: self.parts.windows.closed(system, now) for system in systems}
        return {system: closed for system, closed in found.items() if closed is not None}

    async def _free_opened(self) -> bool:
        closed = self._closed(self._parked_systems())
        opened = [item for item, system in self._parked.items() if system not in closed]
        await self._free(opened)
        return bool(opened)

    async def _free(self, items: list[str]) -> None:
        for item in items:
            if self._parked.pop(item, None) is not None:  # else another lane was faster
                await self.parts.ledger.release(item)

    async def _wait(self, closed: Mapping[str, Closed]) -> None:
        """Wait for the first of them to open, and say why."""
        if not closed:
            return
        for system, window in closed.items():
            if (system, window) not in self._told:
                self._told.add((system, window))
                self._tell(system, window)
        now = self.parts.clock.now()
        left = min((window.until - now).total_seconds() for window in closed.values())
        await self.brakes.sleep(self.parts.clock, min(max(left, 0.1), LONGEST))

    def _tell(self, system: str, closed: Closed) -> None:
        words = closed.words(self.parts.clock.now())
        self.parts.progress("closed", {"system": system, "window": closed.window, "words": words})
        until = f"{closed.until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        self.parts.journal.note(RunWaits(run=self.run, system=system, window=closed.window, until=until))
