"""The relay on real loopback sockets: it has no other port to be tested at."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address

import pytest

from nahtlos.browser.address import HostPort
from nahtlos.browser.fence import Fence, Limits, printable
from nahtlos.browser.relay import Connection
from nahtlos.errors import AddressRefused, AddressUnreachable

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
GREETING = b"\x05\x01\x00"


class Refusals(list[tuple[str, int]]):
    def __call__(self, host: str, port: int) -> None:
        self.append((host, port))


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1000):
        writer.write(data)
        await writer.drain()
    writer.write(b"!")
    writer.close()
    await writer.wait_closed()


@asynccontextmanager
async def serving(handler: Handler, host: str = "127.0.0.1") -> AsyncIterator[HostPort]:
    server = await asyncio.start_server(handler, host, 0)
    try:
        yield HostPort(host=host, port=server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def connected(fence: Fence) -> AsyncIterator[Connection]:
    connection = Connection(*await asyncio.open_connection("127.0.0.1", int(fence.address.rpartition(":")[2])))
    try:
        yield connection
    finally:
        await connection.close()


def request(host: str | bytes, port: int, *, command: int = 1) -> bytes:
    """Spell a request: an IP address as such, other texts as names."""
    try:
        address = ip_address(host) if isinstance(host, str) else None
    except ValueError:
        address = None
    if address is None:
        name = host.encode() if isinstance(host, str) else host
        return bytes([5, command, 0, 3, len(name)]) + name + struct.pack(">H", port)
    return bytes([5, command, 0, 1 if address.version == 4 else 4]) + address.packed + struct.pack(">H", port)


async def asked(fence: Fence, host: str | bytes, port: int, *, command: int = 1) -> int:
    """Ask for a connection and return the code of the reply."""
    async with connected(fence) as client:
        await client.send(GREETING + request(host, port, command=command))
        assert await client.reader.readexactly(2) == b"\x05\x00"
        return (await client.reader.readexactly(10))[1]


async def test_a_listed_address_is_reached_and_told_the_end() -> None:
    """Bytes go both ways, and a half that is closed arrives as closed."""
    async with serving(echo) as target, Fence([target], on_refused=Refusals()) as fence, connected(fence) as client:
        await client.send(GREETING + request("127.0.0.1", target.port) + b"hello")
        client.writer.write_eof()

        answer = await client.reader.read()

    assert b"\x05\x00" + b"\x05\x00\x00\x01" + bytes(6) + b"hello!" == answer


@pytest.mark.parametrize("spelled", [b"127.0.0.1", "127.0.0.1"])
async def test_an_ip_address_is_the_same_as_name_or_number(spelled: str | bytes) -> None:
    """Browsers send IP addresses as names."""
    async with serving(echo) as target, Fence([target], on_refused=Refusals()) as fence:
        assert await asked(fence, spelled, target.port) == 0


async def test_ipv6_is_reached() -> None:
    """An IPv6 address that is listed is reached."""
    async with serving(echo, "::1") as target, Fence([target], on_refused=Refusals()) as fence:
        assert [await asked(fence, spelled, target.port) for spelled in ("::1", b"::1")] == [0, 0]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.2",
        "::1",
        "::ffff:127.0.0.1",
        b"::ffff:127.0.0.1",
        b"127.1",
        b"2130706433",
        b"0x7f000001",
        b"127.0.0.1.",
        b"[127.0.0.1]",
        b"localhost",  # only the number is listed
        b"outside.example",
        b"127.0.0.1\0.outside.example",
        b"",
        b"\xff\xfe",
    ],
)
async def test_other_addresses_are_refused_and_told(host: str | bytes) -> None:
    """Refused is every spelling that is not on the list, and each time somebody hears of it."""
    told = Refusals()
    async with serving(echo) as target, Fence([target], on_refused=told) as fence:
        assert await asked(fence, host, target.port) == 2
        assert len(told) == 1


async def test_another_port_is_another_address() -> None:
    """A list has ports too."""
    told = Refusals()
    async with serving(echo) as target, Fence([target], on_refused=told) as fence:
        assert await asked(fence, b"127.0.0.1", target.port - 1) == 2
        assert [("127.0.0.1", target.port - 1)] == told


@pytest.mark.parametrize("command", [2, 3])
async def test_bind_and_udp_are_refused(command: int) -> None:
    """Only connections are carried, even to what is listed."""
    told = Refusals()
    async with serving(echo) as target, Fence([target], on_refused=told) as fence:
        assert await asked(fence, "127.0.0.1", target.port, command=command) == 7
        assert len(told) == 1


async def test_a_name_is_resolved_by_the_fence_and_compared_without_case() -> None:
    """The browser never needs a resolver of its own."""
    async with serving(echo) as target:

        async def dial(asked_for: HostPort) -> Connection:
            assert asked_for.host == "casework.example"
            return Connection(*await asyncio.open_connection(target.host, target.port))

        async with Fence([HostPort(host="casework.example", port=80)], on_refused=Refusals(), dial=dial) as fence:
            assert [await asked(fence, name, 80) for name in (b"CaseWork.Example", b"casework.example.")] == [0, 0]


async def test_localhost_is_found_on_the_address_that_listens() -> None:
    """A name with several addresses is tried on all of them."""
    async with serving(echo) as target:
        listed = HostPort(host="localhost", port=target.port)
        async with Fence([listed], on_refused=Refusals()) as fence:
            assert await asked(fence, b"localhost", target.port) == 0


@pytest.mark.parametrize(
    "words",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x04\x01\x00\x50\x7f\x00\x00\x01\x00",  # SOCKS 4
        b"\x05\x01\x00" + b"\x04\x01\x00\x01\x7f\x00\x00\x01\x00\x50",  # the wrong version in the second message
        b"\x05\x01",  # ends in the middle
    ],
)
async def test_what_speaks_something_else_is_hung_up_on(words: bytes) -> None:
    """Nothing but SOCKS 5 gets an answer."""
    async with Fence([], on_refused=Refusals()) as fence, connected(fence) as client:
        await client.send(words)
        client.writer.write_eof()

        assert await client.reader.read() in (b"", b"\x05\x00")


async def test_a_client_that_insists_on_a_password_is_sent_away() -> None:
    """The relay knows no passwords."""
    async with Fence([], on_refused=Refusals()) as fence, connected(fence) as client:
        await client.send(b"\x05\x01\x02")

        assert await client.reader.read() == b"\x05\xff"


async def test_an_unknown_kind_of_address_is_answered_so() -> None:
    """Neither a name nor IPv4 nor IPv6 is code 8."""
    async with Fence([], on_refused=Refusals()) as fence, connected(fence) as client:
        await client.send(GREETING + b"\x05\x01\x00\x07")

        assert (await client.reader.read())[3] == 8


async def test_a_client_that_says_nothing_is_hung_up_on() -> None:
    """A connection that never says where it wants to go does not stay."""
    limits = Limits(handshake=0.01)
    async with Fence([], on_refused=Refusals(), limits=limits) as fence, connected(fence) as client:
        assert await client.reader.read() == b""


async def test_too_many_connections_are_hung_up_on() -> None:
    """A page cannot use up the files of the process."""
    limits = Limits(connections=1)
    async with Fence([], on_refused=Refusals(), limits=limits) as fence, connected(fence) as first:
        await first.send(GREETING)
        await first.reader.readexactly(2)
        async with connected(fence) as second:
            assert await second.reader.read() == b""


async def test_a_silent_system_is_known_as_such_until_it_answers() -> None:
    """The fence says why an address did not answer, and forgets it when it does."""
    listed = HostPort(host="casework.example", port=80)
    up = False
    async with serving(echo) as target:

        async def dial(asked_for: HostPort) -> Connection:
            if up:
                return Connection(*await asyncio.open_connection(target.host, target.port))
            raise AddressUnreachable(host=asked_for.host, port=asked_for.port, reason="nothing listens there")

        async with Fence([listed], on_refused=Refusals(), dial=dial) as fence:
            assert await asked(fence, b"casework.example", 80) == 4
            assert isinstance(fence.why_not("Casework.example", 80), AddressUnreachable)
            up = True
            assert await asked(fence, b"casework.example", 80) == 0
            assert fence.why_not("casework.example", 80) is None


async def test_nothing_listens_at_an_address() -> None:
    """A closed port is answered, not waited for."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        target = HostPort(host="127.0.0.1", port=free.getsockname()[1])
    async with Fence([target], on_refused=Refusals()) as fence:
        assert await asked(fence, "127.0.0.1", target.port) == 4
        assert "nothing listens there" in str(fence.why_not("127.0.0.1", target.port))


