"""A question that a system hangs up on is not asked a second time: browsers repeat it by themselves, a POST too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from tests.unit.browser.test_fence import GREETING, Handler, asked, connected, request, serving

from nahtlos.browser.address import HostPort
from nahtlos.browser.fence import Fence
from nahtlos.browser.relay import LEAST_SEALED, Connection


@asynccontextmanager
async def fenced(handler: Handler, *, once: bool = True) -> AsyncIterator[tuple[Fence, HostPort, Connection]]:
    async with (
        serving(_to_the_end(handler)) as target,
        Fence([target], on_refused=lambda _h, _p: None) as fence,
        connected(fence) as client,
    ):
        await client.send(GREETING + request("127.0.0.1", target.port))
        await client.reader.readexactly(12)
        if once:
            fence.carry_once()
        yield fence, target, client


def _to_the_end(handler: Handler) -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            await handler(reader, writer)
            writer.close()
            await writer.wait_closed()

    return handle


async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1000)
    writer.close()


async def breaks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1000)
    writer.transport.abort()


async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1000)
    writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
    writer.close()


@pytest.mark.parametrize("handler", [hangs_up, breaks])
async def test_after_an_unanswered_question_nothing_gets_through(handler: Handler) -> None:
    """The browser would ask again on its next connection."""
    async with fenced(handler) as (fence, target, client):
        await client.send(b"POST / HTTP/1.1\r\n\r\n")
        assert await client.reader.read() == b""

        assert fence.has_lost_one
        assert await asked(fence, "127.0.0.1", target.port) != 0


async def test_other_connections_are_cut_too() -> None:
    """The browser would ask again on one that it still has."""
    arrived: list[bytes] = []

    async def notes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        data = await reader.read(1000)
        arrived.append(data)
        if data.startswith(b"POST"):
            writer.close()
        await reader.read()

    async with fenced(notes) as (fence, target, client), connected(fence) as other:
        await other.send(GREETING + request("127.0.0.1", target.port) + b"GET / HTTP/1.1\r\n\r\n")
        await other.reader.readexactly(12)
        await client.send(b"POST / HTTP/1.1\r\n\r\n")

        assert await other.reader.read() == b""
    assert arrived.count(b"POST / HTTP/1.1\r\n\r\n") == 1


async def test_a_system_that_hangs_up_after_its_answer_is_as_ever() -> None:
    """Old servers close each connection."""
    async with fenced(answers) as (fence, target, client):
        await client.send(b"POST / HTTP/1.1\r\n\r\n")
        await client.reader.read()

        assert not fence.has_lost_one
        assert await asked(fence, "127.0.0.1", target.port) == 0


@pytest.mark.parametrize(("said", "is_answer"), [(LEAST_SEALED - 1, False), (LEAST_SEALED, True)])
async def test_under_tls_a_few_bytes_are_no_answer(said: int, is_answer: bool) -> None:
    """A server that goes down says goodbye in an alert; nobody but the browser can read it."""

    async def says(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(bytes(said))
        writer.close()

    async with fenced(says) as (fence, _, client):
        await client.send(b"\x16\x03\x01 hello")
        await client.reader.read()

        assert fence.has_lost_one is not is_answer


@pytest.mark.parametrize(("before", "is_answer"), [(0, False), (300, True)])
async def test_a_goodbye_is_heard_before_the_browser_hears_it(before: int, *, is_answer: bool) -> None:
    """It would hang up by itself and ask again; after an answer, in one piece with it, it is only polite."""

    async def says(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        answer = b"\x17\x03\x03" + before.to_bytes(2) + bytes(before) if before else b""
        writer.write(answer + b"\x17\x03\x03\x00\x13" + bytes(19))
        await reader.read()

    async with fenced(says) as (fence, _, client):
        await client.send(b"\x16\x03\x01 hello")
        with suppress(EOFError):
            await client.reader.readexactly(24)

        assert fence.has_lost_one is not is_answer


async def test_before_anything_is_saved_a_browser_may_repeat() -> None:
    """What only reads can be read again."""
    async with fenced(hangs_up, once=False) as (fence, target, client):
        await client.send(b"GET / HTTP/1.1\r\n\r\n")
        await client.reader.read()

        assert await asked(fence, "127.0.0.1", target.port) == 0
