"""The fence against a page that tries every way out: nothing may arrive outside, in both browsers.

The outside is on loopback too: another port, another address, IPv6, and a name that only the fence or the proxy of the
office would resolve. The same page arrives there without a fence, or with a fence that allows it. All of it is tried
plainly, behind the proxy of an office, with HTTP Basic, and with a client certificate: that one brings a proxy of
Playwright's own.
"""

import asyncio
import base64
import os
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import BrowserContext, Error, Playwright
from tests.certificates import House

from nahtlos.browser.address import HostPort
from nahtlos.browser.fence import Fence
from nahtlos.browser.installed import Browser, Kind, Machine, find_browser
from nahtlos.browser.launch import INIT_SCRIPT, Shown, launch, open_context, started_driver
from nahtlos.browser.relay import Connection, relay
from nahtlos.browser.upstream import Proxy
from nahtlos.errors import BrowserMissing

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PAGES = Path(__file__).parent / "ways_out"
TWELVE = {
    *("fetch", "image", "beacon", "iframe", "popup", "prefetch", "eventsource", "worker"),
    *("stylesheet", "service", "websocket", "redirect"),
}
OTHERS = {"xhr", "script", "object", "video", "font", "form", "ping", "keepalive"}
FOREIGN_NAME = "outside.example"
BASIC = b"Basic " + base64.b64encode(b"bot:geheim")

pytestmark = pytest.mark.parametrize("kind", ["chromium", "chromium-headless-shell"])


class Outside(asyncio.DatagramProtocol):
    """What no page may reach: counts connections and datagrams, and notes which ways arrived."""

    def __init__(self) -> None:
        self.connections = 0
        self.datagrams = 0
        self.ways: set[str] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        path = (await reader.readline()).split(b" ")[1:2]
        if path:
            self.ways.add(path[0].decode().strip("/"))
        await respond(writer, b"", "text/html")

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.datagrams += 1


class Office:
    """The proxy of an office: connects to whatever it is asked for, and notes it."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        assert "Proxy-Authorization: Basic YW10OmdlaGVpbQ==" in head
        target = head.split(" ")[1]
        self.asked.add(target)
        client = Connection(reader, writer)
        server = await resolved(HostPort.of("http://" + target))
        await client.send(b"HTTP/1.1 200 OK\r\n\r\n")
        await relay(client, server)
        await server.close()
        await client.close()


async def respond(writer: asyncio.StreamWriter, body: bytes, kind: str, *more: str) -> None:
    head = [f"HTTP/1.1 {'302 Found' if more else '200 OK'}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    writer.write("\r\n".join([*head, *more, "Connection: close", "", ""]).encode() + body)
    await Connection(asyncio.StreamReader(), writer).close()


async def serve_guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve only who shows a user and a password."""
    line = await reader.readline()
    headers = await reader.readuntil(b"\r\n\r\n")
    if BASIC in headers:
        await serve_file(line, writer)
        return
    lines = ["HTTP/1.1 401 Unauthorized", 'WWW-Authenticate: Basic realm="x"', "Content-Length: 0", "Connection: close"]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    await Connection(reader, writer).close()


