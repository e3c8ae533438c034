"""Work in a session that may have expired meanwhile, or whose browser may have died."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

from nahtlos.engine.circuit import Circuits
from nahtlos.engine.parts import Brakes
from nahtlos.engine.screen import Screen, Sessions
from nahtlos.errors import SessionLost, SignedOut

T = TypeVar("T")
TRIES: Final = 3
"""How often something is begun that loses its session each time."""


async def in_session(
    sessions: Sessions, system: str, work: Callable[[Screen], Awaitable[T]], *, fresh: bool = False
) -> T:
    """Do something that may be begun again, in one session.

    When it has expired, it is begun again in a fresh one, once; when its page or browser is gone, too, up to three
    times. What a write has made uncertain never comes out of `work` as one of the two.
    """
    is_renewed, losses = False, 0
    while True:
        try:
            async with sessions.hold(system, fresh=fresh) as screen:
                return await work(screen)
        except SignedOut:
            if is_renewed:
                raise
            is_renewed = fresh = True
        except SessionLost:
            losses += 1
            if losses == TRIES:
                raise
            fresh = True


@dataclass(frozen=True, slots=True)
class Mortal:
    """The same sessions, in a run that stops when too many of them are lost, and knows which systems are there."""

    sessions: Sessions
    brakes: Brakes
    circuits: Circuits

    @asynccontextmanager
    async def hold(self, system: str, *, fresh: bool = False) -> AsyncIterator[Screen]:
        """Lend a session."""
        try:
            async with self.sessions.hold(system, fresh=fresh) as screen:
                self.circuits.answers(system)
                yield screen
        except SessionLost:
            self.brakes.lost_session(system)
            self.brakes.go_on_after_loss()
            raise
