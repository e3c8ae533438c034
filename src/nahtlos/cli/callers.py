"""Programs that may call the HTTP API; each change is noted in the journal, before it holds."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

from nahtlos.cli.options import here
from nahtlos.engine.access import RIGHTS, Right, Token, hash_of, new_secret
from nahtlos.errors import TokenNameTaken, TokenNameUnusable, UnknownToken
from nahtlos.events import TokenChanged
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.records import Records, open_records, open_workspace_ledger
from nahtlos.runtime.surroundings import current_user
from nahtlos.runtime.workspace import find_workspace

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


@asynccontextmanager
async def _opened() -> AsyncIterator[Records]:
    workspace = find_workspace(here())
    async with open_records(workspace, read_settings(workspace)) as records:
        yield records


def add(name: str, may: Sequence[str], *, days: int | None) -> str:
    """Make a token; returns its secret."""
    if not _NAME.fullmatch(name):
        raise TokenNameUnusable(name=name)
    return asyncio.run(_add(name, tuple(right for right in RIGHTS if right in may), days))


async def _add(name: str, may: tuple[Right, ...], days: int | None) -> str:
    secret, by = new_secret(), current_user()
    async with _opened() as records:
        until = None if days is None else records.clock.now() + timedelta(days=days)
        if any(token.name == name for token in await records.ledger.tokens.list()):
            raise TokenNameTaken(name=name)
        await records.journal.write(TokenChanged(token=name, changed_by=by, change="added", may=may))
        if not await records.ledger.tokens.add(
            Token(name=name, hash=hash_of(secret), may=may, added_by=by, until=until)
        ):
            raise TokenNameTaken(name=name)
    return secret


def remove(name: str) -> None:
    """Accept a token no more."""
    asyncio.run(_remove(name))


async def _remove(name: str) -> None:
    async with _opened() as records:
        known = tuple(token.name for token in await records.ledger.tokens.list())
        if name not in known:
            raise UnknownToken(name=name, known=known)
        await records.journal.write(TokenChanged(token=name, changed_by=current_user(), change="removed"))
        await records.ledger.tokens.remove(name)


def all_tokens() -> Sequence[dict[str, Any]]:
    """Return what may be known of each token."""
    return [_facts(token) for token in asyncio.run(_all())]


async def _all() -> Sequence[Token]:
    workspace = find_workspace(here())
    async with open_workspace_ledger(workspace, read_settings(workspace)) as ledger:
        return await ledger.tokens.list()


def _facts(token: Token) -> dict[str, Any]:
    return {
        "token": token.name, "may": list(token.may), "added_by": token.added_by,
        "added_at": None if token.added_at is None else token.added_at.isoformat(timespec="seconds"),
        "until": None if token.until is None else token.until.isoformat(timespec="seconds"),
    }  # fmt: skip
