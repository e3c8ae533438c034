import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from nahtlos.browser.address import HostPort
from nahtlos.browser.relay import Connection
from nahtlos.browser.upstream import Proxy, dial_directly, through
from nahtlos.errors import AddressUnreachable, ProxyUnusable

TARGET = HostPort(host="casework.example", port=443)
SUCCEEDED = b"\x05\x00\x00\x01" + bytes(6)


class Office:
    """A proxy that waits for a number of bytes, answers, and so on; it keeps what it heard."""

    def __init__(self, *turns: tuple[int, bytes]) -> None:
        self.turns = turns
        self.heard: list[bytes] = []
        self.is_done = asyncio.Event()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer)
        with suppress(EOFError):
            for length, answer in self.turns:
                self.heard.append(await reader.readexactly(length))
                await connection.send(answer)
        await connection.close()
        self.is_done.set()


@asynccontextmanager
async def at_work(office: Office, credentials: str = "", scheme: str = "http") -> AsyncIterator[Proxy]:
    server = await asyncio.start_server(office, "127.0.0.1", 0)
    try:
        yield Proxy.of(f"{scheme}://{credentials}127.0.0.1:{server.sockets[0].getsockname()[1]}")
        await office.is_done.wait()
    finally:
        server.close()
        await server.wait_closed()


async def dialed(proxy: Proxy, target: HostPort = TARGET) -> bytes:
    """Go through a proxy and read what comes behind its answer."""
    connection = await through(proxy, dial=dial_directly)(target)
    try:
        return await connection.reader.read()
    finally:
        await connection.close()


async def refused(proxy: Proxy) -> AddressUnreachable:
    with pytest.raises(AddressUnreachable) as caught:
        await dialed(proxy)
    assert caught.value.proxy == str(proxy.address)
    return caught.value


CONNECT = b"CONNECT casework.example:443 HTTP/1.1\r\nHost: casework.example:443\r\n\r\n"


async def test_a_proxy_is_asked_for_the_name_and_gives_the_connection() -> None:
    """The proxy resolves the name, and bytes behind its answer are the system's."""
    office = Office((len(CONNECT), b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\nhello"))

    async with at_work(office) as proxy:
        assert await dialed(proxy) == b"hello"

    assert office.heard == [CONNECT]


async def test_a_proxy_gets_the_user_and_the_password() -> None:
    """Basic authentication, with what an address percent-encodes."""
    expected = CONNECT[:-2] + b"Proxy-Authorization: Basic YW1ldDpww6QhOng=\r\n\r\n"
    office = Office((len(expected), b"HTTP/1.0 200 OK\r\n\r\n"))

    async with at_work(office, "amet:p%C3%A4!%3Ax@") as proxy:
        await dialed(proxy)

    assert office.heard == [expected]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "did not accept the user"),
        (b"HTTP/1.1 403 Forbidden\r\nX: 200\r\n\r\n", "answered 403"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "does not speak HTTP"),
        (b"HTTP/1.1 200 OK\r\n", "hung up"),
        (b"x" * 200_000, "hung up"),
        (b"", "hung up"),
    ],
)
async def test_a_proxy_that_says_no_is_quoted_in_words(answer: bytes, reason: str) -> None:
    """A person reads why a proxy does not help."""
    async with at_work(Office((len(CONNECT), answer))) as proxy:
        assert reason in str(await refused(proxy))


async def test_a_proxy_that_says_nothing_is_not_waited_for() -> None:
    """It has its time, and no more."""
    async with at_work(Office((1_000_000, b""))) as proxy:
        with pytest.raises(AddressUnreachable, match="did not answer in time"):
            await through(proxy, dial=dial_directly, seconds=0.01)(TARGET)


async def test_a_way_that_is_broken_off_leaves_nothing_open() -> None:
    """A cancelled wait closes its connection; an open one would be a warning, and warnings are errors."""
    async with at_work(Office((1_000_000, b""))) as proxy:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await through(proxy, dial=dial_directly)(TARGET)


HELLO, HELLO_WITH_PASSWORD = b"\x05\x01\x00", b"\x05\x02\x00\x02"
ASK = b"\x05\x01\x00\x03\x10casework.example\x01\xbb"


