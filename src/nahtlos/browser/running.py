"""The browsers of one process: started when they are first needed, and anew when one has crashed."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from playwright.async_api import Browser as RunningBrowser
from playwright.async_api import Playwright

from nahtlos.browser.installed import Machine, find_browser
from nahtlos.browser.launch import launch, started_driver


class Browsers:
    """One driver, and one browser for each kind that systems ask for."""

    def __init__(self, *, environ: MutableMapping[str, str], wish: str | None, windows: bool = False) -> None:
        self._environ = environ
        self._wish = wish
        self._windows = windows
        self._stack = AsyncExitStack()
        self._playwright: Playwright | None = None
        self._running: dict[str | None, RunningBrowser] = {}
        self._lock = asyncio.Lock()

    async def get(self, *, headless_shell: bool = True) -> RunningBrowser:
        """Return a browser that runs."""
        wish = self._wish if headless_shell or self._wish else "chromium"
        async with self._lock:
            running = self._running.get(wish)
            if running is None or not running.is_connected():
                running = self._running[wish] = await self._launch(wish)
            return running

    async def _launch(self, wish: str | None) -> RunningBrowser:
        found = find_browser(wish, Machine.this(self._environ), windows=self._windows)
        if self._playwright is None:
            self._playwright = await self._stack.enter_async_context(started_driver(self._environ))
        return await launch(found, playwright=self._playwright, windows=self._windows)

    async def recycle(self) -> None:
        """Stop the browsers: the next one that is wanted starts anew. Long-lived ones grow."""
        async with self._lock:
            running, self._running = self._running, {}
            for each in running.values():
                if each.is_connected():
                    await each.close()

    async def close(self) -> None:
        """Stop browsers and driver."""
        await self.recycle()
        await self._stack.aclose()


@dataclass(frozen=True, slots=True, kw_only=True)
class Warm:
    """What the jobs of one process share when it outlives them."""

    browsers: Browsers
    rooms: dict[tuple[str, str], asyncio.Semaphore] = field(default_factory=dict)
    """By address and account: how many sessions there may be at once, over all jobs."""
