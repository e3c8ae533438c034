"""Carries bytes between two connections until both have ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

CHUNK = 64 * 1024
LINGER = 60.0
"""Seconds for the second direction after the first has ended: some servers never close their half."""
CLOSING = 2.0
"""Seconds for the last bytes of a connection that is being closed."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Both directions of one TCP connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Write, and wait while the other side is slow."""
        self.writer.write(data)
        await self.writer.drain()

    async def close(self, *, seconds: float = CLOSING) -> None:
        """Close it for good, whatever state it is in."""
        if self.writer.is_closing():
            return
        self.writer.close()
        try:
            with suppress(OSError):
                async with asyncio.timeout(seconds):
                    await self.writer.wait_closed()
        finally:
            self.writer.transport.abort()


async def relay(one: Connection, other: Connection, *, linger: float = LINGER) -> None:
    """Carry bytes both ways until both sides have ended or one of them breaks off."""
    limit = asyncio.timeout(None)

    def give_notice() -> None:
        limit.reschedule(asyncio.get_running_loop().time() + linger)

    try:
        async with limit, asyncio.TaskGroup() as ways:
            ways.create_task(_carry(one, other, then=give_notice))
            ways.create_task(_carry(other, one, then=give_notice))
    except* OSError:  # a time-out is one too
        pass


async def _carry(source: Connection, sink: Connection, *, then: Callable[[], None]) -> None:
    while data := await source.reader.read(CHUNK):
        await sink.send(data)
    sink.writer.write_eof()
    then()
