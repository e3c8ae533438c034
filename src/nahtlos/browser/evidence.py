"""Pictures of failures: values are painted over in the page first; where that is not certain, there is no picture."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from playwright.async_api import Error

from nahtlos.browser.screen import BrowserScreen
from nahtlos.browser.sight import Sight
from nahtlos.browser.world import Answer, PageChanged
from nahtlos.engine.screen import Screen, Sessions, Value
from nahtlos.errors import (
    Conflicted,
    RejectedBySystem,
    Rejection,
    RunError,
    RunStopped,
    SessionLost,
    SignedOut,
    UnreadableField,
    WaitsForPerson,
)

TRIES = 3
SECONDS = 5.0
"""A picture is worth no more waiting."""
SHORTEST = 3
QUALITY = 60
NO_FAILURE = (
    Rejection, RejectedBySystem, UnreadableField, WaitsForPerson, Conflicted, RunStopped, SignedOut, SessionLost,
)  # fmt: skip
"""Ends that are about the case or a person, and those after which there is nothing to see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A failure as it was seen, without values."""

    system: str
    code: str
    image: bytes
    """JPEG."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Sessions for one item, in which failures are photographed; the port `Sessions`."""

    sessions: Sessions
    hidden: tuple[str, ...]
    """What must not be seen, as `hidden_texts` returns it."""
    keep: Callable[[Picture], Awaitable[None]]

    def hold(self, system: str, *, fresh: bool = False) -> AbstractAsyncContextManager[Screen]:
        """Lend a session."""
        return self._hold(system, fresh=fresh)

    @asynccontextmanager
    async def _hold(self, system: str, *, fresh: bool) -> AsyncIterator[Screen]:
        async with self.sessions.hold(system, fresh=fresh) as screen:
            try:
                yield screen
            except RunError as error:
                if isinstance(screen, BrowserScreen) and not isinstance(error, NO_FAILURE):
                    image = await photograph(screen, self.hidden)
                    if image is not None:
                        await self.keep(Picture(system=system, code=error.code, image=image))
                raise


async def photograph(screen: BrowserScreen, hidden: Iterable[str]) -> bytes | None:
    """Return a picture of the window in front with values painted over; None: it could not be taken, or not safely."""
    values = [*hidden, *map(tight, screen.desk.mask.values())]
    try:
        async with asyncio.timeout(SECONDS):
            sight = await screen.desk.sight()
            for _ in range(TRIES):
                image = await _painted(sight, values)
                if image is not None:
                    return image
    except (Error, PageChanged, RunError, TimeoutError):
        return None
    return None


async def _painted(sight: Sight, values: list[str]) -> bytes | None:
    session = sight.top.world.session
    shut = await sight.shut_boxes()
    args: Answer = {"values": values, "boxes": shut}
    try:
        await sight.ask("cover", args)
        shot = await session.send("Page.captureScreenshot", {"format": "jpeg", "quality": QUALITY})
        # The page may have gone on between the paint and the picture.
        is_safe = (await sight.ask("isCovered", args))["is"] and await sight.shut_boxes() == shut
        return base64.b64decode(shot["data"]) if is_safe else None
    finally:
        with suppress(Error, PageChanged, RunError):
            await sight.ask("uncover")


# ------------------------------------------------------------------ what must not be seen


def hidden_texts(record: Mapping[str, Value], key: str) -> tuple[str, ...]:
    """Return each value of a record in the ways screens write it, and its words, without blanks and capitals."""
    texts = {text for value in (*record.values(), key) for text in _writings(value)}
    words = {word for text in texts for word in text.split()}
    return tuple(sorted({small for text in texts | words if len(small := tight(text)) >= SHORTEST}))


def tight(text: str) -> str:
    """Return a text without blanks and capitals: screens set both as they like."""
    return "".join(text.lower().split())


def _writings(value: Value) -> Iterator[str]:
    match value:
        case bool() | None:
            return
        case str():
            yield value
        case date():
            yield from (value.isoformat(), f"{value:%d.%m.%Y}", f"{value.day}.{value.month}.{value.year}")
        case Decimal() | int():
            german = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
            yield from (str(value), german, german.replace(".", ""), f"{value:,.2f}")
        case tuple():
            for part in value:
                yield from _writings(part)
        case Mapping():
            for part in value.values():
                yield from _writings(part)
