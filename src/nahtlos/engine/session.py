"""Work in a session that may have expired meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from nahtlos.engine.screen import Screen, Sessions
from nahtlos.errors import SignedOut

T = TypeVar("T")


async def in_session(sessions: Sessions, system: str, work: Callable[[Screen], Awaitable[T]]) -> T:
    """Do something that may be begun twice in one session; when it has expired, begin again in a fresh one."""
    try:
        async with sessions.hold(system) as screen:
            return await work(screen)
    except SignedOut:
        async with sessions.hold(system, fresh=True) as screen:
            return await work(screen)
