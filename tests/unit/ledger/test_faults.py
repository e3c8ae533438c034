"""What databases say, in our words."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError

from nahtlos.errors import (
    LedgerCorrupt,
    LedgerFull,
    LedgerLocked,
    LedgerRefused,
    LedgerUnreachable,
    NahtlosError,
)
from nahtlos.ledger.faults import explain


class Sqlite(sqlite3.OperationalError):
    """An error with a code."""

    def __init__(self, code: int) -> None:
        super().__init__("what SQLite says")
        self.sqlite_errorcode = code


class Postgresql(Exception):  # noqa: N818 - stands for psycopg's
    """An error with a state."""

    def __init__(self, sqlstate: str | None, words: str = "what the server says\nDETAIL: and more") -> None:
        super().__init__(words)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Sqlite(sqlite3.SQLITE_BUSY), LedgerLocked),
        (Sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), LedgerLocked),
        (Sqlite(sqlite3.SQLITE_LOCKED), LedgerLocked),
        (Sqlite(sqlite3.SQLITE_FULL), LedgerFull),
        (Sqlite(sqlite3.SQLITE_CORRUPT), LedgerCorrupt),
        (Sqlite(sqlite3.SQLITE_NOTADB), LedgerCorrupt),
        (Sqlite(sqlite3.SQLITE_IOERR_FSYNC), LedgerUnreachable),
        (Sqlite(sqlite3.SQLITE_READONLY), LedgerUnreachable),
        (Postgresql("53100"), LedgerFull),
        (Postgresql("55P03"), LedgerLocked),
        (Postgresql("XX001"), LedgerCorrupt),
        (Postgresql("57P01"), LedgerUnreachable),
        (Postgresql(None), LedgerUnreachable),  # no connection: no state
    ],
)
def test_each_fault_has_its_sentence(said: Exception, expected: type[NahtlosError]) -> None:
    """By code, not by words."""
    assert isinstance(explain(OperationalError("SQL", {}, said), ledger="the ledger"), expected)


@pytest.mark.parametrize("kind", [IntegrityError, DataError])
def test_refused_row_is_a_fault_of_ours(kind: type[DBAPIError]) -> None:
    """The first line only: what follows may show a row."""
    error = explain(kind("SQL", {}, Postgresql("23505", "is not unique\nDETAIL: Key (id)=(Jürgen)")), ledger="l")

    assert isinstance(error, LedgerRefused)
    assert "is not unique" in str(error)
    assert "Jürgen" not in str(error)


def test_fault_without_words_has_a_name() -> None:
    """Never an empty sentence."""
    error = explain(OperationalError("SQL", {}, Postgresql(None, "")), ledger="l")

    assert "Postgresql" in str(error)
