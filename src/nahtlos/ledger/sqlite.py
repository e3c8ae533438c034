"""A ledger in one SQLite file on a local disk."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from nahtlos.errors import LedgerAddressUnknown, LedgerCorrupt, LedgerOnNetworkDrive, LedgerUnreachable
from nahtlos.ledger.drives import network_drive

_PATIENCE: Final = 10
"""Seconds to wait for another program that writes."""

_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {_PATIENCE * 1000}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # a destroyed key must not stay in a free page
)


def sqlite_engine(url: URL) -> Engine:
    """Prepare the file; refuse one on a network drive."""
    if not url.database or url.database == ":memory:" or url.query:
        raise LedgerAddressUnknown(address=url.render_as_string())
    path = Path(url.database)
    if drive := network_drive(path.parent):
        raise LedgerOnNetworkDrive(ledger=str(path), drive=drive)
    _create(path)
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def check_pages(connection: Connection, *, ledger: str) -> None:
    """Look through the file for damage."""
    finding = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if finding != "ok":
        raise LedgerCorrupt(ledger=ledger, finding=" ".join(str(finding).split()))


def _create(path: Path) -> None:
    """Make the file readable by its owner only; SQLite gives its companions the same rights."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise LedgerUnreachable(ledger=str(path), problem=error.strerror or str(error)) from error


def _configure(connection: DBAPIConnection, _: object) -> None:
    connection.isolation_level = None  # the driver's own transactions begin too late: see `_begin`
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        _set(cursor, pragma)
    cursor.close()


def _set(cursor: DBAPICursor, pragma: str) -> None:
    """Set something of a connection; SQLite does not wait by itself while another program turns the file into WAL."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            cursor.execute(pragma)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.05)


def _begin(connection: Connection) -> None:
    """Take the right to write at once: a transaction that began by reading could be refused in the middle."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
