"""The database behind a ledger, known by its address."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from nahtlos.errors import LedgerAddressUnknown
from nahtlos.ledger.postgresql import postgresql_engine
from nahtlos.ledger.sqlite import check_pages, sqlite_engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Where the ledger is kept."""

    name: str
    """For messages: the file, or the address without its password."""
    engine: Engine

    def check(self, connection: Connection) -> None:
        """Look for damage, where the database does not do that itself."""
        if connection.dialect.name == "sqlite":
            check_pages(connection, ledger=self.name)


def database_at(address: str) -> Database:
    """Return the database that an address names."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise LedgerAddressUnknown(address=address.partition("://")[0]) from None
    match url.get_backend_name():
        case "sqlite":
            return Database(name=url.database or "", engine=sqlite_engine(url))
        case "postgresql":
            return Database(name=url.render_as_string(), engine=postgresql_engine(url))
    raise LedgerAddressUnknown(address=url.render_as_string())