async def test_a_socks_proxy_is_asked_for_the_name() -> None:
    """The proxy resolves the name."""
    office = Office((3, b"\x05\x00"), (len(ASK), SUCCEEDED + b"hello"))

    async with at_work(office, scheme="socks5") as proxy:
        assert await dialed(proxy) == b"hello"

    assert office.heard == [HELLO, ASK]


@pytest.mark.parametrize(
    ("host", "spelled"),
    [("10.1.2.3", b"\x01\x0a\x01\x02\x03"), ("::1", b"\x04" + bytes(15) + b"\x01")],
)
async def test_a_socks_proxy_gets_numbers_as_numbers(host: str, spelled: bytes) -> None:
    """IP addresses are not sent as names."""
    office = Office((3, b"\x05\x00"), (3 + len(spelled) + 2, b"\x05\x00\x00\x04" + bytes(18)))

    async with at_work(office, scheme="socks5") as proxy:
        await dialed(Proxy(scheme="socks5", address=proxy.address, direct=()), HostPort(host=host, port=80))

    assert office.heard[1] == b"\x05\x01\x00" + spelled + b"\x00\x50"


async def test_a_socks_proxy_gets_the_user_and_the_password() -> None:
    """RFC 1929."""
    office = Office((4, b"\x05\x02"), (9, b"\x01\x00"), (len(ASK), SUCCEEDED))

    async with at_work(office, "amt:pwd@", "socks5") as proxy:
        await dialed(proxy)

    assert office.heard == [HELLO_WITH_PASSWORD, b"\x01\x03amt\x03pwd", ASK]


@pytest.mark.parametrize(
    ("turns", "reason"),
    [
        ([(4, b"\x05\xff")], "does not let anybody in"),
        ([(4, b"\x05\x02"), (9, b"\x01\x01")], "did not accept the user"),
        ([(4, b"\x05\x00"), (len(ASK), b"\x05\x05\x00\x01" + bytes(6))], "nothing listens there"),
        ([(4, b"\x05\x00"), (len(ASK), b"\x05\x63\x00\x01" + bytes(6))], "could not connect"),
        ([(4, b"HTTP/1.1 400")], "does not let anybody in"),
        ([(4, b"\x05")], "hung up"),
    ],
)
async def test_a_socks_proxy_that_says_no_is_quoted_in_words(turns: list[tuple[int, bytes]], reason: str) -> None:
    """A person reads why a proxy does not help."""
    async with at_work(Office(*turns), "amt:pwd@", "socks5") as proxy:
        assert reason in str(await refused(proxy))


@pytest.mark.parametrize(
    ("entry", "host", "is_skipped"),
    [
        ("casework.example", "casework.example", True),
        ("casework.example", "my.casework.example", True),
        (".Example", "casework.example", True),
        ("*.example", "casework.example", True),
        ("example", "notexample", False),
        ("work.example", "casework.example", False),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("fd00::/8", "fd00::1", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("*", "casework.example", True),
        ("", "casework.example", False),
    ],
)
def test_some_hosts_are_reached_without_the_proxy(entry: str, host: str, is_skipped: bool) -> None:
    """A name covers the names below it, a network its addresses."""
    proxy = Proxy.of("http://proxy.example:3128", direct=(entry,))

    assert is_skipped == proxy.is_skipped_for(host)


async def test_a_host_that_is_reached_without_the_proxy_never_meets_it() -> None:
    """Loopback is direct unless somebody says otherwise."""
    system = Office((0, b"direct"))
    async with at_work(system) as place:
        proxy = Proxy.of("http://proxy.invalid:3128")

        assert await dialed(proxy, place.address) == b"direct"


@pytest.mark.parametrize(
    "url", ["https://proxy.example:443", "proxy.example:3128", "http://proxy.example", "http://a:b"]
)
def test_an_address_that_is_no_proxy_is_refused_without_its_password(url: str) -> None:
    """The message says how to write it."""
    with pytest.raises(ProxyUnusable) as caught:
        Proxy.of(url.replace("://", "://amt:geheim@"))

    assert "geheim" not in str(caught.value)


def test_a_password_does_not_print() -> None:
    """Neither does a proxy show it."""
    assert "geheim" not in repr(Proxy.of("http://amt:geheim@proxy.example:3128"))
