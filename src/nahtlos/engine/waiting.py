"""What a run does while systems are closed: cases that do not need them first, then wait, holding no session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, timedelta

from nahtlos.engine.attempt import system_of, system_written_by
from nahtlos.engine.parts import Brakes, Parts
from nahtlos.engine.ports import Closed
from nahtlos.errors import LeaseLost, Unreachable
from nahtlos.events import RunWaits
from nahtlos.plan import nodes

LONGEST = 60.0
"""Seconds after which a waiting run looks at the clock again: computers sleep, and clocks are set."""
A_TRY = timedelta(seconds=1)
"""After which those that wait for somebody's try look again."""


@dataclass(slots=True, kw_only=True)
class Waiting:
    """The closed systems of a run, shared by its lanes."""

    parts: Parts
    plan: nodes.Plan
    run: str
    brakes: Brakes
    _parked: dict[str, str] = field(default_factory=dict)
    """Items that came to a closed system, and that system: they stay ours, so that nobody takes them in a circle."""
    _failed: set[str] = field(default_factory=set)
    """Those of them that failed there themselves."""
    _told: set[tuple[str, Closed]] = field(default_factory=set)
    _at_work: int = 0
    """How many lanes have a case."""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Work on a case."""
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    async def may_claim(self) -> bool:
        """Wait while a system is closed that every case writes to; False: the run stops."""
        always = [step for step in self.plan.steps if step.when is None]
        needed = [system_written_by(step) for step in always]
        wanted = dict.fromkeys(filter(None, map(system_of, always)))
        while self.brakes.stopped_by is None:
            await self._free_opened()
            closed = self._closed(dict.fromkeys(filter(None, needed))) or self._resting(wanted)
            if self._parked and self.plan.items.order == "given":
                closed = closed or self._closed(self._parked_systems()) or self._resting(self._parked_systems())
            if not closed:
                return True
            await self._wait(closed)
        return False

    def park(self, item: str, system: str, *, has_failed: bool = False) -> None:
        """Put an item aside until its system is open; one that failed there is not the next that tries."""
        self._parked[item] = system
        if has_failed:
            self._failed.add(item)

    async def for_parked(self) -> bool:
        """Wait until some of the items that were put aside can be taken again; False: there are none."""
        while self._parked and self.brakes.stopped_by is None:
            if await self._free_opened() or await self._free_opened(even_failed=True):
                return True
            systems = self._parked_systems()
            await self._wait(self._closed(systems) or self._resting(systems))
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

    def _resting(self, systems: Mapping[str, None]) -> dict[str, Closed]:
        """Name those that are given a rest; one that somebody tries just now, too."""
        now = self.parts.clock.now()
        return {
            system: Closed(window="rest", until=max(circuit.until or now, now + A_TRY), failures=circuit.failures)
            for system, circuit in self.parts.circuits.resting(now).items()
            if system in systems
        }

    async def _free_opened(self, *, even_failed: bool = False) -> bool:
        systems = self._parked_systems()
        closed = {**self._closed(systems), **self._resting(systems)}
        opened = [item for item, system in self._parked.items() if system not in closed]
        if not even_failed:
            opened = [i for i in opened if i not in self._failed or not self.parts.circuits.ailing(self._parked[i])]
        await self._free(opened)
        return bool(opened)

    async def _free(self, items: list[str]) -> None:
        for item in items:
            if self._parked.pop(item, None) is not None:  # else another lane was faster
                self._failed.discard(item)
                await self.parts.ledger.release(item)

    async def _wait(self, closed: Mapping[str, Closed]) -> None:
        """Wait for the first of them to open, and say why."""
        if not closed:
            return
        missing = self.parts.circuits.never_there(closed) if all(each.failures for each in closed.values()) else None
        if missing is not None:
            await self._give_up(missing)
            return
        for system, window in closed.items():
            if not window.failures and (system, window) not in self._told:
                self._told.add((system, window))
                self._tell(system, window)
        now = self.parts.clock.now()
        left = min((window.until - now).total_seconds() for window in closed.values())
        await self.brakes.sleep(self.parts.clock, min(max(left, 0.1), LONGEST))

    async def _give_up(self, missing: Unreachable) -> None:
        """Stop the run, as soon as nobody works, for want of a system that was never there: that is for a person."""
        if self._at_work:
            await self.brakes.sleep(self.parts.clock, A_TRY.total_seconds())
        else:
            self.brakes.stop(missing)

    def _tell(self, system: str, closed: Closed) -> None:
        words = closed.words(self.parts.clock.now())
        self.parts.progress("closed", {"system": system, "window": closed.window, "words": words})
        until = f"{closed.until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        self.parts.journal.note(RunWaits(run=self.run, system=system, window=closed.window, until=until))
