"""What people do with secrets; each change is noted in the journal, without the secret."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import Mapping, Sequence
from typing import Literal

from nahtlos.cli.options import here
from nahtlos.cli.output import complain
from nahtlos.errors import NothingTyped, SecretNameUnusable
from nahtlos.events import SecretChanged
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.records import open_workspace_journal
from nahtlos.runtime.surroundings import current_user
from nahtlos.runtime.vault import open_store
from nahtlos.runtime.workspace import find_workspace
from nahtlos.secrets.masker import Masker
from nahtlos.secrets.secret import Secret
from nahtlos.secrets.store import SecretStore


def _store() -> SecretStore:
    workspace = find_workspace(here())
    return open_store(workspace, read_settings(workspace), masker=Masker(), warn=complain)


def begin() -> tuple[str, str]:
    """Make identity and file; returns the name and public key of who can open it."""
    store, name = _store(), current_user()
    return name, store.begin(name=name)


def names() -> Sequence[str]:
    """Return all secrets as `account.name`."""
    return [f"{account}.{name}" for account, found in _store().list_names().items() for name in found]


def recipients() -> Mapping[str, str]:
    """Return who can open the file."""
    return _store().recipients()


def set_secret(secret: str) -> None:
    """Ask for a secret and keep it."""
    account, name = _split(secret)
    store = _store()
    store.list_names()  # who cannot open the file need not type anything
    store.set(account, name, Secret(_typed(secret)))
    asyncio.run(_note(secret, "set"))


def remove_secret(secret: str) -> None:
    """Keep it no longer."""
    _store().remove(*_split(secret))
    asyncio.run(_note(secret, "removed"))


def allow(name: str, key: str) -> None:
    """Let somebody else open the file."""
    _store().allow(name, key)


def forbid(name: str) -> None:
    """Let somebody open it no more."""
    _store().forbid(name)


def _split(secret: str) -> tuple[str, str]:
    account, _, name = secret.rpartition(".")
    if not account:
        raise SecretNameUnusable(what="a secret", name=secret, use="the account and a name, like casework-bot.password")
    return account, name


def _typed(secret: str) -> str:
    text = getpass.getpass(f"{secret}: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not text:
        raise NothingTyped(what=secret)
    return text


async def _note(secret: str, change: Literal["set", "removed"]) -> None:
    async with open_workspace_journal(find_workspace(here())) as journal:
        await journal.write(SecretChanged(secret=secret, changed_by=current_user(), change=change))
