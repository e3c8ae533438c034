"""A ledger in PostgreSQL, for work on several machines."""

from __future__ import annotations

import importlib.util
from typing import Final

from sqlalchemy import URL, Engine, NullPool, create_engine

from nahtlos.errors import LedgerDriverMissing

_OPTIONS: Final = "-c synchronous_commit=on -c lock_timeout=10s -c default_transaction_isolation=read\\ committed"
"""What the promises of the ledger need, whatever the server's own settings say."""


def postgresql_engine(url: URL) -> Engine:
    """Prepare the connection; nothing is asked of the server yet."""
    if importlib.util.find_spec("psycopg") is None:
        raise LedgerDriverMissing
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"options": _OPTIONS, "connect_timeout": 10, "application_name": "nahtlos"},
    )
