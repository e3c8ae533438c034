"""Browsers and pages that die in the middle of work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from playwright.async_api import Error
from tests.faults.without import replaced

from nahtlos.browser.screen import BrowserScreen

Moment = Literal["reading", "filling", "saving", "signing in"]
MOMENTS: tuple[Moment, ...] = ("reading", "filling", "saving", "signing in")
SECONDS = 5.0
BUTTONS = {"saving": "Ja, absenden", "signing in": "Anmelden"}
Death = Callable[[BrowserScreen], Awaitable[None]]


async def page_dies(screen: BrowserScreen) -> None:
    """Crash the renderer of the page in front."""
    page = screen.desk.windows.page
    session = await page.context.new_cdp_session(page)
    await _quietly(session.send("Page.crash"))


async def browser_dies(screen: BrowserScreen) -> None:
    """Crash the whole browser."""
    browser = screen.desk.windows.page.context.browser
    assert browser is not None
    session = await browser.new_browser_cdp_session()
    await _quietly(session.send("Browser.crash"))


async def page_eats_memory(screen: BrowserScreen) -> None:
    """Let the page take memory until it gets no more."""
    eat = "const all = []; for (;;) all.push(new Array(1e6).fill(Math.random()).map(String))"
    await _quietly(screen.desk.windows.page.evaluate(eat), seconds=60)


async def _quietly(command: Awaitable[Any], *, seconds: float = SECONDS) -> None:
    with suppress(Error, TimeoutError):
        async with asyncio.timeout(seconds):
            await command


@dataclass(slots=True, kw_only=True)
class Crashes:
    """How often it died."""

    death: Death
    at: Moment
    times: int
    happened: int = 0

    async def may_die(self, screen: BrowserScreen) -> None:
        """Die, if it is to happen again."""
        if self.happened < self.times:
            self.happened += 1
            await self.death(screen)


@contextmanager
def crashing(death: Death, *, at: Moment, times: int = 1) -> Iterator[Crashes]:
    """Let the page or the browser of exchange die at a moment, so many times."""
    crashes = Crashes(death=death, at=at, times=times)
    open_, fill, click = BrowserScreen.open, BrowserScreen.fill, BrowserScreen.click

    async def opened(self: BrowserScreen, address: Any, **how: Any) -> None:
        await open_(self, address, **how)
        if at == "reading" and address.query:
            await crashes.may_die(self)

    async def filled(self: BrowserScreen, entries: Any, **how: Any) -> None:
        await fill(self, entries, **how)
        if at == "filling" and len(entries) > 5:
            await crashes.may_die(self)

    async def clicked(self: BrowserScreen, locator: Any, **how: Any) -> None:
        await click(self, locator, **how)
        if locator.name is not None and BUTTONS.get(at) in locator.name.texts and _is_exchange(self):
            await crashes.may_die(self)

    with ExitStack() as stack:
        for name, by in (("open", opened), ("fill", filled), ("click", clicked)):
            stack.enter_context(replaced(BrowserScreen, name, by))
        yield crashes


def _is_exchange(screen: BrowserScreen) -> bool:
    return any("Benutzername" in filled.entry.name for filled in screen.desk.filled) or "meldungen" in (
        screen.desk.windows.page.url
    )
