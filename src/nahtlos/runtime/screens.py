"""Opens the sessions of a job: a browser that signs in as the engine says and tells the journal what was refused."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from nahtlos.browser import BadgeOf, Browsers, BrowserSessions, Habits, SignIn, Warm
from nahtlos.engine.ports import Journal
from nahtlos.engine.resolve import locator_of
from nahtlos.engine.screen import Locator
from nahtlos.events import AddressRefused
from nahtlos.model import Settings
from nahtlos.plan import nodes
from nahtlos.runtime.definitions import Definitions

DOWNLOADS = "downloads-"
_NO_HOST = re.compile(r"[^0-9a-z._:\[\]-]")


@asynccontextmanager
async def open_sessions(
    definitions: Definitions, systems: Mapping[str, nodes.System], *, sign_in: SignIn, journal: Journal,
    badge: BadgeOf, warm: Warm | None = None, traces: bool = False,
) -> AsyncIterator[BrowserSessions]:  # fmt: skip
    """Lend sessions for as long as the block lasts; driver and browser start with the first of them."""
    settings = definitions.settings
    logs = definitions.workspace.logs
    forget_downloads(logs)
    with tempfile.TemporaryDirectory(prefix=f"{DOWNLOADS}{os.getpid()}-", dir=logs) as downloads:
        habits = Habits(
            environ=os.environ,
            downloads=Path(downloads),
            wish=settings.browser.executable,
            windows=settings.browser.headed,
            timeout=settings.time_out,
            traces=logs / "traces" if traces else None,
        )
        async with BrowserSessions(
            systems, sign_in=sign_in, marker=_marker, habits=habits, on_refused=_noting(journal), warm=warm, badge=badge
        ) as sessions:
            yield sessions


@asynccontextmanager
async def warm_browsers(settings: Settings) -> AsyncIterator[Warm]:
    """Keep browsers between jobs; the first that needs one starts it."""
    browser = settings.browser
    browsers = Browsers(environ=os.environ, wish=browser.executable, windows=browser.headed)
    try:
        yield Warm(browsers=browsers)
    finally:
        await browsers.close()


def forget_downloads(logs: Path) -> None:
    """Remove what processes that were killed have downloaded: it may be about people."""
    for folder in logs.glob(f"{DOWNLOADS}*-*"):
        owner = folder.name.removeprefix(DOWNLOADS).split("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    if os.name != "posix":
        return False  # the folder of a living process cannot be removed there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _marker(system: nodes.System) -> Locator:
    return locator_of(system.bot.session.signed_in, {})


def _noting(journal: Journal) -> Callable[[str, str, int], None]:
    """Note each refused address once: a page may try as often as it likes."""
    seen: set[tuple[str, str, int]] = set()

    def note(system: str, host: str, port: int) -> None:
        host = _NO_HOST.sub("-", host.lower())[:253] or "-"
        if (system, host, port) not in seen:
            seen.add((system, host, port))
            journal.note(AddressRefused(system=system, host=host, port=port))

    return note
