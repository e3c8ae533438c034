"""What people do with secrets; each change is noted in the journal, without the secret."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TextIO

from nahtlos.cli.options import here
from nahtlos.cli.output import complain
from nahtlos.errors import NahtlosError, NothingTyped, SecretError, SecretMissing, SecretNameUnusable
from nahtlos.events import RecipientChanged, SecretChanged
from nahtlos.runtime.definitions import read_definitions, read_settings
from nahtlos.runtime.needs import needs
from nahtlos.runtime.profile import choose_profile
from nahtlos.runtime.records import open_workspace_journal
from nahtlos.runtime.surroundings import current_user
from nahtlos.runtime.vault import age_file, open_stores
from nahtlos.runtime.workspace import find_workspace
from nahtlos.secrets.age_file import AgeFile
from nahtlos.secrets.masker import Masker
from nahtlos.secrets.secret import Secret
from nahtlos.secrets.stores import Stores

FILE = "file"


def _stores() -> Stores:
    workspace = find_workspace(here())
    return open_stores(workspace, read_settings(workspace), masker=Masker(), warn=complain)


def _file() -> AgeFile:
    workspace = find_workspace(here())
    return age_file(workspace, read_settings(workspace), masker=Masker())


# ------------------------------------------------------------------ the file and its people


def begin() -> tuple[str, str]:
    """Make identity and file; returns the name and public key of who can open it."""
    name = current_user()
    return name, _file().begin(name=name)


def names() -> Sequence[str]:
    """Return the names of all secrets in the file; no key is needed."""
    return _file().list_names()


def recipients() -> Mapping[str, str]:
    """Return who can open the file; no key is needed."""
    return _file().recipients()


def add_recipient(name: str, key: str) -> None:
    """Let somebody else open the file."""
    file = _file()
    file.can_add(name, key)
    event = RecipientChanged(recipient=name, key=key, changed_by=current_user(), change="added")
    _journaled(event, lambda: file.add_recipient(name, key))


def remove_recipient(name: str) -> None:
    """Let somebody open it no more."""
    file = _file()
    file.can_remove(name)
    event = RecipientChanged(recipient=name, changed_by=current_user(), change="removed")
    _journaled(event, lambda: file.remove_recipient(name))


# ------------------------------------------------------------------ secrets


def set_secret(secret: str, *, store: str | None) -> str:
    """Ask for a secret and keep it; returns the name of its store."""
    account, name = split(secret)
    stores = _stores()
    kept = stores.keeper(store)
    if kept == FILE:
        _file().can_keep(account, name)  # who cannot open the file need not type anything
    typed = Secret(_typed(secret))
    event = SecretChanged(secret=secret, changed_by=current_user(), change="set", store=kept)
    _journaled(event, lambda: stores.keep(account, name, typed, store=kept))
    return kept


def rotate(secret: str) -> str:
    """Ask for a new secret and replace the old one where it is kept; returns the name of that store."""
    account, name = split(secret)
    stores = _stores()
    stores.find(account, name)  # what is not kept cannot be replaced
    new = Secret(_typed(f"new {secret}"))
    kept = stores.keeper_of(account, name, instead_of=new)
    event = SecretChanged(secret=secret, changed_by=current_user(), change="rotated", store=kept)
    _journaled(event, lambda: stores.keep(account, name, new, store=kept))
    return kept


def remove_secret(secret: str) -> str:
    """Keep it no longer; returns the name of the store it was in."""
    account, name = split(secret)
    stores = _stores()
    kept = stores.keeper_of(account, name)
    event = SecretChanged(secret=secret, changed_by=current_user(), change="removed", store=kept)
    _journaled(event, lambda: stores.drop(account, name, store=kept))
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Which store has a secret that is needed, or why nobody can tell."""

    secret: str
    systems: Sequence[str]
    store: str | None
    problem: NahtlosError | None


def check(profile: str | None) -> Sequence[Finding]:
    """Look for every secret that the accounts of a profile need."""
    workspace = find_workspace(here())
    chosen = choose_profile(read_definitions(workspace), profile)
    stores = open_stores(workspace, chosen.definitions.settings, masker=Masker(), warn=lambda _: None)
    findings = []
    for need in needs(chosen):
        store, problem = None, None
        try:
            store = stores.where(need.account, need.name)
        except SecretError as error:
            problem = error
        findings.append(
            Finding(secret=f"{need.account}.{need.name}", systems=need.systems, store=store, problem=problem)
        )
    return findings


def is_missing(finding: Finding) -> bool:
    """Whether nobody has a secret, though all could be asked."""
    return isinstance(finding.problem, SecretMissing)


def systems_of(secret: str) -> Sequence[str]:
    """Return the systems whose account has this secret, as far as the files can be read."""
    account, _ = split(secret)
    try:
        systems = read_definitions(find_workspace(here())).systems.systems
    except NahtlosError:
        return []
    return [name for name, system in systems.items() if system.account == account]


# ------------------------------------------------------------------ how

PEM = ("-----BEGIN ", "Bag Attributes")
"""How a certificate or a key begins, in its file or as openssl prints it."""



def split(secret: str) -> tuple[str, str]:
    """Take `account.name` apart."""
    account, _, name = secret.rpartition(".")
    if not account:
        raise SecretNameUnusable(what="a secret", name=secret, use="the account and a name, like casework-bot.password")
    return account, name


def _typed(secret: str) -> str:
    text = getpass.getpass(f"{secret}: ") if sys.stdin.isatty() else piped(sys.stdin)
    if not text:
        raise NothingTyped(what=secret)
    return text


def piped(source: TextIO) -> str:
    """Read one line; of a certificate or a key, all of them."""
    first = source.readline()
    rest = source.read() if first.startswith(PEM) else ""
    return (first + rest).rstrip("\r\n")


def _journaled(event: SecretChanged | RecipientChanged, act: Callable[[], None]) -> None:
    """Note a change, then make it: nothing is changed where nobody could note it."""

    async def do() -> None:
        async with open_workspace_journal(find_workspace(here())) as journal:
            await journal.write(event)
            try:
                act()
            except NahtlosError:
                await journal.write(replace(event, change="failed"))
                raise

    asyncio.run(do())
