"""What a database says when something is wrong, in our words."""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError

from nahtlos.errors import (
    LeaseLost,
    LedgerCorrupt,
    LedgerFull,
    LedgerLocked,
    LedgerRefused,
    LedgerUnreachable,
    NahtlosError,
)

_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: LedgerLocked,
    sqlite3.SQLITE_LOCKED: LedgerLocked,
    sqlite3.SQLITE_FULL: LedgerFull,
}
_SQLITE_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_POSTGRESQL: Final = {"53100": LedgerFull, "55P03": LedgerLocked}
_POSTGRESQL_DAMAGE: Final = frozenset({"XX001", "XX002"})
_DEADLOCK: Final = "40P01"
_OF_ONE_REQUEST: Final = (IntegrityError, DataError, ProgrammingError, NotSupportedError)


def explain(error: DBAPIError, *, ledger: str) -> NahtlosError:
    """Say what a database error means for the ledger. Its text names tables and columns, never values."""
    problem = str(error.orig).splitlines()[0] if str(error.orig) else type(error.orig).__name__
    if isinstance(error, _OF_ONE_REQUEST):
        return LedgerRefused(ledger=ledger, problem=problem)
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    state = getattr(error.orig, "sqlstate", None) or ""
    if code in _SQLITE_DAMAGE or state in _POSTGRESQL_DAMAGE:
        return LedgerCorrupt(ledger=ledger, finding=problem)
    known = _SQLITE.get(code) or _POSTGRESQL.get(state)
    return known(ledger=ledger) if known else LedgerUnreachable(ledger=ledger, problem=problem)


def spoils_all(error: Exception) -> bool:
    """Tell whether nothing of the transaction can be saved: it is not about one request."""
    return isinstance(error, LeaseLost) or (isinstance(error, DBAPIError) and not isinstance(error, _OF_ONE_REQUEST))


def is_deadlock(error: Exception) -> bool:
    """Tell whether two transactions each held what the other one wanted (PostgreSQL)."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == _DEADLOCK
