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
SEALED = b"\x16"
"""How a connection with TLS begins."""
HEAD = 5
"""Bytes at the beginning of a record of TLS: what it holds, version, length."""
ALERT, OPEN_ALERT = 21, 2
"""What an alert is called, and how long it is while hands are shaken: then it is often a warning, and no goodbye."""
DATA, SEALED_ALERT = 23, 19
"""What an alert looks like from outside in TLS 1.3: data, as long as a sealed alert is."""
LEAST_SEALED = 100
"""Bytes of an answer under TLS; what a dying server still says is shorter: an alert, a frame that acknowledges."""


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


@dataclass(slots=True)
class Records:
    """The records of TLS in what one side says, as far as one can tell them from outside."""

    _head: bytes = b""
    _left: int = 0
    """How many bytes of the record are still to come."""

    def hold_goodbye(self, data: bytes) -> bool:
        """Take in what was said; True if an alert is in it, which ends a connection."""
        is_over = False
        while data:
            if self._left:
                self._left, data = max(0, self._left - len(data)), data[self._left :]
                continue
            missing = HEAD - len(self._head)
            self._head, data = self._head + data[:missing], data[missing:]
            if len(self._head) == HEAD:
                kind, length = self._head[0], int.from_bytes(self._head[3:])
                is_over |= (kind == ALERT and length > OPEN_ALERT) or (kind == DATA and length == SEALED_ALERT)
                self._head, self._left = b"", length
        return is_over


@dataclass(slots=True)
class Exchange:
    """Who spoke last on one connection: a question whose answer never came must not be asked again by itself."""

    lost: Callable[[], None] = lambda: None
    """Told when the system hangs up on a question."""
    is_over: Callable[[], bool] = lambda: False
    """Whether nothing may be asked any more."""
    _asked: bool = False
    _answered: int = 0
    _least: int = 0
    """How many bytes are an answer."""
    _records: Records | None = None
    """What the system says, if it is sealed."""

    def asks(self, data: bytes) -> None:
        """Note that the browser says something; raises when it may not."""
        if self.is_over():
            raise ConnectionAbortedError
        if not self._least:
            is_sealed = data[:1] == SEALED
            self._least, self._records = (LEAST_SEALED, Records()) if is_sealed else (1, None)
        self._asked, self._answered = True, 0

    def answers(self, data: bytes) -> None:
        """Note that the system says something; a goodbye in order is one, too: the browser hangs up at once then."""
        self._answered += len(data)
        if self._records is not None and self._records.hold_goodbye(data):
            self.ends()

    def leaves(self) -> None:
        """Note that the browser does not want an answer any more."""
        self._asked = False

    def ends(self) -> None:
        """Note that the system will say no more."""
        if self._asked and self._answered < self._least:
            self.lost()


async def relay(
    browser: Connection, system: Connection, *, linger: float = LINGER, exchange: Exchange | None = None
) -> None:
    """Carry bytes both ways until both sides have ended or one of them breaks off."""
    limit, exchange = asyncio.timeout(None), exchange or Exchange()

    def give_notice() -> None:
        limit.reschedule(asyncio.get_running_loop().time() + linger)

    try:
        async with limit, asyncio.TaskGroup() as ways:
            ways.create_task(_ask(browser, system, exchange, then=give_notice))
            ways.create_task(_answer(browser, system, exchange, then=give_notice))
    except* OSError:  # a time-out is one too
        pass


async def _ask(browser: Connection, system: Connection, exchange: Exchange, *, then: Callable[[], None]) -> None:
    while data := await browser.reader.read(CHUNK):
        exchange.asks(data)
        try:
            await system.send(data)
        except OSError:
            exchange.ends()
            raise
    exchange.leaves()
    system.writer.write_eof()
    then()


async def _answer(browser: Connection, system: Connection, exchange: Exchange, *, then: Callable[[], None]) -> None:
    while data := await _heard(system, exchange):
        exchange.answers(data)
        await browser.send(data)
    browser.writer.write_eof()
    then()


async def _heard(system: Connection, exchange: Exchange) -> bytes:
    """Read what the system says; that it hangs up is known before the browser can see it."""
    try:
        data = await system.reader.read(CHUNK)
    except OSError:
        exchange.ends()
        raise
    if not data:
        exchange.ends()
    return data
