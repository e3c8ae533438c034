"""What the verbs of one session share: its windows, what is watched, what was filled, and what must not be quoted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from nahtlos.browser.dialogs import Dialogs
from nahtlos.browser.masking import Mask
from nahtlos.browser.refusals import refusal
from nahtlos.browser.settle import settle
from nahtlos.browser.sight import Sight
from nahtlos.browser.spelling import Spelled, spell
from nahtlos.browser.windows import Windows
from nahtlos.browser.world import Answer
from nahtlos.engine.screen import Entry, Locator
from nahtlos.errors import OutsideSystem, RunError

PLAIN_PART = re.compile(r"[A-Za-z_.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """Where a session may be: the address of its system, and every origin that belongs to it."""

    address: str
    origins: frozenset[str]
    login_origins: frozenset[str] = frozenset()
    why_not: Callable[[str, int], RunError | None] = lambda _host, _port: None
    """Why an address did not answer, as far as the fence knows."""
    shows_user: bool = False
    """Whether a user and a password are given to a server that asks before it shows a page."""
    shows_certificate: bool = False
    """Whether a certificate is."""
    tells_paths: bool = True
    """Whether no path of the system may hold something about a person."""

    @property
    def secret_origins(self) -> list[str]:
        """Origins whose pages may be given secrets."""
        return sorted(self.origins | self.login_origins)

    def holds(self, address: str) -> bool:
        """Tell whether an address belongs to the system."""
        return origin_of(address) in self.origins | self.login_origins


def origin_of(address: str) -> str:
    """Return scheme, host and port as browsers write them."""
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    is_usual = parts.port in (None, {"http": 80, "https": 443}.get(parts.scheme))
    return f"{parts.scheme}://{host}" if is_usual else f"{parts.scheme}://{host}:{parts.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """An entry that was proven, and the control that holds it."""

    entry: Entry
    within: Locator | None
    el: int


@dataclass(slots=True, kw_only=True)
class Desk:
    """The state of one session between and during its verbs."""

    windows: Windows
    dialogs: Dialogs
    territory: Territory
    mask: Mask
    timeout: float
    watched: list[Spelled] = field(default_factory=list)
    filled: list[Filled] = field(default_factory=list)
    acted: bool = False
    """Whether the verb under way has given any input to the page."""
    mark: int = 0
    """What the page was told to load lies after this mark in its traffic."""
    rested: tuple[Sight, int] | None = None
    """The window that was still when it was looked at last, and what it had asked for by then."""

    async def sight(self) -> Sight:
        """Return the window in front."""
        return await self.windows.front()

    async def until(
        self, ask: str, args: Answer, *, timeout: float | None = None, is_watched: bool = True
    ) -> Answer:
        """Ask the window in front until the answer is good, or what is watched gets in the way, or time is over."""
        sight = await self.sight()
        seconds = self.timeout if timeout is None else timeout
        watch = self.watched if is_watched and not self.acted else ()
        return await sight.until(ask, args, seconds=seconds, watch=watch)

    def refuse(self, answer: Answer, locator: Locator, *, wants: str = "") -> Exception:
        """Return what to raise for an answer that is not good."""
        return refusal(answer, locator, mask=self.mask, acted=self.acted, wants=wants, page=self.where())

    def where(self) -> str:
        """Return the path of the page in front as a message may say it: without what tells one record from another."""
        if not self.territory.tells_paths:
            return ""
        parts = urlsplit(self.windows.page.url).path.split("/")
        return self.mask("/".join(part if PLAIN_PART.fullmatch(part) else "…" for part in parts))

    async def begin(self) -> Sight:
        """Note what the page is loading before an input, so that what the input causes can be told from it."""
        sight = await self.sight()
        self.mark = sight.traffic.mark()
        return sight

    async def settled(self, *, timeout: float | None = None) -> None:
        """Wait until what was caused since `begin` has ended and the page is still."""
        sight = await self.sight()
        await settle(sight, self.mark, within=self.timeout if timeout is None else timeout)
        self.rested = (sight, sight.traffic.mark())

    async def rest(self, *, timeout: float | None = None) -> None:
        """Wait until the page is still, if it has asked for anything since it was."""
        sight = await self.sight()
        if self.rested != (sight, sight.traffic.mark()):
            await self.settled(timeout=timeout)

    async def keep_filled(self) -> None:
        """Forget what was filled into controls that are gone: the page has moved on."""
        if not self.filled:
            return
        sight = await self.sight()
        answer = await sight.ask("connected", {"els": [one.el for one in self.filled]})
        self.filled = [one for one, is_there in zip(self.filled, answer["are"], strict=True) if is_there]

    def prove_inside(self, address: str) -> None:
        """Raise unless an address belongs to the system."""
        if not self.territory.holds(address):
            raise OutsideSystem(address=origin_of(address), acted=self.acted)

    def spell_all(self, locators: Sequence[Locator]) -> list[Spelled]:
        """Spell locators."""
        return [spell(locator) for locator in locators]
