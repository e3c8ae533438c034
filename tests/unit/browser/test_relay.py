import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from nahtlos.browser.relay import Connection, Records, relay


@asynccontextmanager
async def pair() -> AsyncIterator[tuple[Connection, Connection]]:
    """Make both ends of one connection."""
    accepted: asyncio.Queue[Connection] = asyncio.Queue()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await accepted.put(Connection(reader, writer))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    near = Connection(*await asyncio.open_connection(*server.sockets[0].getsockname()))
    far = await accepted.get()
    try:
        yield near, far
    finally:
        await near.close()
        await far.close()
        server.close()
        await server.wait_closed()


async def test_each_half_ends_on_its_own() -> None:
    """A side that has said everything still hears the answer."""
    async with pair() as (browser, one), pair() as (two, system), asyncio.TaskGroup() as running:
        running.create_task(relay(one, two))
        await browser.send(b"question")
        browser.writer.write_eof()

        assert await system.reader.read() == b"question"
        await system.send(b"answer")
        system.writer.write_eof()

        assert await browser.reader.read() == b"answer"


async def test_a_side_that_never_ends_is_not_waited_for_forever() -> None:
    """Some servers keep their half open after the browser is gone."""
    async with pair() as (browser, one), pair() as (two, _):
        browser.writer.write_eof()

        await relay(one, two, linger=0.01)


async def test_closing_is_not_held_up_by_a_side_that_does_not_read() -> None:
    """What cannot be delivered is dropped after a moment."""
    async with pair() as (near, _):
        near.writer.write(bytes(50_000_000))

        await near.close(seconds=0.01)

        assert near.writer.transport.is_closing()


# ------------------------------------------------------------------ a goodbye under TLS


def record(kind: int, length: int) -> bytes:
    return bytes([kind, 3, 3]) + length.to_bytes(2) + b"\x15" * length


@pytest.mark.parametrize(
    ("said", "is_goodbye"),
    [
        (record(23, 19), True),  # TLS 1.3
        (record(21, 26), True),  # TLS 1.2
        (record(21, 2), False),  # while hands are shaken: a warning
        (record(22, 90) + record(20, 1) + record(23, 300), False),
        (record(23, 300) + record(23, 19), True),
    ],
)
def test_a_goodbye_is_known_from_outside(said: bytes, *, is_goodbye: bool) -> None:
    """However it is cut into pieces."""
    for size in range(1, len(said) + 1):
        records = Records()
        heard = [records.hold_goodbye(said[start : start + size]) for start in range(0, len(said), size)]
        assert any(heard) is is_goodbye
