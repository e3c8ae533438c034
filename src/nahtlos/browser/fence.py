"""The fence around a session: its browser context reaches exactly the system's addresses, through a relay on loopback.

A browser that reuses a connection and gets no answer sends the request again by itself, a POST too: what was committed
is committed twice, and no page and no driver hears of it. From `carry_once` on, the first question that a system hangs
up on ends everything.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from nahtlos.browser import socks
from nahtlos.browser.address import HostPort, canonical
from nahtlos.browser.relay import Connection, Exchange, relay
from nahtlos.browser.upstream import Dial, Proxy, dial_directly, through
from nahtlos.errors import AddressRefused, AddressUnreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a fence one browser may use."""

    handshake: float = 10.0
    """Seconds a client has to say where it wants to go."""
    connections: int = 512
    """At once; a browser opens at most 32 for pages and 255 WebSockets through one proxy."""


class Fence:
    """Lets through what is on the list and nothing else; refusals are told, never what was sent."""

    def __init__(
        self,
        allowed: Iterable[HostPort],
        *,
        on_refused: Callable[[str, int], None],
        upstream: Proxy | None = None,
        dial: Dial = dial_directly,
        limits: Limits = Limits(),
    ) -> None:
        self._allowed = {(target.host, target.port): target for target in allowed}
        self._on_refused = on_refused
        self._dial = dial if upstream is None else through(upstream, dial=dial)
        self._limits = limits
        self._unreachable: dict[HostPort, AddressUnreachable] = {}
        self._serving: set[asyncio.Task[None]] = set()
        self._leashes: set[asyncio.Timeout] = set()
        self._server: asyncio.Server | None = None
        self._is_once = False
        self.has_lost_one = False
        """A question got no answer, and nothing gets through any more."""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        server, self._server = self._server, None
        server.close()
        await asyncio.sleep(0)  # a connection that was just accepted gets to see that it is late
        self._cut()
        if self._serving:
            await asyncio.wait(self._serving)
        await server.wait_closed()

    @property
    def address(self) -> str:
        """Where its relay listens, as a browser writes a proxy."""
        assert self._server is not None, "the fence is not up"
        return f"socks5://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def carry_once(self) -> None:
        """Let nothing that is sent from now on be sent a second time by the browser itself."""
        self._is_once = True

    def carry_again(self) -> None:
        """Let browsers repeat what they send, as they do: it writes nothing."""
        self._is_once = False

    @property
    def is_once(self) -> bool:
        """Whether something may be on its way that must not be repeated."""
        return self._is_once

    def _lose(self) -> None:
        if self._is_once:
            self.has_lost_one = True
            self._cut()

    def _cut(self) -> None:
        for leash in self._leashes:
            if not leash.expired():
                leash.reschedule(0)

    def allows(self, host: str, port: int) -> bool:
        """Tell whether an address is on the list."""
        return self._listed(host, port) is not None

    def why_not(self, host: str, port: int) -> AddressRefused | AddressUnreachable | None:
        """Say why an address did not answer a browser, as far as the fence knows it."""
        target = self._listed(host, port)
        return AddressRefused(host=printable(host), port=port) if target is None else self._unreachable.get(target)

    def _listed(self, host: str, port: int) -> HostPort | None:
        return self._allowed.get((canonical(host) or "", port))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client, task = Connection(reader, writer), asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        try:
            if self._server is not None and len(self._serving) <= self._limits.connections:
                async with self._leash():
                    await self._answer(client)
        except (OSError, EOFError):
            pass  # the browser went away, never said what it wanted, or the fence is taken down
        finally:
            await client.close()

    @asynccontextmanager
    async def _leash(self) -> AsyncIterator[None]:
        # A time-out and no cancelled task: asyncio reports a cancelled task of a server as an error (3.11).
        async with asyncio.timeout(None) as leash:
            self._leashes.add(leash)
            try:
                yield
            finally:
                self._leashes.discard(leash)

    async def _answer(self, client: Connection) -> None:
        async with asyncio.timeout(self._limits.handshake):
            request = await socks.read_request(client)
        if request is None:
            return
        is_known = request.command == socks.CONNECT
        target = self._listed(request.host, request.port) if is_known else None
        if target is None:
            self._on_refused(printable(request.host), request.port)
            await socks.reply(client, socks.NOT_ALLOWED if is_known else socks.UNKNOWN_COMMAND)
            return
        server = None if self.has_lost_one else await self._reach(target)
        if server is None:
            await socks.reply(client, socks.UNREACHABLE)
            return
        try:
            await socks.reply(client, socks.SUCCEEDED)
            await relay(client, server, exchange=Exchange(self._lose, lambda: self.has_lost_one))
        finally:
            await server.close()

    async def _reach(self, target: HostPort) -> Connection | None:
        try:
            server = await self._dial(target)
        except AddressUnreachable as error:
            self._unreachable[target] = error
            return None
        self._unreachable.pop(target, None)
        return server


def printable(host: str) -> str:
    """Spell a refused host so that it can stand in a log: a page may have made it up."""
    return re.sub(r"[^0-9a-z._:\[\]-]", "_", host.lower())[:253] or "_"
