"""The windows of one session: the first, those that pages open, and which of them is in front."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from playwright.async_api import BrowserContext, Download, Error, Page

from nahtlos.browser.sight import Sight
from nahtlos.errors import SessionLost, TimedOut

CLOSES_WITHIN = 2000
"""Milliseconds."""


class Windows:
    """All pages of one browser context, and a sight of each that was looked at."""

    def __init__(self, context: BrowserContext, *, polls: set[str], on_download: Callable[[Download], None]) -> None:
        self._context = context
        self._polls = polls
        self._on_download = on_download
        self._sights: dict[Page, Sight] = {}
        self._stack: list[Page] = []
        self._came = asyncio.Event()
        self._crashed = False

    async def start(self) -> None:
        """Open the first window."""
        self._context.on("page", self._add)
        self._stack = [await self._context.new_page()]
        await self.front()

    def _add(self, page: Page) -> None:
        page.on("download", self._on_download)
        page.on("crash", self._crash)
        self._came.set()

    def _crash(self, _page: Page) -> None:
        self._crashed = True

    @property
    def page(self) -> Page:
        """The page in front; of one that has closed, the one it was opened from."""
        if self._crashed:
            raise SessionLost(why="a page has crashed")
        while len(self._stack) > 1 and self._stack[-1].is_closed():
            self._stack.pop()
        if self._stack[-1].is_closed():
            left = [page for page in self._context.pages if not page.is_closed()]
            if not left:
                raise SessionLost(why="its last window has closed")
            self._stack = [left[-1]]
        return self._stack[-1]

    async def front(self) -> Sight:
        """Return the sight of the window in front."""
        page = self.page
        if page not in self._sights:
            self._sights = {known: sight for known, sight in self._sights.items() if not known.is_closed()}
            try:
                self._sights[page] = await Sight.open(page, polls=self._polls)
            except Error:
                raise SessionLost(why="its window has gone") from None
        return self._sights[page]

    async def closed(self, page: Page) -> None:
        """Wait for a window that has begun to close."""
        with suppress(Error):
            if not page.is_closed():
                await page.wait_for_event("close", timeout=CLOSES_WITHIN)

    @asynccontextmanager
    async def next(self, *, timeout: float) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        """Wait for the window that opens next, work in it, and come back."""
        before = set(self._context.pages)
        opened: list[Page] = []

        async def arrive() -> None:
            page = await self._arrival(before, timeout)
            opened.append(page)
            self._stack.append(page)

        try:
            yield arrive
        finally:
            for page in opened:
                if page in self._stack:
                    self._stack.remove(page)
                with suppress(Error):
                    await page.close()

    async def _arrival(self, before: set[Page], timeout: float) -> Page:
        end = time.monotonic() + timeout
        while True:
            self._came.clear()
            fresh = [page for page in self._context.pages if page not in before and not page.is_closed()]
            if fresh:
                return fresh[-1]
            try:
                async with asyncio.timeout(end - time.monotonic()):
                    await self._came.wait()
            except TimeoutError:
                raise TimedOut(what="A new window", seconds=timeout) from None

    async def tidy(self) -> None:
        """Close every window but the first."""
        first = self.page
        self._stack = [first]
        for page in self._context.pages:
            if page is not first:
                with suppress(Error):
                    await page.close()
