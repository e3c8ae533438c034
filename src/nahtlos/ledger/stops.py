"""What stops work for everybody: locked accounts and paused systems."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from nahtlos.ledger.keys import Key
from nahtlos.ledger.records import place
from nahtlos.ledger.tables import accounts, pauses

_ACCOUNT: Final = (accounts.c.system == bindparam("of"), accounts.c.account == bindparam("name"))
_REASON: Final = select(accounts.c.reason).where(*_ACCOUNT)
_UNLOCK: Final = delete(accounts).where(*_ACCOUNT)
_LOCKED: Final = select(accounts.c.system, accounts.c.account)
_GO_ON: Final = delete(pauses).where(pauses.c.system == bindparam("of"))
_PAUSED: Final = select(pauses.c.system)


def lock_account(connection: Connection, *, system: str, account: str, reason: str, now: datetime, master: Key) -> None:
    """Let nobody sign in with an account any more."""
    unlock_account(connection, system=system, account=account)
    sealed = master.seal(reason, at=place("accounts", f"{system}/{account}", "reason"))
    connection.execute(insert(accounts), {"system": system, "account": account, "locked_at": now, "reason": sealed})


def unlock_account(connection: Connection, *, system: str, account: str) -> None:
    """Allow it again."""
    connection.execute(_UNLOCK, {"of": system, "name": account})


def account_lock(connection: Connection, *, system: str, account: str, master: Key) -> str | None:
    """Return why an account is locked."""
    sealed = connection.scalar(_REASON, {"of": system, "name": account})
    return None if sealed is None else str(master.unseal(sealed, at=place("accounts", f"{system}/{account}", "reason")))


def locked_accounts(connection: Connection) -> frozenset[tuple[str, str]]:
    """Return the accounts that are locked, each with its system."""
    return frozenset((row.system, row.account) for row in connection.execute(_LOCKED))


def pause(connection: Connection, *, system: str, by: str, now: datetime) -> None:
    """Let nothing begin to write to a system."""
    go_on(connection, system=system)
    connection.execute(insert(pauses), {"system": system, "paused_by": by, "paused_at": now})


def go_on(connection: Connection, *, system: str) -> None:
    """Allow it again."""
    connection.execute(_GO_ON, {"of": system})


def paused(connection: Connection) -> frozenset[str]:
    """Return the names of paused systems."""
    return frozenset(connection.scalars(_PAUSED))
