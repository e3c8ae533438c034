"""A small foreign system on loopback: pages by path, slow answers, and what was sent to it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that came."""

    method: str
    path: str
    query: dict[str, str]
    body: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent back."""

    body: str | bytes = ""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    after: float = 0.0
    """Seconds before the answer begins; below zero: never."""


Answering = Callable[[Asked], Reply]


@dataclass(slots=True)
class Site:
    """Pages by path; a text is a page."""

    pages: dict[str, str | Reply | Answering] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    _server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        return f"http{'s' if self.tls else ''}://{self.host}:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, self.host, 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
        parts = urlsplit(target)
        asked = Asked(
            method=method, path=parts.path, query=dict(parse_qsl(parts.query)), body=body, headers=headers
        )
        self.asked.append(asked)
        found = self.pages.get(parts.path, Reply(status=404, body="<h1>Nicht gefunden</h1>"))
        reply = found(asked) if callable(found) else Reply(body=found) if isinstance(found, str) else found
        await self._send(writer, reply)

    async def _send(self, writer: asyncio.StreamWriter, reply: Reply) -> None:
        if reply.after < 0:
            await asyncio.sleep(3600)
        await asyncio.sleep(reply.after)
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        head = [f"HTTP/1.1 {reply.status} OK", f"Content-Type: {reply.type}", f"Content-Length: {len(body)}"]
        head += [f"{name}: {value}" for name, value in (*reply.headers, ("Connection", "close"))]
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        await writer.drain()
