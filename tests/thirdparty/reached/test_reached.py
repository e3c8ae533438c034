"""The table of docs/reference/locators.md: counted here, and what stands there must still be true.

`make locators` writes it anew.
"""

from __future__ import annotations

import os
import re
from contextlib import AsyncExitStack
from dataclasses import dataclass
from difflib import unified_diff
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser
from tests.browser.screen.session import Session, at, entry, open_session
from tests.thirdparty.gallery.conftest import Gallery
from tests.thirdparty.miniwob.test_miniwob import PAGES, START, served, tasks
from tests.thirdparty.reached.counting import Tally, count
from tests.thirdparty.redmine.start import redmine
from tests.thirdparty.tryton.start import tryton

from nahtlos.browser.screen import BrowserScreen
from nahtlos.engine.conversation import Conversation
from nahtlos.engine.screen import Address, Locator, Name
from nahtlos.errors import Source
from nahtlos.model import load_bot
from nahtlos.plan.bot import compile_bot
from nahtlos.plan.nodes import Bot, System
from nahtlos.practice import start_practice

pytestmark = [pytest.mark.thirdparty, pytest.mark.asyncio(loop_scope="session")]

ROOT = Path(__file__).parents[3]
TABLE = ROOT / "docs" / "reference" / "locators.md"
IS_WRITTEN = os.environ.get("NAHTLOS_LOCATORS") == "write"
STATES = {
    "react": ["", "- click: {tab: Weiteres}", "- click: {button: Speichern}"],
    "vue": ["", "- click: {button: Speichern}"],
    "shoelace": ["", "- click: Weitere Angaben\n- expect: {label: Aktenzeichen}"],
}
"""What is done on a page of the gallery before it is counted; the others are counted as they open."""
PRACTICE = {
    "casework": ("/start", "/gutschein/suchen", "/gutscheine"),
    "exchange": ("/meldungen", "/meldungen/neu"),
}
REDMINE = (
    "/my/page", "/projects/einkauf/issues", "/projects/einkauf/issues/new", "/issues/1/edit", "/my/account",
    "/projects/einkauf/settings",
)  # fmt: skip
PAGES_OF_GALLERY = (ROOT / "tests/thirdparty/gallery/pages").glob("*.html")
SHOWN = sorted(path.stem for path in PAGES_OF_GALLERY if "frame-" not in path.stem)


def stands(tally: Tally, name: str) -> None:
    """Prove that nothing wrong was meant, and that the page says what was counted; or write it."""
    assert not tally.wrong, "\n".join(tally.wrong)
    text = TABLE.read_text(encoding="utf-8")
    written = re.sub(rf"^\| {re.escape(name)} \| \d.*$", lambda _: tally.row(name), text, flags=re.MULTILINE)
    written = with_wordless(written, name, tally)
    if IS_WRITTEN:
        TABLE.write_text(written, encoding="utf-8")
    changed = "\n".join(unified_diff(text.splitlines(), written.splitlines(), n=0, lineterm=""))
    assert IS_WRITTEN or text == written, f"make locators: docs/reference/locators.md is out of date\n{changed}"
    assert "| ? |" not in written, "docs/reference/locators.md: say why that has no words"


def with_wordless(text: str, name: str, tally: Tally) -> str:
    """List what has no words on these screens; the reason behind each stays what somebody has written there."""
    head, rows, rest = re.split(r"(?<=\| why \|\n\|---\|---\|---\|---\|---\|\n)((?:\|.*\n)*)", text, maxsplit=1)
    known = {row.rpartition(" | ")[0]: row for row in rows.splitlines()}
    mine = [f"| {name} | {one}" + f" ({count} times)" * (count > 1) for one, count in tally.wordless.items()]
    others = [row for row in rows.splitlines() if not row.startswith(f"| {name} |")]
    listed = sorted([*others, *(known.get(one, f"{one} | ? |") for one in mine)])
    return head + "".join(f"{row}\n" for row in listed) + rest


async def test_the_gallery(gallery: Gallery) -> None:
    """Every page, some in several states."""
    tally = Tally()

    for page in SHOWN:
        for steps in STATES.get(page, [""]):
            await gallery.show(page)
            if steps:
                await gallery.do(steps)
            await count(gallery.session.screen, tally, f"{page} {steps}")

    stands(tally, "Widget gallery")


