"""Opens a ledger: the database, its tables and the key, all checked before anybody works with it."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, select

from nahtlos.engine.ports import Clock
from nahtlos.errors import LedgerKeyMissing, LedgerKeyWrong
from nahtlos.ledger.database import Database, database_at
from nahtlos.ledger.keys import SIZE, Key, create_master_key, fingerprint, read_master_key
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.ledger.lifelines import Lifelines
from nahtlos.ledger.listing import LISTING
from nahtlos.ledger.schema import bring_up_to_date
from nahtlos.ledger.tables import meta
from nahtlos.ledger.turns import Turns
from nahtlos.ledger.workers import Identity, Lease
from nahtlos.ledger.writer import Writer

KEY_FILE: Final = "ledger.key"
LEASE: Final = timedelta(seconds=5)
_FINGERPRINT: Final = "master_key"


@asynccontextmanager
async def open_ledger(
    address: str, *, folder: Path, clock: Clock, worker_name: str, lease: timedelta = LEASE,
    keys: Path | None = None, master_key: bytes | None = None,
) -> AsyncIterator[SqlLedger]:  # fmt: skip
    """Open the ledger at `sqlite:///…` or `postgresql://…`; made at first use.

    `folder` holds the lifelines of the workers on this computer; `keys` (else `folder`) the key file, unless the key is
    handed in.
    """
    database = database_at(address)
    identity = Identity(name=worker_name, host=socket.gethostname(), pid=os.getpid(), lifeline=secrets.token_hex(16))
    own = Lease(identity=identity, length=lease, clock=clock, lifelines=Lifelines(folder / "workers"))
    writer = Writer(engine=database.engine, ledger=database.name, pulse=own)
    try:
        master = Key(await writer.ask(partial(_prepare, database=database, folder=keys or folder, given=master_key)))
    except BaseException:
        await writer.close(own.end)
        raise
    turns = Turns(folder / "turns", clock=clock)
    ledger = SqlLedger(
        writer=writer, lease=own, clock=clock, master=master, worker_name=worker_name, turns=turns
    )  # fmt: skip
    try:
        yield ledger
    finally:
        await ledger.close()


def _prepare(connection: Connection, *, database: Database, folder: Path, given: bytes | None) -> bytes:
    database.check(connection)
    bring_up_to_date(connection, ledger=database.name)
    return _master_key(connection, ledger=database.name, path=folder / KEY_FILE, given=given)


def _master_key(connection: Connection, *, ledger: str, path: Path, given: bytes | None) -> bytes:
    """Return the key that this ledger was made with; a new ledger is made with a new one."""
    connection.execute(select(meta).where(meta.c.name == LISTING).with_for_update())
    known = connection.scalar(select(meta.c.value).where(meta.c.name == _FINGERPRINT))
    secret = given or read_master_key(path)
    if secret is None:
        if known is not None:
            raise LedgerKeyMissing(ledger=ledger, path=str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        secret = create_master_key(path)
    if len(secret) != SIZE or known not in (None, fingerprint(secret)):
        raise LedgerKeyWrong(ledger=ledger, source="that was handed in" if given else str(path))
    if known is None:
        connection.execute(insert(meta), {"name": _FINGERPRINT, "value": fingerprint(secret)})
    return secret
