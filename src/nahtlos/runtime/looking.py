"""Looks at one page, signed in to a system or at an address alone, and says what a bot could say there."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from nahtlos.browser import BrowserSessions, Habits
from nahtlos.browser.screen import BrowserScreen
from nahtlos.browser.surveying import Opened, Survey, Thing, locator_of
from nahtlos.engine.conversation import Conversation
from nahtlos.engine.screen import Address, Locator, Screen
from nahtlos.engine.signin import system_names
from nahtlos.errors import Place, Source, UnknownSystemName
from nahtlos.plan import nodes
from nahtlos.plan.bot import compile_bot
from nahtlos.plan.systems import compile_system
from nahtlos.runtime.definitions import read_definitions
from nahtlos.runtime.parts import open_parts
from nahtlos.runtime.profile import choose_profile
from nahtlos.runtime.records import open_records
from nahtlos.runtime.workspace import Workspace

MOST_FOLDS = 40
PATIENCE = 20
"""Looks, half a second apart, at a page that never rests."""


def look_in(
    workspace: Workspace, name: str, path: str, *, profile: str | None, opens: bool, warn: Callable[[str], None]
) -> Survey:
    """Sign in to a system and look at one of its pages; an empty path is the page one comes to."""
    return asyncio.run(_look_in(workspace, name, path, profile=profile, opens=opens, warn=warn))


async def _look_in(
    workspace: Workspace, name: str, path: str, *, profile: str | None, opens: bool, warn: Callable[[str], None]
) -> Survey:
    definitions = read_definitions(workspace)
    chosen = choose_profile(definitions, profile)
    if name not in chosen.systems:
        raise UnknownSystemName(name=name, known=tuple(chosen.systems))
    system = chosen.systems[name]
    bot, script = definitions.bots[str(system.bot)], definitions.scripts.get(str(system.bot))
    assert bot is not None
    compiled = compile_system(name, system, compile_bot(bot, script=script, functions=definitions.functions))
    async with (
        open_records(workspace, definitions.settings) as records,
        open_parts(chosen, {name: compiled}, records, warn=warn) as parts,
        parts.sessions.hold(name, fresh=True) as screen,
    ):
        talk = Conversation(screen=screen, system=compiled, scope=system_names(compiled, None, parts.secrets))
        return await _survey(screen, path, talk, opens=opens)


def look_at(address: str, *, opens: bool = False) -> Survey:
    """Look at a page that asks for no sign-in; nothing but its own host can be reached from it."""
    return asyncio.run(_look_at(address, opens=opens))


async def _look_at(address: str, *, opens: bool) -> Survey:
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    nobody = nodes.Session(login=(), signed_in=nodes.LocatorNode(kind="css", place=Place(Source("", ""), 1, 1)))
    bot = nodes.Bot(name="page", session=nobody, resources={}, operations={})
    system = nodes.System(name="page", bot=bot, address=origin, hosts=(), account="nobody")
    with tempfile.TemporaryDirectory() as downloads:
        sessions = BrowserSessions(
            {"page": system}, sign_in=_nobody, marker=_nothing, on_refused=lambda *_: None,
            habits=Habits(environ=os.environ, downloads=Path(downloads)),
        )  # fmt: skip
        async with sessions, sessions.hold("page") as screen:
            return await _survey(screen, address.removeprefix(origin) or "/", opens=opens)


async def _survey(screen: Screen, path: str, talk: Conversation | None = None, *, opens: bool) -> Survey:
    assert isinstance(screen, BrowserScreen)
    if path:
        await screen.open(Address(path=path))
    await _come_to_rest(screen)
    for index, locator in enumerate([] if talk is None else talk.watched()):
        if talk is not None and await screen.sees(locator):
            await talk.meet(index)
            await _come_to_rest(screen)
    seen = await screen.survey()
    return replace(seen, opened=await open_folds(screen, seen)) if opens else seen


async def open_folds(screen: BrowserScreen, seen: Survey) -> list[Opened]:
    """Open folds and tabs one after the other, also those inside them, and tell what came to light with each."""
    address, known = screen.page.url.partition("#")[0], {*seen.fields, *seen.acts}
    opened: list[Opened] = []
    done: set[Thing] = set()
    while len(opened) < MOST_FOLDS:
        shut = [one for one in await screen.folds() if one not in done and one.by is not None]
        if not shut or screen.page.url.partition("#")[0] != address:
            break
        fold = shut[0]
        done.add(fold)
        assert fold.by is not None
        await screen.click(locator_of(fold.by))
        now = await screen.survey()
        fields, acts = ([one for one in some if one not in known] for some in (now.fields, now.acts))
        known |= {*fields, *acts}
        opened.append(Opened(by=fold, fields=fields, acts=acts))
    return opened


async def _come_to_rest(screen: BrowserScreen) -> None:
    """Wait until a page shows the same for a second: nobody knows yet what to wait for."""
    shown: list[str] = []
    for _ in range(PATIENCE):
        shown.append(await screen.fingerprint())
        if len(shown) > 2 and len(set(shown[-3:])) == 1:
            return
        await asyncio.sleep(0.5)


async def _nobody(_system: nodes.System, _screen: Screen) -> None:
    """Sign in nowhere."""


def _nothing(_system: nodes.System) -> Locator:
    return Locator(kind="css", name=None)
