"""The tables are what the migrations make, and only a nahtlos that knows them works with them."""

from __future__ import annotations

import asyncio
import sys
from importlib.resources import files
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from nahtlos.errors import LedgerTooNew
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.ledger.schema import VERSION
from nahtlos.ledger.tables import METADATA


async def test_migrations_make_the_tables(ledger: SqlLedger) -> None:
    """What the code believes is what the database has."""

    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA))

    assert await ledger._writer.ask(differences) == []


async def test_partial_indexes_are_partial(ledger: SqlLedger, make: Any) -> None:
    """Many finished items may share a key; only open ones may not."""
    await ledger.start_run(make.run())
    same = [make.item(line, key_hash="same", outcome="rejected") for line in range(1, 4)]

    await ledger.store_items("r1", [*same, make.item(4, key_hash="same")], stated=None, left_out=0)

    assert await ledger.states("r1") == {"finished": 3, "pending": 1}


def test_version_is_the_newest_migration() -> None:
    """The cheap look at the version knows the last file."""
    names = [path.name for path in files("nahtlos.ledger").joinpath("migrations/versions").iterdir()]

    assert f"v{VERSION}_" == max(name for name in names if name.startswith("v"))[: len(VERSION) + 2]


async def test_newer_ledger_is_refused(open_one: Any) -> None:
    """An old nahtlos does not touch what a newer one has changed."""
    async with open_one() as ledger:
        await ledger._writer.ask(
            lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        )

    with pytest.raises(LedgerTooNew, match=f"version 9999, .* knows versions up to {VERSION}"):
        async with open_one():
            pass


async def test_new_ledger_opened_by_many_at_once(open_one: Any) -> None:
    """The tables are made once."""

    async def look() -> frozenset[str]:
        async with open_one() as ledger:
            paused: frozenset[str] = await ledger.paused()
            return paused

    assert [frozenset()] * 5 == await asyncio.gather(*(look() for _ in range(5)))


async def test_ledger_that_is_up_to_date_needs_no_alembic(open_one: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its import is slow, so it happens only when there is something to migrate."""
    async with open_one():
        pass
    monkeypatch.setitem(sys.modules, "alembic", None)

    async with open_one() as ledger:
        assert frozenset() == await ledger.paused()
