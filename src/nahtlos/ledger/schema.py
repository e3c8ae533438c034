"""Brings the tables to the version that this nahtlos knows.

Importing Alembic costs more than opening a ledger, so it is imported only when there is something to do.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, inspect, text

from nahtlos.errors import LedgerTooNew

VERSION: Final = "0007"
"""The newest migration."""

_ONE_AT_A_TIME: Final = 0x6E616874
"""Number of the lock in PostgreSQL: while two programs open a new ledger, one of them waits."""


def bring_up_to_date(connection: Connection, *, ledger: str) -> None:
    """Run the migrations that are missing; refuse a ledger that is newer than this nahtlos."""
    if _version(connection) == VERSION:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
    found = _version(connection)
    if found is not None and found > VERSION:
        raise LedgerTooNew(ledger=ledger, schema=found, known=VERSION)
    if found != VERSION:
        _migrate(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "nahtlos.ledger:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
