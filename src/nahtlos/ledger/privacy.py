"""What the ledger knows for privacy: erasures, holds, and requests that take two people."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Literal, cast

from sqlalchemy import Connection, Delete, Executable, Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import OperationalError

from nahtlos.ledger import erasure
from nahtlos.ledger.keys import Key
from nahtlos.ledger.records import place
from nahtlos.ledger.tables import holds, requests, runs
from nahtlos.ledger.writer import Writer

Use = Literal["case", "disclose"]
_ONE: Final = select(requests).where(requests.c.id == bindparam("this"))
_GRANT: Final = (
    update(requests)
    .where(requests.c.id == bindparam("this"))
    .values(granted_by=bindparam("by"), granted_at=bindparam("at", type_=requests.c.granted_at.type))
)
_FORGET: Final = delete(requests).where(
    requests.c.requested_at < bindparam("before", type_=requests.c.requested_at.type)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Somebody wants to know what is recorded about one person."""

    id: str
    use: Use
    person: str
    """The natural key, in clear; encrypted at rest."""
    reason: str
    by: str
    at: datetime
    granted_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether an item may be erased."""

    item: str
    is_open: bool
    is_held: bool
    erased_at: datetime | None


class PrivacyLedger:
    """The questions and changes of privacy, done by the writer of a ledger."""

    def __init__(self, writer: Writer, master: Key) -> None:
        self._writer = writer
        self._master = master

    # -------------------------------------------------------------- erasure

    async def standing(self, items: Collection[str]) -> Sequence[Standing]:
        """Return how items are; those that are not known are left out."""
        rows = await self._writer.ask(partial(erasure.standing, of=items))
        return [
            Standing(item=row.id, is_open=row.state != "finished", is_held=row.is_held, erased_at=row.erased_at)
            for row in rows
        ]

    async def overdue(self, workflow: str, *, before: datetime) -> Sequence[str]:
        """Return the finished items of a workflow that ended before a moment and have not been erased."""
        return await self._writer.ask(partial(erasure.overdue, workflow=workflow, before=before))

    async def workflows(self) -> Sequence[str]:
        """Return the names of all workflows that ever ran."""
        return await self._writer.ask(lambda connection: connection.scalars(select(runs.c.workflow).distinct()).all())

    async def open_items(self) -> Mapping[str, str]:
        """Return what is not finished: items and their runs."""
        return await self._writer.ask(erasure.open_items)

    async def erase(self, items: Collection[str], *, now: datetime) -> None:
        """Destroy the keys of finished items; durable when this returns."""
        await self._writer.ask(partial(erasure.erase, gone=items, now=now))

    async def clean(self) -> bool:
        """Take what was overwritten out of the files, too; False where somebody keeps the database from it now."""
        with suppress(OperationalError, sqlite3.OperationalError):
            return await asyncio.to_thread(erasure.clean, self._writer.engine)
        return False

    # -------------------------------------------------------------- holds

    async def hold(self, kind: str, id_: str, *, by: str, at: datetime, reason: str) -> None:
        """Forbid to erase an item, or all items of a run."""
        sealed = self._master.seal(reason, at=place("holds", f"{kind}/{id_}", "reason"))
        row = {"kind": kind, "id": id_, "held_by": by, "held_at": at, "reason": sealed}

        def change(connection: Connection) -> None:
            connection.execute(_hold(kind, id_))
            connection.execute(insert(holds), row)

        await self._writer.ask(change)

    async def release(self, kind: str, id_: str) -> bool:
        """Allow it again; False: nothing was on hold."""
        return await self._do(_hold(kind, id_), {}) > 0

    async def holds(self) -> frozenset[tuple[str, str]]:
        """Return kind and id of everything on hold."""
        rows = await self._writer.ask(lambda connection: connection.execute(select(holds)).all())
        return frozenset((row.kind, row.id) for row in rows)

    # -------------------------------------------------------------- requests

    async def add_request(self, request: Request) -> None:
        """Keep a request, encrypted."""
        private = {"person": request.person, "reason": request.reason}
        row = {
            "id": request.id, "use": request.use, "requested_by": request.by, "requested_at": request.at,
            "private": self._master.seal(private, at=place("requests", request.id, "private")),
        }  # fmt: skip
        await self._do(insert(requests), row)

    async def request(self, id_: str) -> Request | None:
        """Return a request."""
        row = await self._writer.ask(lambda connection: connection.execute(_ONE, {"this": id_}).one_or_none())
        return None if row is None else self._read(row)

    async def grant_request(self, id_: str, *, by: str, at: datetime) -> None:
        """Note that a second person agreed."""
        await self._do(_GRANT, {"this": id_, "by": by, "at": at})

    async def forget_requests(self, *, before: datetime) -> None:
        """Delete requests that were made before a moment."""
        await self._do(_FORGET, {"before": before})

    async def _do(self, change: Executable, facts: Mapping[str, object]) -> int:
        return await self._writer.ask(lambda connection: connection.execute(change, facts).rowcount)

    def _read(self, row: Row[Any]) -> Request:
        private = cast(Mapping[str, str], self._master.unseal(row.private, at=place("requests", row.id, "private")))
        return Request(
            id=row.id, use=row.use, person=private["person"], reason=private["reason"], by=row.requested_by,
            at=row.requested_at, granted_by=row.granted_by,
        )  # fmt: skip


def _hold(kind: str, id_: str) -> Delete:
    return delete(holds).where(holds.c.kind == kind, holds.c.id == id_)
