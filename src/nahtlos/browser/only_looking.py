"""A session that may look and nothing else: what its pages want to send in order to write stays in the browser."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Error, Page, Route, WebSocketRoute

READS = frozenset({"GET", "HEAD", "OPTIONS"})
NO_HELPERS = """
delete globalThis.SharedWorker;
if (navigator.serviceWorker)
  navigator.serviceWorker.register = () => Promise.reject(new DOMException("", "SecurityError"));
"""
"""Takes away what would send without being asked for it by a page."""
IS_SERVED = "() => Boolean(navigator.serviceWorker?.controller)"


class OnlyLooking:
    """Holds back every request that is not a question, in all windows of a context, for as long as it lives.

    It is never taken away again: a page may keep what it could not send, and try once more.
    """

    def __init__(self) -> None:
        self.withheld: list[str] = []
        """Method and path of what was held back."""
        self.is_on = False

    async def begin(self, context: BrowserContext) -> None:
        """Hold back from now on."""
        if not self.is_on:
            self.is_on = True
            await context.route("**/*", self._ask)
            await context.route_web_socket("**/*", self._close)
            await context.add_init_script(NO_HELPERS)
            for frame in [frame for page in context.pages for frame in page.frames]:
                with suppress(Error):  # one that goes just now
                    await frame.evaluate(NO_HELPERS)

    async def _ask(self, route: Route) -> None:
        request = route.request
        if request.method in READS:
            await route.continue_()
            return
        self.withheld.append(f"{request.method} {urlsplit(request.url).path}")
        await route.abort("blockedbyclient")

    async def _close(self, socket: WebSocketRoute) -> None:
        self.withheld.append("a WebSocket")
        await socket.close()


async def why_unsafe(page: Page, *, sockets: int) -> str | None:
    """Say by which ways a page could send something that nobody sees."""
    if sockets:
        return "the page talks to its server over a WebSocket, whose messages cannot be told apart"
    if await page.evaluate(IS_SERVED):
        return "the page has a service worker, which sends by itself"
    return None
