"""What people stop and allow again: systems that are paused, accounts that are locked."""

from __future__ import annotations

import asyncio

from nahtlos.cli.options import here
from nahtlos.errors import UnknownSystemName
from nahtlos.events import AccountUnlocked, SystemContinued, SystemPaused
from nahtlos.runtime.definitions import Definitions, read_definitions
from nahtlos.runtime.records import open_records
from nahtlos.runtime.surroundings import current_user
from nahtlos.runtime.workspace import find_workspace

ALL = "*"


def known_system(definitions: Definitions, name: str) -> str:
    """Return the name of a system of the workspace."""
    if name not in definitions.systems.systems:
        raise UnknownSystemName(name=name, known=tuple(definitions.systems.systems))
    return name


def pause(system: str | None) -> str:
    """Let nobody write to a system, or to any."""
    return asyncio.run(_pause(system, is_paused=True))


def go_on(system: str | None) -> str:
    """Allow it again."""
    return asyncio.run(_pause(system, is_paused=False))


async def _pause(system: str | None, *, is_paused: bool) -> str:
    workspace, by = find_workspace(here()), current_user()
    definitions = read_definitions(workspace)
    name = ALL if system is None else known_system(definitions, system)
    async with open_records(workspace, definitions.settings) as records:
        if is_paused:
            await records.journal.write(SystemPaused(system=name, paused_by=by))
            await records.ledger.pause(name, by=by)
        else:
            await records.journal.write(SystemContinued(system=name, continued_by=by))
            await records.ledger.go_on(name)
    return name


async def unlock(definitions: Definitions, system: str, *, account: str) -> bool:
    """Allow the use of an account again; False: it was not locked."""
    async with open_records(definitions.workspace, definitions.settings) as records:
        if await records.ledger.account_lock(system, account) is None:
            return False
        await records.journal.write(AccountUnlocked(system=system, account=account, unlocked_by=current_user()))
        await records.ledger.unlock_account(system, account)
        return True
