"""Tells each request which connection it came on, so that a fault can break it."""

import asyncio

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

LINE = "nahtlos.line"
"""Where it stands, among the extensions of a request's scope."""


class Line(H11Protocol):
    """The protocol of a server whose connections can be broken from inside."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Have each request of this connection say so."""
        super().connection_made(transport)
        app = self.app

        async def on_this_line(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "extensions": {LINE: transport}}, receive, send)

        self.app = on_this_line
