"""A session of the small foreign system, with short words for what tests do on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext
from tests.browser.screen.site import Answering, Reply, Site

from nahtlos.browser.address import HostPort
from nahtlos.browser.desk import Desk, Territory
from nahtlos.browser.dialogs import Dialogs
from nahtlos.browser.downloads import Downloads
from nahtlos.browser.fence import Fence
from nahtlos.browser.launch import open_context
from nahtlos.browser.masking import Mask
from nahtlos.browser.screen import BrowserScreen
from nahtlos.browser.windows import Windows
from nahtlos.engine.screen import Address, Entry, FieldAt, Grid, Locator, Name, Reading
from nahtlos.engine.words import is_named
from nahtlos.plan.nodes import LocatorKind

SHORT = 2.0
"""Seconds; what these pages do not show by then they never show."""


def name(*texts: str, how: Any = "whole") -> Name:
    return Name(texts=texts, how=how)


def at(kind: LocatorKind, text: str | Name = "", *, within: str | Locator | None = None, **more: Any) -> Locator:
    """A locator; `within` as a text is an area."""
    words = text if isinstance(text, Name) else Name(texts=(text,)) if text else None
    where = Locator(kind="area", name=Name(texts=(within,))) if isinstance(within, str) else within
    return Locator(kind=kind, name=words, within=where, **more)


def named(text: str, *, within: str | Locator | None = None) -> Locator:
    return at("named", text, within=within)


def same(wanted: Reading) -> Callable[[Reading], bool]:
    return lambda shown: shown == wanted


def entry(label: str | Locator, value: str | bool | tuple[str, ...], **more: Any) -> Entry:
    locator = label if isinstance(label, Locator) else named(label)
    text = locator.name.texts[0] if locator.name else locator.kind
    pick = more.get("pick")
    if isinstance(pick, str):
        more["pick"] = name(pick)
    more.setdefault("holds", same(value) if pick is None else lambda shown: is_named(more["pick"], str(shown)))
    return Entry(name=text, locator=locator, value=value, **more)


@dataclass(kw_only=True)
class Session:
    """A screen, its site, and its fence."""

    screen: BrowserScreen
    site: Site
    fence: Fence
    downloads: Path

    def let_through(self, site: Site) -> None:
        """Widen the fence."""
        target = HostPort(host=site.host, port=site.port)
        self.fence._allowed[site.host, site.port] = target

    async def show(self, page: str | Reply | Answering, path: str = "/") -> BrowserScreen:
        """Open this page."""
        self.site.pages[path] = page
        await self.screen.open(Address(path=path))
        return self.screen

    async def state(self, script: str) -> Any:
        """What the page itself knows."""
        return await self.screen.page.evaluate(script)

    async def fill(self, values: dict[str, str | bool | tuple[str, ...]], **more: Any) -> None:
        await self.screen.fill([entry(label, value) for label, value in values.items()], **more)

    async def read(self, *labels: str | Locator, optional: bool = False, **more: Any) -> list[Reading]:
        places = [
            FieldAt(name=str(index), locator=named(label) if isinstance(label, str) else label, optional=optional)
            for index, label in enumerate(labels)
        ]
        return list((await self.screen.read(places, **more)).values())

    async def rows(self, grid: Grid, **more: Any) -> list[dict[str, str]]:
        return [dict(row.cells) for row in (await self.screen.rows(grid, **more)).rows]


@asynccontextmanager
async def open_session(browser: Browser, site: Site, folder: Path) -> AsyncIterator[Session]:
    hosts = [HostPort(host="127.0.0.1", port=site.port)]
    async with Fence(hosts, on_refused=lambda _host, _port: None) as fence:
        context = await open_context(browser, fence, accept_downloads=True, locale="de-DE")
        try:
            yield await _session(context, site, fence, folder)
        finally:
            await context.close()


async def _session(context: BrowserContext, site: Site, fence: Fence, folder: Path) -> Session:
    mask = Mask()
    dialogs, downloads = Dialogs(mask), Downloads(folder / "downloads")
    windows = Windows(context, polls=set(), on_download=downloads.add)
    context.on("dialog", dialogs.meet)
    await windows.start()
    territory = Territory(address=site.address, origins=frozenset({site.address}), why_not=fence.why_not)
    desk = Desk(windows=windows, dialogs=dialogs, territory=territory, mask=mask, timeout=SHORT)
    return Session(screen=BrowserScreen(desk, downloads), site=site, fence=fence, downloads=folder / "downloads")


def texts(values: Sequence[object]) -> list[str]:
    return [str(value) for value in values]