async def serve_inside(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve the page and its scripts, and redirects to wherever it asks for."""
    await serve_file(await reader.readline(), writer)


async def serve_file(first: bytes, writer: asyncio.StreamWriter) -> None:
    line = first.decode().split(" ")
    target = urlsplit(line[1] if len(line) > 1 else "/")
    file = PAGES / (target.path.strip("/") or "index.html")
    if target.path == "/redirect":
        await respond(writer, b"", "text/html", f"Location: {parse_qs(target.query)['to'][0]}")
    else:
        kind = "text/javascript" if file.suffix == ".js" else "text/html"
        await respond(writer, file.read_bytes() if file.is_file() else b"", kind)


async def resolved(target: HostPort) -> Connection:
    """Connect as a resolver would that knows the foreign name."""
    host = "127.0.0.1" if target.host == FOREIGN_NAME else target.host
    return Connection(*await asyncio.open_connection(host, target.port))


class World:
    """The inside, the outside, and what the page may try."""

    def __init__(
        self, serve: Handler = serve_inside, *, inside_tls: ssl.SSLContext | None = None,
        outside_tls: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self.serve = serve
        self.tls = (inside_tls, outside_tls)
        self.scheme = "https" if inside_tls else "http"
        self.outside = Outside()
        self.office = Office()
        self.refused: list[tuple[str, int]] = []
        self.places: list[HostPort] = []
        self.udp: list[tuple[str, int]] = []

    async def settle(self, context: BrowserContext) -> None:
        """Open the page, let it try everything, and wait for stragglers."""
        page = await context.new_page()
        await page.goto(f"{self.scheme}://{self.inside}/")
        await page.evaluate("([places, udp]) => tryAll(places, udp)", [[str(place) for place in self.places], self.udp])
        try:
            to = f"{self.scheme}://{self.places[0]}/redirected-page"
            await page.goto(f"{self.scheme}://{self.inside}/redirect?to={to}")
        except Error:
            assert self.refused
        await asyncio.sleep(1)

    @asynccontextmanager
    async def up(self) -> AsyncIterator["World"]:
        async with AsyncExitStack() as stack:
            inside, outside = self.tls
            self.inside = await listening(stack, self.serve, tls=inside)
            self.proxy = await listening(stack, self.office.serve)
            self.places = [
                await listening(stack, self.outside.serve, tls=outside),
                await listening(stack, self.outside.serve, "127.0.0.2", tls=outside),
                await listening(stack, self.outside.serve, "::1", tls=outside),
            ]
            self.places.append(HostPort(host=FOREIGN_NAME, port=self.places[0].port))
            for host in ("127.0.0.1", "::1"):
                loop = asyncio.get_running_loop()
                transport, _ = await loop.create_datagram_endpoint(lambda: self.outside, (host, 0))
                stack.callback(transport.close)
                address = transport.get_extra_info("sockname")
                self.udp.append((f"[{host}]" if ":" in host else host, address[1]))
                if ":" not in host:  # QUIC would go to the same place by UDP
                    self.places.append(HostPort(host=host, port=address[1]))
            yield self


async def listening(
    stack: AsyncExitStack, handler: Handler, host: str = "127.0.0.1", *, tls: ssl.SSLContext | None = None
) -> HostPort:
    server = await asyncio.start_server(handler, host, 0, ssl=tls)
    stack.callback(server.close)
    return HostPort(host=host, port=server.sockets[0].getsockname()[1])


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World().up() as world:
        yield world


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    async with started_driver(os.environ) as playwright:
        yield playwright


@pytest.fixture
def found(kind: Kind) -> Browser:
    try:
        return find_browser(kind, Machine.this(os.environ))
    except BrowserMissing:
        pytest.skip(f"no {kind} on this machine")


async def open_fenced(
    world: World, found: Browser, playwright: Playwright, fence: Fence, shown: Shown | None = None
) -> None:
    browser = await launch(found, playwright=playwright)
    try:
        async with fence:
            await world.settle(await open_context(browser, fence, **(shown or {})))
    finally:
        await browser.close()


async def test_no_way_leads_out(world: World, found: Browser, playwright: Playwright) -> None:
    """Nothing arrives, and each place that was tried is told."""
    fence = Fence([world.inside], on_refused=lambda *place: world.refused.append(place), dial=resolved)

    await open_fenced(world, found, playwright, fence)

    assert (world.outside.connections, world.outside.datagrams) == (0, 0)
    assert {(place.host, place.port) for place in world.places} <= set(world.refused)
    assert (world.inside.host, world.inside.port) not in world.refused


async def test_no_way_leads_out_through_the_proxy_of_the_office(
    world: World, found: Browser, playwright: Playwright
) -> None:
    """The proxy would connect to anything, but is asked only for the system."""
    office = Proxy.of(f"http://amt:geheim@{world.proxy}", direct=())
    told = world.refused
    fence = Fence([world.inside], on_refused=lambda *place: told.append(place), upstream=office, dial=resolved)

    await open_fenced(world, found, playwright, fence)

    assert (world.outside.connections, world.outside.datagrams) == (0, 0)
    assert world.office.asked == {str(world.inside)}
    assert {(place.host, place.port) for place in world.places} <= set(told)


async def test_the_flags_alone_keep_datagrams_inside(world: World, found: Browser, playwright: Playwright) -> None:
    """UDP has two locks; this one also holds in windows no script was put into."""
    browser = await launch(found, playwright=playwright)
    try:
        async with Fence([world.inside], on_refused=lambda *place: world.refused.append(place), dial=resolved) as fence:
            await world.settle(await browser.new_context(proxy={"server": fence.address, "bypass": "<-loopback>"}))
    finally:
        await browser.close()

    assert (world.outside.connections, world.outside.datagrams) == (0, 0)


async def test_the_script_alone_keeps_webrtc_inside(world: World, found: Browser, playwright: Playwright) -> None:
    """UDP has two locks; this one holds in a browser that does not know the flags."""
    world.places = world.places[:1]
    browser = await playwright.chromium.launch(executable_path=found.executable, chromium_sandbox=found.sandbox)
    try:
        context = await browser.new_context()
        await context.add_init_script(INIT_SCRIPT)
        await world.settle(context)
    finally:
        await browser.close()

    assert world.outside.datagrams == 0


async def test_without_a_fence_the_same_page_gets_out(world: World, found: Browser, playwright: Playwright) -> None:
    """The page does try: else the tests above would prove nothing."""
    browser = await playwright.chromium.launch(executable_path=found.executable, chromium_sandbox=found.sandbox)
    try:
        await world.settle(await browser.new_context())
    finally:
        await browser.close()

    assert world.outside.ways >= TWELVE | OTHERS | {"redirected-page"}
    assert world.outside.datagrams > 0


async def test_a_fence_lets_out_what_is_on_its_list(world: World, found: Browser, playwright: Playwright) -> None:
    """The same ways through the relay, with a name only the relay can resolve; UDP stays inside even then."""
    world.places = [HostPort(host=FOREIGN_NAME, port=world.places[0].port)]
    told = world.refused
    fence = Fence([world.inside, *world.places], on_refused=lambda *place: told.append(place), dial=resolved)

    await open_fenced(world, found, playwright, fence)

    assert world.outside.ways >= TWELVE | OTHERS | {"redirected-page"}
    assert world.outside.datagrams == 0


# ------------------------------------------------------------------ with HTTP Basic, with a client certificate


async def test_no_way_leads_out_with_basic_authentication(found: Browser, playwright: Playwright) -> None:
    """What answers the question for a password leaves the fence as it is."""
    async with World(serve_guarded).up() as world:
        fence = Fence([world.inside], on_refused=lambda *place: world.refused.append(place), dial=resolved)
        shown: Shown = {
            "http_credentials": {
                "username": "bot", "password": "geheim", "origin": f"http://{world.inside}", "send": "unauthorized",
            }
        }  # fmt: skip

        await open_fenced(world, found, playwright, fence, shown)

        assert (world.outside.connections, world.outside.datagrams) == (0, 0)
        assert {(place.host, place.port) for place in world.places} <= set(world.refused)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """An authority that the driver trusts."""
    house = House()
    (tmp_path / "trusted.pem").write_text(house.authority)
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(tmp_path / "trusted.pem"))
    return house


def certified(world: World, house: House) -> Shown:
    own = house.gives("bot")
    pair = {"cert": own.certificate.encode(), "key": own.key.encode()}
    return {"client_certificates": [{"origin": f"https://{world.inside}", **pair}]}  # type: ignore[typeddict-item]


OFFICE = "through the proxy of the office"


@pytest.mark.parametrize("way", ["directly", pytest.param(OFFICE, marks=pytest.mark.nightly)])
async def test_no_way_leads_out_with_a_client_certificate(
    tmp_path: Path, house: House, found: Browser, playwright: Playwright, way: str
) -> None:
    """The proxy that comes with a certificate stands behind the fence, not beside it."""
    async with World(inside_tls=house.server(tmp_path, asks=True)).up() as world:
        told, office = world.refused, None
        if way == OFFICE:
            office = Proxy.of(f"http://amt:geheim@{world.proxy}", direct=())
        fence = Fence([world.inside], on_refused=lambda *place: told.append(place), upstream=office, dial=resolved)

        await open_fenced(world, found, playwright, fence, certified(world, house))

        assert (world.outside.connections, world.outside.datagrams) == (0, 0)
        assert {(place.host, place.port) for place in world.places} <= set(told)
        assert world.office.asked == (set() if office is None else {str(world.inside)})


@pytest.mark.nightly
async def test_without_a_fence_a_page_with_a_certificate_gets_out(
    tmp_path: Path, house: House, found: Browser, playwright: Playwright
) -> None:
    """It does try, by all ways that a browser leaves to a page whose certificate came from a proxy."""
    inside, outside = house.server(tmp_path, asks=True), house.server(tmp_path, asks=False)
    async with World(inside_tls=inside, outside_tls=outside).up() as world:
        browser = await playwright.chromium.launch(executable_path=found.executable, chromium_sandbox=found.sandbox)
        try:
            await world.settle(await browser.new_context(**certified(world, house)))
        finally:
            await browser.close()

    assert world.outside.ways >= (TWELVE | OTHERS | {"redirected-page"}) - {"service"}
    assert world.outside.datagrams > 0
