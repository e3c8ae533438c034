"""Signed-in sessions of all systems: opened when they are needed, kept between steps, lent to one step at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.async_api import BrowserContext, Error

from nahtlos.browser.address import HostPort
from nahtlos.browser.badge import BadgeOf, no_badge
from nahtlos.browser.desk import Desk, Territory, origin_of
from nahtlos.browser.dialogs import Dialogs
from nahtlos.browser.downloads import Downloads
from nahtlos.browser.fence import Fence
from nahtlos.browser.launch import open_context
from nahtlos.browser.masking import Mask
from nahtlos.browser.running import Browsers, Warm
from nahtlos.browser.screen import BrowserScreen
from nahtlos.browser.upstream import Proxy
from nahtlos.browser.windows import Windows
from nahtlos.engine.screen import Address, Locator, Screen
from nahtlos.errors import AddressUnreachable, RunError, SessionLost
from nahtlos.plan.nodes import System

SignIn = Callable[[System, Screen], Awaitable[None]]
"""Runs the login of a system's bot on a new session and sees its marker; raises what stops the run."""
Marker = Callable[[System], Locator]
"""What is visible on every page of a system while one is signed in."""
Refusal = Callable[[str, str, int], None]
"""Told when a page of a system wanted to go where it may not: system, host, port."""
BELIEVED = 30.0
"""Seconds for which a session that was left well counts as signed in without a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How sessions are kept."""

    environ: MutableMapping[str, str]
    downloads: Path
    """Where files that pages deliver are put; whoever lends the sessions clears it."""
    wish: str | None = None
    """The browser to use: a path, a command or a kind; None: the first that fits."""
    windows: bool = False
    """Show the browser."""
    timeout: float = 10.0
    """Seconds a verb waits for what it needs, where its step says nothing else."""
    most_holds: int = 200
    """After so many loans, a session is opened anew: pages and contexts grow."""
    traces: Path | None = None
    """Where everything a session does is recorded, with all values: in practice only."""


def _browsers_for(habits: Habits) -> Browsers:
    return Browsers(environ=habits.environ, wish=habits.wish, windows=habits.windows)


@dataclass(slots=True, kw_only=True, eq=False)
class Session:
    """A browser context that is signed in."""

    context: BrowserContext
    screen: BrowserScreen
    fence: Fence
    stack: AsyncExitStack
    """What ends with it."""
    holds: int = 0
    left: float | None = None
    """When work in it ended well (monotonic seconds); None: it ended badly, or there was none yet."""
    trace: Path | None = None
    """Where it is recorded."""

    async def close(self) -> None:
        """Forget it."""
        with suppress(Error):
            if self.trace is not None:
                await self.context.tracing.stop(path=self.trace)
        await self.stack.aclose()


@dataclass(slots=True, kw_only=True, eq=False)
class House:
    """What all sessions of one system share."""

    system: System
    room: asyncio.Semaphore
    """How many sessions its account may have at once; whoever comes first is first."""
    idle: list[Session] = field(default_factory=list)
    polls: set[str] = field(default_factory=set)


