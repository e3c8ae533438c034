"""A system behind TLS that does a work, and hangs up before it says so, in one of the ways in which systems do."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal, Self, cast

Manner = Literal["goodbye", "reset", "half an answer"]
PAGE = b"""<button onclick="fetch('/save', {method: 'POST', body: 'x'}).then(
    answer => document.title = 'saved', error => document.title = 'lost')">Los</button>"""


@dataclass(slots=True, kw_only=True)
class Sealed:
    """Serves one page over HTTP/1.1, whose button writes; the first write gets no answer."""

    tls: ssl.SSLContext
    manner: Manner
    writes: int = 0
    closes: bool = False
    """Whether it says goodbye right after it has answered a write."""
    spoken: set[str | None] = field(default_factory=set)
    """The protocols that were spoken."""
    port: int = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Self]:
        """Serve on loopback, at a port that is free."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.spoken.add(writer.get_extra_info("ssl_object").selected_alpn_protocol())
        with suppress(OSError, EOFError):
            await self._answer(reader, writer)
        writer.close()

    def _is_lost(self, method: str) -> bool:
        self.writes += method == "POST"
        return method == "POST" and self.writes == 1

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            if head.startswith("POST"):
                await reader.readexactly(1)
            if self._is_lost(head.partition(" ")[0]):
                if self.manner == "half an answer":
                    writer.write(b"HTTP/1.1 20")
                if self.manner != "goodbye":
                    _break(writer)
                return
            body = PAGE if head.startswith("GET / ") else b""
            said = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(said.encode() + body)
            if head.startswith("POST") and self.closes:
                return


def _break(writer: asyncio.StreamWriter) -> None:
    """Reset the connection below TLS: nothing is said any more."""
    cast(Any, writer.transport)._ssl_protocol._transport.abort()
