"""Sessions: opened when needed, kept, lent to one at a time, and opened anew when they are gone."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from tests.browser.screen.session import at, entry, named
from tests.browser.screen.site import Asked, Reply, Site

from nahtlos.browser import BrowserSessions, Habits
from nahtlos.browser.screen import BrowserScreen
from nahtlos.engine.screen import Address, Screen
from nahtlos.errors import NotSeen, SessionLost, SignInFailed
from nahtlos.plan.nodes import Bot, LocatorNode, NameNode, Session, System

pytestmark = pytest.mark.asyncio(loop_scope="session")

FORM = "<form action=/ein method=post><label>Kennung <input name=k></label><label>Kennwort <input type=password name=p></label><button>Anmelden</button></form>"
INSIDE = "<a href=/aus>Abmelden</a><h1>Start</h1>"


@dataclass(kw_only=True)
class World:
    """A site that signs in, and sessions of it."""

    site: Site
    system: System
    habits: Habits
    logins: int = 0
    refused: list[tuple[str, str, int]] = field(default_factory=list)
    is_right: bool = True

    def home(self, asked: Asked) -> Reply:
        return Reply(body=INSIDE if "sid=1" in asked.headers.get("cookie", "") else FORM)

    def enter(self, _asked: Asked) -> Reply:
        self.logins += 1
        if not self.is_right:
            return Reply(body="<p>Falsch</p>")
        return Reply(status=302, headers=(("Location", "/"), ("Set-Cookie", "sid=1")))

    async def sign_in(self, system: System, screen: Screen) -> None:
        await screen.open(Address(path="/"))
        await screen.fill([entry("Kennung", "bot", is_secret=True), entry("Kennwort", "geheim", is_secret=True)])
        await screen.click(at("button", "Anmelden"))
        if await screen.first_seen([at("link", "Abmelden")], timeout=0.5) is None:
            raise SignInFailed(system=system.name, account=system.account)

    @asynccontextmanager
    async def open(self, **changes: object) -> AsyncIterator[BrowserSessions]:
        system = replace(self.system, **changes)  # type: ignore[arg-type]  # a bot that no file names has no place
        sessions = BrowserSessions(
            {"amt": system}, sign_in=self.sign_in, marker=lambda _system: at("link", "Abmelden"), habits=self.habits,
            on_refused=lambda *refused: self.refused.append(refused),
        )  # fmt: skip
        async with sessions:
            yield sessions


@pytest_asyncio.fixture(loop_scope="session")
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with Site() as site:
        marker = LocatorNode(kind="link", place=None, name=NameNode(texts=()))  # type: ignore[arg-type]  # a bot that no file names has no place
        bot = Bot(name="amt", session=Session(login=(), signed_in=marker), resources={}, operations={})
        port = urlsplit(site.address).port or 0
        system = System(name="amt", bot=bot, address=site.address, hosts=(("127.0.0.1", port),), account="amt-bot")
        world = World(site=site, system=system, habits=Habits(environ=os.environ, downloads=tmp_path, timeout=2))
        site.pages |= {"/": world.home, "/ein": world.enter, "/x": INSIDE, "/nackt": "<p>ohne Kopf</p>"}
        yield world


async def test_a_session_signs_in_once_and_is_kept(world: World) -> None:
    """From step to step."""
    async with world.open() as sessions:
        for _ in range(3):
            async with sessions.hold("amt") as screen:
                await screen.open(Address(path="/x"))

    assert world.logins == 1


async def test_a_session_left_on_a_page_without_the_marker_is_looked_at_again(world: World) -> None:
    """It is still signed in."""
    async with world.open() as sessions:
        async with sessions.hold("amt") as screen:
            await screen.open(Address(path="/nackt"))
        async with sessions.hold("amt") as screen:
            assert await screen.sees(at("link", "Abmelden"))

    assert world.logins == 1


def seeing_expiry(world: World) -> Bot:
    """A bot that would see in the middle of its work that its session has expired."""
    bot = world.system.bot
    password = LocatorNode(kind="label", place=None, name=NameNode(texts=()))  # type: ignore[arg-type]  # a bot that no file names has no place
    return replace(bot, session=replace(bot.session, signed_out=password))


async def test_a_session_left_well_a_moment_ago_is_lent_without_a_look(world: World) -> None:
    """Its page is as it was left; should it have expired, the work sees it."""
    async with world.open(bot=seeing_expiry(world)) as sessions:
        async with sessions.hold("amt") as screen:
            await screen.open(Address(path="/nackt"))
        async with sessions.hold("amt") as screen:
            assert not await screen.sees(at("link", "Abmelden"))


async def test_a_session_left_by_an_error_is_looked_at_again(world: World) -> None:
    """Whatever went wrong may have signed it out."""
    async with world.open(bot=seeing_expiry(world)) as sessions:
        with pytest.raises(NotSeen):
            async with sessions.hold("amt") as screen:
                assert isinstance(screen, BrowserScreen)
                await screen.page.context.clear_cookies()
                await screen.open(Address(path="/nackt"))
                await screen.click(at("button", "Speichern"), timeout=0.1)
        async with sessions.hold("amt") as screen:
            assert await screen.sees(at("link", "Abmelden"))

    assert world.logins == 2


async def test_a_session_that_has_expired_signs_in_again(world: World) -> None:
    """Seen by the marker."""
    async with world.open() as sessions:
        async with sessions.hold("amt") as screen:
            assert isinstance(screen, BrowserScreen)
            await screen.page.context.clear_cookies()
            await screen.open(Address(path="/"))
        async with sessions.hold("amt") as screen:
            assert await screen.sees(at("link", "Abmelden"))

    assert world.logins == 2


async def test_a_fresh_session_is_newly_signed_in(world: World) -> None:
    """Nothing remembered can mislead."""
    async with world.open() as sessions:
        async with sessions.hold("amt"):
            pass
        async with sessions.hold("amt", fresh=True):
            pass

    assert world.logins == 2


async def test_an_account_is_signed_in_no_more_often_than_it_may(world: World) -> None:
    """Whoever comes first is first."""
    order: list[int] = []

    async def work(sessions: BrowserSessions, number: int) -> None:
        async with sessions.hold("amt"):
            order.append(number)
            await asyncio.sleep(0.05)
            order.append(number)

    async with world.open() as sessions, asyncio.TaskGroup() as group:
        for number in range(3):
            group.create_task(work(sessions, number))

    assert order == [0, 0, 1, 1, 2, 2]
    assert world.logins == 1


async def test_two_sessions_work_side_by_side(world: World) -> None:
    """Where the account may."""
    async with world.open(max_sessions=2) as sessions, sessions.hold("amt") as one, sessions.hold("amt") as two:
        await asyncio.gather(one.open(Address(path="/x")), two.open(Address(path="/nackt")))

        assert await one.sees(at("heading", "Start"))
        assert not await two.sees(at("heading", "Start"))

    assert world.logins == 2


async def test_a_wrong_password_is_one_try(world: World) -> None:
    """And the error says nothing of it."""
    world.is_right = False
    async with world.open() as sessions:
        with pytest.raises(SignInFailed) as caught:
            async with sessions.hold("amt"):
                pass

    assert world.logins == 1
    assert "geheim" not in str(caught.value)


async def test_a_failed_step_leaves_the_session_usable(world: World) -> None:
    """The next step starts from any page."""
    async with world.open() as sessions:
        with pytest.raises(NotSeen):
            async with sessions.hold("amt") as screen:
                await screen.click(named("Weiter"), timeout=0.1)
        async with sessions.hold("amt") as screen:
            await screen.open(Address(path="/x"))

    assert world.logins == 1


async def test_a_dead_browser_is_replaced(world: World) -> None:
    """The step that had it fails; the next signs in."""
    async with world.open() as sessions:
        with pytest.raises(SessionLost):
            async with sessions.hold("amt") as screen:
                assert isinstance(screen, BrowserScreen)
                browser: Browser | None = screen.page.context.browser
                assert browser is not None
                await browser.close()
                await screen.open(Address(path="/x"))
        async with sessions.hold("amt") as screen:
            await screen.open(Address(path="/x"))

    assert world.logins == 2


async def test_an_old_session_is_opened_anew(world: World) -> None:
    """After so many loans."""
    world.habits = replace(world.habits, most_holds=2)
    async with world.open() as sessions:
        for _ in range(5):
            async with sessions.hold("amt"):
                pass

    assert world.logins == 3


async def test_what_the_fence_refuses_is_told(world: World) -> None:
    """With the name of the system."""
    world.site.pages["/x"] = INSIDE + "<img src=http://fremd.invalid:81/x>"
    async with world.open() as sessions, sessions.hold("amt") as screen:
        await screen.open(Address(path="/x"))
        await asyncio.sleep(0.2)

    assert world.refused == [("amt", "fremd.invalid", 81)]


async def test_windows_of_the_last_step_are_closed(world: World) -> None:
    """Pop-ups nobody asked for."""
    world.site.pages["/x"] = INSIDE + "<button onclick=\"window.open('/nackt')\">Auf</button>"
    async with world.open() as sessions:
        async with sessions.hold("amt") as screen:
            assert isinstance(screen, BrowserScreen)
            await screen.open(Address(path="/x"))
            await screen.click(named("Auf"))
            await asyncio.sleep(0.1)
            assert len(screen.page.context.pages) == 2
        async with sessions.hold("amt") as screen:
            assert isinstance(screen, BrowserScreen)
            assert len(screen.page.context.pages) == 1