async def test_it_can_be_asked_before_anything_happens() -> None:
    """What is allowed is known without a connection."""
    fence = Fence([HostPort(host="::1", port=80)], on_refused=Refusals())

    assert fence.allows("::1", 80)
    assert not fence.allows("::1", 81)
    assert isinstance(fence.why_not("evil.example", 80), AddressRefused)


async def test_open_connections_end_with_the_fence() -> None:
    """Leaving it waits for nobody, and leaves nothing open."""
    ended = asyncio.Event()

    async def wait_for_the_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        ended.set()
        writer.close()
        await writer.wait_closed()

    async with serving(wait_for_the_end) as target:
        async with Fence([target], on_refused=Refusals()) as fence:
            client = Connection(*await asyncio.open_connection("127.0.0.1", int(fence.address.rpartition(":")[2])))
            await client.send(GREETING + request("127.0.0.1", target.port))
            await client.reader.readexactly(12)

        assert await client.reader.read() == b""
        await ended.wait()
        await client.close()


async def test_a_broken_connection_breaks_the_other_side() -> None:
    """A system that dies does not leave the browser waiting."""

    async def die(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        writer.transport.abort()

    async with serving(die) as target, Fence([target], on_refused=Refusals()) as fence, connected(fence) as client:
        await client.send(GREETING + request("127.0.0.1", target.port) + b"x")

        assert len(await client.reader.read()) == 12


async def test_a_slow_reader_slows_the_writer_down() -> None:
    """The fence keeps no more than a little in memory."""
    sent = 0

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        for _ in range(1000):
            writer.write(bytes(65536))
            await writer.drain()
            sent += 65536
        writer.close()
        await writer.wait_closed()

    async with serving(pour) as target, Fence([target], on_refused=Refusals()) as fence, connected(fence) as client:
        await client.send(GREETING + request("127.0.0.1", target.port))
        await client.reader.readexactly(12)
        for _ in range(200):
            await asyncio.sleep(0)
        before_reading = sent
        received = 0
        while data := await client.reader.read(1 << 20):
            received += len(data)

    assert before_reading < 30_000_000
    assert received == 65536 * 1000


def test_a_refused_host_can_stand_in_a_log() -> None:
    """A page made it up: nothing but letters, digits and a few signs is kept."""
    assert printable("Evil.example\n{x}") == "evil.example__x_"
    assert len(printable("a" * 255)) == 253
    assert printable("") == "_"
