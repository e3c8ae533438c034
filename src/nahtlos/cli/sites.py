"""Systems as people see them: whether one can sign in, what is paused, which account is locked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from nahtlos.calendar.windows import BlockingWindows
from nahtlos.cli.options import here
from nahtlos.cli.output import complain
from nahtlos.engine.ports import clock_words
from nahtlos.errors import UnknownSystemName
from nahtlos.events import AccountUnlocked, SystemContinued, SystemPaused
from nahtlos.model import System
from nahtlos.plan.bot import compile_bot
from nahtlos.plan.systems import compile_system
from nahtlos.runtime.definitions import Definitions, read_definitions
from nahtlos.runtime.parts import open_parts
from nahtlos.runtime.profile import Profile, choose_profile
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.surroundings import current_user
from nahtlos.runtime.windows import windows_of
from nahtlos.runtime.workspace import find_workspace

ALL = "*"


def _definitions() -> Definitions:
    return read_definitions(find_workspace(here()))


def _known(definitions: Definitions, name: str) -> str:
    if name not in definitions.systems.systems:
        raise UnknownSystemName(name=name, known=tuple(definitions.systems.systems))
    return name


# ------------------------------------------------------------------ what there is


def states(profile: str | None) -> Sequence[dict[str, Any]]:
    """Return all systems and how they are."""
    return asyncio.run(_states(choose_profile(_definitions(), profile)))


async def _states(profile: Profile) -> Sequence[dict[str, Any]]:
    definitions = profile.definitions
    async with open_records(definitions.workspace, definitions.settings) as records:
        windows = windows_of(definitions.settings, profile.systems)
        return [await _state(records, windows, name, system) for name, system in profile.systems.items()]


async def _state(records: Records, windows: BlockingWindows, name: str, system: System) -> dict[str, Any]:
    now = records.clock.now()
    closed, coming = windows.closed(name, now), windows.next_closure(name, now)
    lock = await records.ledger.account_lock(name, str(system.account))
    paused = await records.ledger.paused()
    words = [f"locked ({lock})"] if lock is not None else []
    words += ["paused"] if paused & {name, ALL} else []
    words += [f"closed ({closed.words(now)})"] if closed else []
    ready = "ready" if coming is None else f"ready until {clock_words(coming.local_begin, now)} ({coming.window.name})"
    return {
        "system": name, "bot": str(system.bot), "address": system.address, "account": str(system.account),
        "sessions": system.max_sessions, "state": ", ".join(words) or ready,
        "closed": None if closed is None else {"window": closed.window, "until": closed.until.isoformat()},
        "closes": None if coming is None else {
            "window": str(coming.window.name), "at": coming.local_begin.isoformat()
        },
    }  # fmt: skip


# ------------------------------------------------------------------ signing in


def test(name: str, *, profile: str | None) -> str:
    """Sign in to a system; returns the account."""
    definitions = _definitions()
    return asyncio.run(_test(choose_profile(definitions, profile), _known(definitions, name)))


async def _test(profile: Profile, name: str) -> str:
    definitions, system = profile.definitions, profile.systems[name]
    bot = definitions.bots[str(system.bot)]
    assert bot is not None
    script = definitions.scripts.get(str(system.bot))
    compiled = compile_system(name, system, compile_bot(bot, script=script, functions=definitions.functions))
    async with (
        open_records(definitions.workspace, definitions.settings) as records,
        open_parts(profile, {name: compiled}, records, warn=complain) as parts,
        parts.sessions.hold(name, fresh=True),
    ):
        return compiled.account


def unlock(name: str, *, profile: str | None) -> tuple[str, bool]:
    """Allow the use of an account again; returns it, and whether it was locked."""
    definitions = _definitions()
    account = str(definitions.systems_in(profile)[_known(definitions, name)].account)
    return account, asyncio.run(_unlock(definitions, name, account))


async def _unlock(definitions: Definitions, system: str, account: str) -> bool:
    async with open_records(definitions.workspace, definitions.settings) as records:
        if await records.ledger.account_lock(system, account) is None:
            return False
        await records.journal.write(AccountUnlocked(system=system, account=account, unlocked_by=current_user()))
        await records.ledger.unlock_account(system, account)
        return True


# ------------------------------------------------------------------ pauses


def pause(system: str | None) -> str:
    """Let nobody write to a system, or to any; returns its name."""
    return asyncio.run(_pause(system, is_paused=True))


def go_on(system: str | None) -> str:
    """Allow it again."""
    return asyncio.run(_pause(system, is_paused=False))


async def _pause(system: str | None, *, is_paused: bool) -> str:
    definitions, by = _definitions(), current_user()
    name = ALL if system is None else _known(definitions, system)
    async with open_records(definitions.workspace, definitions.settings) as records:
        if is_paused:
            await records.journal.write(SystemPaused(system=name, paused_by=by))
            await records.ledger.pause(name, by=by)
        else:
            await records.journal.write(SystemContinued(system=name, continued_by=by))
            await records.ledger.go_on(name)
    return name
