"""Sessions, actions and secrets of a fake world."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from nahtlos.engine.parts import Parts
from nahtlos.engine.ports import Closed, Listing
from nahtlos.engine.screen import Screen, Value
from nahtlos.engine.signin import sign_in
from nahtlos.errors import ActionFailed, SecretMissing
from nahtlos.plan import nodes
from nahtlos.testing.clock import FakeClock
from nahtlos.testing.life import Life
from nahtlos.testing.screen import FakeScreen
from nahtlos.testing.visit import Application, Visit


@dataclass(slots=True, kw_only=True, eq=False)
class FakeSessions:
    """The port `Sessions` of one worker: signed-in visits, kept and lent."""

    applications: Mapping[str, Application]
    systems: Mapping[str, nodes.System]
    clock: FakeClock
    life: Life
    parts: Parts | None = None
    """Whom `sign_in` works with; set once the parts are joined."""
    scripts: dict[str, Callable[..., object]] = field(default_factory=dict)
    lent: int = 0
    """How many are out of house."""
    screens: list[FakeScreen] = field(default_factory=list)
    """All that were ever opened."""
    _idle: dict[str, list[FakeScreen]] = field(default_factory=dict)
    _rooms: dict[str, asyncio.Semaphore] = field(default_factory=dict)

    @asynccontextmanager
    async def hold(self, system: str, *, fresh: bool = False) -> AsyncIterator[Screen]:
        """Lend a session."""
        room = self._rooms.setdefault(system, asyncio.Semaphore(self.systems[system].max_sessions))
        async with room:
            async with self.life.call("sessions.hold"):
                idle = self._idle.setdefault(system, [])
                if fresh:
                    idle.clear()
                screen = idle.pop() if idle else await self._new(system)
            self.lent += 1
            try:
                yield screen
            finally:
                self.lent -= 1
            if screen.visit.is_signed_in:
                idle.append(screen)

    async def _new(self, system: str) -> FakeScreen:
        visit = Visit(app=self.applications[system])
        screen = FakeScreen(visit=visit, clock=self.clock, life=self.life, scripts=self.scripts)
        self.screens.append(screen)
        assert self.parts is not None
        await sign_in(self.parts, self.systems[system], screen)
        return screen


@dataclass(slots=True, kw_only=True, eq=False)
class FakeActions:
    """The port `Actions`: functions by name."""

    functions: dict[str, Callable[[Mapping[str, Value]], Value | Listing]]
    life: Life

    async def call(self, name: str, arguments: Mapping[str, Value]) -> Value | Listing:
        """Run one."""
        async with self.life.call("actions.call"):
            if name not in self.functions:
                raise ActionFailed(action=name, why="nobody knows it.")
            return self.functions[name](arguments)


@dataclass(slots=True)
class FakeWindows:
    """The port `Windows`: each system is closed at one time at most."""

    known: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    """Beginning and end, by system."""

    def closed(self, system: str, at: datetime) -> Closed | None:
        """Return the window if it is there."""
        begin, end = self.known.get(system, (at, at))
        return Closed(window="Zahllauf", until=end) if begin <= at < end else None


@dataclass(frozen=True, slots=True)
class FakeSecrets:
    """The port `Secrets`."""

    known: Mapping[tuple[str, str], str]

    def get(self, account: str, name: str) -> str:
        """Return a secret."""
        if (account, name) not in self.known:
            variable = f"NAHTLOS_SECRET_{name.upper()}"
            raise SecretMissing(account=account, name=name, variable=variable, stores=("world",))
        return self.known[account, name]