async def test_miniwob(session: Session) -> None:
    """The tasks the bot plays, one episode each, always the same."""
    assert find_spec("miniwob")
    tally = Tally()
    for folder in ("core", "common", "flight"):
        for file in (PAGES / folder).rglob("*"):
            session.site.pages[f"/{file.relative_to(PAGES)}"] = served

    for task in tasks():
        await session.show(served, f"/miniwob/{task}.html")
        await session.state(f"({START})('1')")
        await count(session.screen, tally, task)

    stands(tally, "MiniWoB++")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A system that runs on loopback; what a session needs to know of it."""

    address: str
    host: str = "127.0.0.1"

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 80


def bot_of(path: Path) -> Bot:
    """Compile a bot."""
    return compile_bot(load_bot(Source(str(path), path.read_text(encoding="utf-8"))))


async def signed_in(session: Session, compiled: Bot, user: str, password: str) -> None:
    """Sign in as the bot says."""
    system = System(name=compiled.name, bot=compiled, address=session.site.address, hosts=(), account=user)
    scope: dict[str, Any] = {"secret": {"user": user, "password": password}, "account": {"name": user}}
    talk = Conversation(screen=session.screen, system=system, scope=scope, signs_in=True)
    await talk.run(compiled.session.login)
    await talk.first_seen([compiled.session.signed_in])


async def counted(session: Session, paths: tuple[str, ...], tally: Tally) -> None:
    """Count these pages."""
    for path in paths:
        await session.screen.open(Address(path=path))
        await count(session.screen, tally, path)


async def test_practice_systems(browser: Browser, tmp_path: Path) -> None:
    """Lists, search and forms, signed in."""
    tally = Tally()

    for name, paths in PRACTICE.items():
        async with AsyncExitStack() as stack:
            practice = stack.enter_context(start_practice(name, cases=40))
            where: Any = Elsewhere(practice.address)
            session = await stack.enter_async_context(open_session(browser, where, tmp_path))
            await session.screen.open(Address(path="/"))
            await count(session.screen, tally, name)
            user, password = next(iter(practice.users.items()))
            await signed_in(session, bot_of(ROOT / "bots" / name / "bot.yaml"), user, password)
            await counted(session, paths, tally)

    stands(tally, "Practice systems")


async def test_redmine(browser: Browser, tmp_path: Path) -> None:
    """Lists, forms and settings, signed in."""
    tally = Tally()

    async with AsyncExitStack() as stack:
        system = stack.enter_context(redmine(tmp_path / "redmine"))
        where: Any = Elsewhere(system.address)
        session = await stack.enter_async_context(open_session(browser, where, tmp_path))
        session.screen.desk.timeout = 30
        await session.screen.open(Address(path="/login"))
        await count(session.screen, tally, "login")
        await signed_in(session, bot_of(ROOT / "tests/thirdparty/redmine/bot.yaml"), "admin", system.password)
        await counted(session, REDMINE, tally)

    stands(tally, "Redmine")


PARTIES = (("Müller & Söhne GmbH", "50667", "Köln"), ("Łukasz Kowalski", "10115", "Berlin"))
PASSWORD = at("label", Name(texts=("Passwort für",), how="starts"))
WIZARD = at("button", "Abbrechen", within="Modulkonfiguration")


async def past_the_wizard(screen: BrowserScreen, goal: Locator) -> None:
    """Close the wizard that comes some seconds after each load, until what it covers is seen."""
    seen: int | None = 0
    while seen == 0:
        await screen.click(WIZARD)
        await screen.gone(WIZARD)
        seen = await screen.first_seen([WIZARD, goal])


async def test_tryton(browser: Browser, tmp_path: Path) -> None:
    """Sign-in in its two steps, the wizard that comes by itself, menu, list and form."""
    tally = Tally()

    async with AsyncExitStack() as stack:
        system = stack.enter_context(tryton(tmp_path / "tryton", parties=PARTIES))
        where: Any = Elsewhere(system.address)
        session = await stack.enter_async_context(open_session(browser, where, tmp_path))
        screen = session.screen
        screen.desk.timeout = 60

        async def see(name: str, *locators: Locator) -> None:
            is_there = await screen.first_seen(locators) is not None
            assert is_there, f"{name}: {await session.state('document.body.innerText')}"
            await screen.desk.rest()
            await count(screen, tally, name)

        await screen.open(Address(path="/"))
        await see("login", at("button", "Log-in"))
        await screen.fill([entry("Benutzername", "admin")])
        await screen.click(at("button", "Log-in"))
        await see("password", PASSWORD)
        await screen.fill([entry(PASSWORD, system.password)])
        await screen.click(at("button", "OK"))
        await see("wizard", WIZARD)
        await past_the_wizard(screen, at("text", "Parteien"))
        await see("menu", at("text", "Parteien"))
        await screen.open(Address(path="/#lab/model/party.party"))
        await past_the_wizard(screen, at("text", PARTIES[0][0]))
        await see("list", at("text", PARTIES[0][0]))
        await screen.click(at("text", PARTIES[0][0]), twice=True)
        await see("form", at("label", "Postleitzahl"))

    stands(tally, "Tryton")
