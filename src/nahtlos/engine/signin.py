"""Signing in: one try, and a failed one locks the account for every run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from nahtlos.engine.conversation import Conversation
from nahtlos.engine.parts import Parts
from nahtlos.engine.ports import RunRecord, Secrets
from nahtlos.engine.screen import Screen, Value
from nahtlos.errors import (
    AccountIsLocked,
    AddressUnreachable,
    RunError,
    RunStopped,
    SessionLost,
    SignInFailed,
    UserRefused,
)
from nahtlos.events import AccountLocked
from nahtlos.plan import nodes


@dataclass(frozen=True, slots=True)
class SecretNames(Mapping[str, str]):
    """The secrets of one account by name; each is fetched when it is filled in, and none can be listed."""

    secrets: Secrets = field(repr=False)
    account: str

    def __getitem__(self, name: str) -> str:
        return self.secrets.get(self.account, name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __contains__(self, name: object) -> bool:
        return True


def run_names(run: RunRecord) -> dict[str, Value]:
    """What expressions see of a run; its clock stands still."""
    return {"id": run.id, "now": cast(Value, run.started_at), "started_by": run.started_by}


def system_names(system: nodes.System, run: RunRecord | None, secrets: Secrets) -> dict[str, Any]:
    """The names every conversation with a system begins with."""
    return {
        "account": {"name": system.account}, "secret": SecretNames(secrets, system.account),
        "run": {} if run is None else run_names(run), "system": {"name": system.name, "address": system.address},
    }  # fmt: skip


async def sign_in(parts: Parts, system: nodes.System, screen: Screen, *, run: RunRecord | None = None) -> None:
    """Sign in and see the marker of it; raises `RunStopped` when the account must not be used."""
    if await parts.ledger.account_lock(system.name, system.account) is not None:
        raise AccountIsLocked(system=system.name, account=system.account)
    talk = Conversation(
        screen=screen, system=system, scope=system_names(system, run, parts.secrets), signs_in=True,
        onlooker=parts.onlookers.get(system.name),
    )  # fmt: skip
    try:
        await talk.run(system.bot.session.login)
        await talk.first_seen([system.bot.session.signed_in])
    except AddressUnreachable as unreachable:
        # The password may have been heard, and found wrong: nobody may try it again by himself.
        unreachable.is_for_good = unreachable.is_for_good or talk.credentials_sent
        raise
    except RunStopped as stopped:
        if isinstance(stopped, SignInFailed):
            await lock_account(parts, system.name, system.account, code=stopped.code)
        raise
    except RunError as error:
        # A browser that dies says nothing about a password.
        was_refused = talk.credentials_sent or isinstance(error, UserRefused)
        if not was_refused or isinstance(error, SessionLost):
            raise
        await lock_account(parts, system.name, system.account, code=error.code)
        raise SignInFailed(system=system.name, account=system.account, missed=error.message()) from None


async def lock_account(parts: Parts, system: str, account: str, *, code: str) -> None:
    """Let no run use an account until a person unlocks it."""
    if await parts.ledger.account_lock(system, account) is None:
        await parts.journal.write(AccountLocked(system=system, account=account, code=code))
        await parts.ledger.lock_account(system, account, reason=code)
