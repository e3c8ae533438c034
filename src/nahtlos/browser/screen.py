"""The screen the engine works on: every verb of the port, one at a time, with errors in our own words."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from playwright.async_api import Error, Page

from nahtlos.browser import filling, inspecting, opening, pointing, scripts, seeing, surveying, uploading
from nahtlos.browser.desk import Desk
from nahtlos.browser.downloads import Downloads
from nahtlos.browser.only_looking import OnlyLooking, why_unsafe
from nahtlos.browser.sight import GOOD
from nahtlos.browser.spelling import spell, spell_entry
from nahtlos.browser.surveying import Survey, Thing
from nahtlos.browser.world import PageChanged
from nahtlos.engine.inspection import Found, Wanted
from nahtlos.engine.screen import (
    Address,
    Answer,
    Entry,
    FieldAt,
    Grid,
    Interrupted,
    Locator,
    Reading,
    RowAt,
    Rows,
    Value,
)
from nahtlos.errors import NoLongerHolds, NotSeen, ScreenError, SessionLost, TimedOut

LONGEST = 600.0
"""Seconds after which a verb is given up whatever it waits for: a page can hang in a script."""


class BrowserScreen:
    """One signed-in session in a browser; see `engine.screen.Screen` for what each verb promises."""

    def __init__(self, desk: Desk, downloads: Downloads, *, once: Callable[[], None] = lambda: None) -> None:
        self.desk = desk
        self.looking = OnlyLooking()
        self._once = once
        self._downloads = downloads
        self._lock = asyncio.Lock()

    @property
    def page(self) -> Page:
        """The page in front, for bots' own Python."""
        return self.desk.windows.page

    @asynccontextmanager
    async def _verb(self, timeout: float | None = None) -> AsyncIterator[Desk]:
        """Do one verb at a time, and let no text of Playwright out: it carries values."""
        desk = self.desk
        async with self._lock:
            desk.acted = False
            try:
                async with asyncio.timeout(LONGEST + (timeout or 0)):
                    desk.dialogs.stop_for_undeclared(acted=False)
                    yield desk
            except ScreenError as error:
                error.acted = error.acted or desk.acted
                if isinstance(error, NotSeen):
                    await opening.prove_well(desk, acted=error.acted)
                raise
            except Interrupted:
                if desk.acted:
                    raise TimedOut(what="What comes next", seconds=desk.timeout, acted=True) from None
                raise
            except PageChanged:
                raise TimedOut(what="A page that stays", seconds=desk.timeout, acted=desk.acted) from None
            except TimeoutError:
                raise SessionLost(why="its page does not answer any more", acted=desk.acted) from None
            except Error as error:
                raise SessionLost(why=lost_because(error), acted=desk.acted) from None

    def watch(self, locators: Sequence[Locator]) -> None:
        """Name what interrupts waiting."""
        self.desk.watched = self.desk.spell_all(locators)

    # -------------------------------------------------------------- acting

    async def open(self, address: Address, *, timeout: float | None = None) -> None:
        """Go to a page of the system."""
        async with self._verb(timeout) as desk:
            await opening.open_page(desk, address, timeout=timeout)

    async def fill(
        self, entries: Sequence[Entry], *, within: Locator | None = None, timeout: float | None = None
    ) -> None:
        """Fill all entries in order and prove that each control holds its value."""
        async with self._verb(timeout) as desk:
            await filling.fill(desk, entries, within=within, timeout=timeout)

    async def upload(
        self, entries: Sequence[Entry], *, within: Locator | None = None, timeout: float | None = None
    ) -> None:
        """Give files to controls or drop areas."""
        async with self._verb(timeout) as desk:
            await uploading.upload(desk, entries, within=within, timeout=timeout)

    async def ready(self, locator: Locator, *, timeout: float | None = None) -> None:
        """Wait until exactly one such thing could be clicked."""
        async with self._verb(timeout) as desk:
            answer = await desk.until("aim", {"locator": spell(locator), "isDry": True}, timeout=timeout)
            if answer["state"] != "ok":
                raise desk.refuse(answer, locator)

    async def click(
        self, locator: Locator, *, twice: bool = False, answers: Sequence[Answer] = (), timeout: float | None = None
    ) -> None:
        """Click one thing."""
        async with self._verb(timeout) as desk:
            await pointing.click(desk, locator, twice=twice, answers=answers, timeout=timeout)

    async def hover(self, locator: Locator, *, timeout: float | None = None) -> None:
        """Move the mouse onto one thing."""
        async with self._verb(timeout) as desk:
            await pointing.hover(desk, locator, timeout=timeout)

    async def drag_onto(self, locator: Locator, onto: Locator, *, timeout: float | None = None) -> None:
        """Drag one thing, and let it go over another."""
        async with self._verb(timeout) as desk:
            await pointing.drag_onto(desk, locator, onto, timeout=timeout)

    async def press(
        self, key: str, *, within: Locator | None = None, answers: Sequence[Answer] = (), timeout: float | None = None
    ) -> None:
        """Press a key."""
        async with self._verb(timeout) as desk:
            await pointing.press(desk, key, within=within, answers=answers, timeout=timeout)

    # -------------------------------------------------------------- seeing

    async def first_seen(self, locators: Sequence[Locator], *, timeout: float | None = None) -> int | None:
        """Wait for the first of these that is visible."""
        async with self._verb(timeout) as desk:
            return await seeing.first_seen(desk, locators, timeout=timeout)

    async def sees(self, locator: Locator) -> bool:
        """Tell whether it is visible now."""
        async with self._verb() as desk:
            return await seeing.first_seen(desk, [locator], timeout=0) is not None

    async def can_click(self, locator: Locator) -> bool:
        """Tell whether exactly one such thing is visible and enabled now."""
        async with self._verb() as desk:
            answer = await desk.until("clickableNow", {"locator": spell(locator)}, timeout=0, is_watched=False)
            return answer["state"] in GOOD

    async def gone(self, locator: Locator, *, timeout: float | None = None) -> bool:
        """Wait until it is not visible."""
        async with self._verb(timeout) as desk:
            return await seeing.gone(desk, locator, timeout=timeout)

    async def text_of(self, locator: Locator) -> str:
        """Return the visible text of the one element."""
        async with self._verb() as desk:
            return await seeing.text_of(desk, locator)

    async def read(
        self, fields: Sequence[FieldAt], *, within: Locator | None = None, timeout: float | None = None
    ) -> Mapping[str, Reading]:
        """Read fields."""
        async with self._verb(timeout) as desk:
            return await seeing.read(desk, fields, within=within, timeout=timeout)

    async def rows(
        self, grid: Grid, *, unlike: Sequence[RowAt] = (), may_grow: bool = True, timeout: float | None = None
    ) -> Rows:
        """Read the rows of one page of a settled grid."""
        async with self._verb(timeout) as desk:
            return await seeing.rows(desk, grid, unlike=unlike, may_grow=may_grow, timeout=timeout)

    async def survey(self) -> Survey:
        """Say what is on the page, and by which words a bot reaches it."""
        async with self._verb() as desk:
            return await surveying.survey(desk)

    async def inspect(self, wanted: Sequence[Wanted], *, timeout: float) -> Sequence[Found | ScreenError]:
        """Look at what a bot relies on."""
        async with self._verb(timeout) as desk:
            return await inspecting.inspect(desk, wanted, timeout=timeout)

    async def only_look(self) -> str | None:
        """Send nothing that could write from now on; or say why that cannot be seen to."""
        async with self._verb() as desk:
            sight = await desk.sight()
            why = await why_unsafe(sight.page, sockets=sight.traffic.sockets)
            if why is None:
                await self.looking.begin(sight.page.context)
            return why

    @property
    def withheld(self) -> Sequence[str]:
        """What pages wanted to send since then, and did not."""
        return tuple(self.looking.withheld)

    async def folds(self) -> list[Thing]:
        """Name the folds that are shut and the tabs that lie behind."""
        async with self._verb() as desk:
            return await surveying.folds(desk)

    # -------------------------------------------------------------- windows, files, scripts

    def window(self, *, timeout: float | None = None) -> AbstractAsyncContextManager[Callable[[], Awaitable[None]]]:
        """Work in the window that opens next."""
        return self._window(self.desk.timeout if timeout is None else timeout)

    @asynccontextmanager
    async def _window(self, timeout: float) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        async with self.desk.windows.next(timeout=timeout) as arrive:

            async def opened() -> None:
                async with self._verb(timeout) as desk:
                    await arrive()
                    desk.filled = []
                    await desk.begin()
                    await desk.settled(timeout=timeout)

            yield opened

    def download(
        self, *, kind: str | None = None, timeout: float | None = None
    ) -> AbstractAsyncContextManager[Callable[[], Awaitable[Path]]]:
        """Keep the file that starts next."""
        return self._downloads.next(kind=kind, timeout=self.desk.timeout if timeout is None else timeout)

    async def call(self, script: Path, bot: str, method: str, arguments: Mapping[str, Value]) -> object:
        """Run a method of the bot's Python class on this session."""
        return await scripts.call(self, script, bot, method, arguments)

    async def box(self, locator: Locator) -> tuple[float, float, float, float]:
        """Bring one thing into sight and return its left, top, width and height in the window."""
        async with self._verb() as desk:
            answer = await desk.until("measure", {"locator": spell(locator)})
            if answer["state"] != "one":
                raise desk.refuse(answer, locator)
            root = answer["root"]
            return answer["x"] + root.x, answer["y"] + root.y, answer["width"], answer["height"]

    async def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag with the mouse from one point of the window to another."""
        async with self._verb() as desk:
            await pointing.drag(desk, start, end)

    # -------------------------------------------------------------- the guard before a save

    async def still_holds(self) -> None:
        """Prove that the page belongs to the system and that what was filled is still there; carry what comes once."""
        self._once()
        async with self._verb() as desk:
            desk.prove_inside(desk.windows.page.url)
            if not desk.filled:
                return
            sight = await desk.sight()
            args = [{**spell_entry(one.entry, within=one.within), "el": one.el} for one in desk.filled]
            answer = await sight.ask("holding", {"entries": args})
            for one, shown in zip(desk.filled, answer["shown"], strict=True):
                if shown["state"] == "one" and not one.entry.holds(filling.reading(shown)):
                    raise NoLongerHolds(name=one.entry.name, place=one.entry.locator.place)

    async def fingerprint(self) -> str:
        """Return a hash of what the page shows."""
        async with self._verb() as desk:
            sight = await desk.sight()
            pictures = [(await root.ask("picture", {}))["text"] for root in await sight.roots()]
            return hashlib.sha256("\0".join(pictures).encode(errors="replace")).hexdigest()


def lost_because(error: Error) -> str:
    """Say in our words what Playwright means."""
    if "crash" in error.message.lower():
        return "its page has crashed"
    if "closed" in error.message:
        return "its window or the browser has closed"
    return "the browser does not answer as it should"
