"""Lanes beside each other: what ends one of them ends all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from nahtlos.errors import NahtlosError


async def side_by_side(lane: Callable[[], Awaitable[None]], *, count: int) -> None:
    """Run so many lanes at once; an error of one comes out as it is, not as a group of one."""

    async def run() -> None:
        await lane()

    try:
        async with asyncio.TaskGroup() as lanes:
            for _ in range(count):
                lanes.create_task(run())
    except BaseExceptionGroup as group:
        ours = [error for error in group.exceptions if isinstance(error, NahtlosError)]
        raise (ours or group.exceptions)[0] from None