class BrowserSessions:
    """The port `Sessions` over real browsers. An async context manager: on leaving, all browsers are stopped.

    `systems` by name; `sign_in` runs a login; `marker` tells by what one sees that one is signed in; `on_refused` is
    told what the fence refused.
    """

    def __init__(
        self, systems: Mapping[str, System], *, sign_in: SignIn, marker: Marker, habits: Habits, on_refused: Refusal,
        warm: Warm | None = None, badge: BadgeOf = no_badge,
    ) -> None:  # fmt: skip
        self._systems = systems
        self._sign_in = sign_in
        self._marker = marker
        self._habits = habits
        self._on_refused = on_refused
        self._badge = badge
        self._is_guest = warm is not None
        self._browsers = warm.browsers if warm else _browsers_for(habits)
        self._houses: dict[str, House] = {}
        self._rooms = warm.rooms if warm else {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for house in self._houses.values():
                for session in house.idle:
                    await session.close()
            if not self._is_guest:
                await self._browsers.close()
        finally:
            await self._stack.aclose()

    @asynccontextmanager
    async def hold(self, system: str, *, fresh: bool = False) -> AsyncIterator[Screen]:
        """Lend a session of the system; `fresh` = newly signed in."""
        house = await self._house(system)
        async with house.room:
            session = await self._session(house, fresh=fresh)
            is_kept, session.left = False, None
            try:
                yield session.screen
                is_kept, session.left = True, time.monotonic()
            except SessionLost:
                raise
            except Exception:
                is_kept = not session.fence.is_once  # else what it sent last may still be on its way
                raise
            finally:
                await self._take_back(house, session, is_kept=is_kept)

    async def _house(self, name: str) -> House:
        if name not in self._houses:
            system = self._systems[name]
            key = (system.address, system.account)
            room = self._rooms.setdefault(key, asyncio.Semaphore(system.max_sessions))
            self._houses.setdefault(name, House(system=system, room=room))
        return self._houses[name]

    def _fence(self, system: System) -> Fence:
        allowed = [HostPort(host=host, port=port) for host, port in system.hosts]
        allowed += [HostPort.of(url) for url in (system.address, *system.login_origins)]
        upstream = None if system.proxy is None else Proxy.of(system.proxy)
        return Fence(
            allowed, on_refused=lambda host, port: self._on_refused(system.name, host, port), upstream=upstream
        )

    # -------------------------------------------------------------- one session

    async def _session(self, house: House, *, fresh: bool) -> Session:
        while house.idle:
            session = house.idle.pop()
            is_old = fresh or session.holds >= self._habits.most_holds
            session.fence.carry_again()
            is_old = is_old or session.fence.has_lost_one
            if not is_old and await self._is_signed_in(house, session):
                session.holds += 1
                return session
            await session.close()
        return await self._new(house)

    async def _is_signed_in(self, house: House, session: Session) -> bool:
        """See the marker where the session was left, else on the first page of the system.

        Left well a moment ago, it is believed, if an expired one would be seen in the middle of the work.
        """
        sees_expiry = house.system.bot.session.signed_out is not None
        if sees_expiry and session.left is not None and time.monotonic() - session.left < BELIEVED:
            return True
        marker = self._marker(house.system)
        screen = session.screen
        try:
            if await screen.sees(marker):
                return True
            await screen.open(Address(path=""))
            return await screen.first_seen([marker], timeout=2) is not None
        except (RunError, AddressUnreachable):
            return False

    async def _new(self, house: House) -> Session:
        browser = await self._browsers.get(headless_shell=house.system.headless_shell)
        badge = self._badge(house.system).options(house.system)
        async with AsyncExitStack() as stack:
            fence = await stack.enter_async_context(self._fence(house.system))
            try:
                context = await open_context(
                    browser, fence, **badge, locale=house.system.bot.session.language, accept_downloads=True,
                    viewport={"width": 1440, "height": 1000},
                )  # fmt: skip
            except Error:
                raise SessionLost(why="the browser has crashed") from None
            stack.push_async_callback(_close, context)
            screen = await self._screen(house, context, fence)
            session = Session(context=context, screen=screen, fence=fence, stack=stack, holds=1)
            if self._habits.traces is not None:
                await context.tracing.start(screenshots=True, snapshots=True)
                session.trace = self._habits.traces / f"{house.system.name}-{time.time_ns()}.zip"
            fence.carry_once()  # a wrong password counts, too
            await self._sign_in(house.system, session.screen)
            fence.carry_again()
            session.stack = stack.pop_all()
        return session

    async def _screen(self, house: House, context: BrowserContext, fence: Fence) -> BrowserScreen:
        mask = Mask()
        dialogs = Dialogs(mask)
        downloads = Downloads(self._habits.downloads)
        windows = Windows(context, polls=house.polls, on_download=downloads.add)
        context.on("dialog", dialogs.meet)
        try:
            await windows.start()
        except Error:
            raise SessionLost(why="the browser has crashed") from None
        desk = Desk(
            windows=windows, dialogs=dialogs, territory=territory_of(house.system, fence), mask=mask,
            timeout=self._habits.timeout,
        )  # fmt: skip
        return BrowserScreen(desk, downloads, once=fence.carry_once)

    async def _take_back(self, house: House, session: Session, *, is_kept: bool) -> None:
        session.screen.watch([])
        session.screen.desk.filled = []
        try:
            if is_kept and not session.screen.looking.is_on:
                await session.screen.desk.windows.tidy()
                house.idle.append(session)
            else:
                await session.close()
        except (SessionLost, Error):
            await session.close()


async def _close(context: BrowserContext) -> None:
    with suppress(Error):
        await context.close()


def territory_of(system: System, fence: Fence) -> Territory:
    """Say where a session of a system may be: everything on its list of hosts."""
    scheme = system.address.partition("://")[0]
    hosts = [HostPort(host=host, port=port) for host, port in system.hosts]
    named = {origin_of(f"{scheme}://{host}") for host in hosts} | {origin_of(f"https://{host}") for host in hosts}
    return Territory(
        address=system.address,
        origins=frozenset({origin_of(system.address), *named}),
        login_origins=frozenset(origin_of(address) for address in system.login_origins),
        why_not=fence.why_not,
        shows_user=system.basic_auth is not None,
        shows_certificate=system.client_certificate is not None,
        tells_paths=not system.personal_in_address,
    )
