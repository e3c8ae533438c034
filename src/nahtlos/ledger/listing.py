"""Stores the whole list of a run's items, or nothing; a long list comes in pieces.

Until the last piece is there, the items are drafts: finished without an outcome, so that nobody takes them, and that
they stand in nobody's way. The last change makes items of them, all at once. What a list that broke off left behind is
removed when the run is listed again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from nahtlos.engine.ports import NewItem
from nahtlos.errors import NotInLedger, NoWay
from nahtlos.ledger.keys import Key
from nahtlos.ledger.records import place
from nahtlos.ledger.tables import items, meta, runs

CHUNK: Final = 500
"""How many items of a list are in memory at once."""
LISTING: Final = "listing"
"""Name of the row in `meta` that a list in the making holds, so that two lists never overlap."""

_TAKE_TURN: Final = select(meta.c.value).where(meta.c.name == LISTING).with_for_update()
_RUN: Final = select(runs.c.workflow, runs.c.state).where(runs.c.id == bindparam("this")).with_for_update()
_LISTED: Final = (
    update(runs)
    .where(runs.c.id == bindparam("this"))
    .values(state="listed", stated_total=bindparam("stated"), left_out=bindparam("without"))
)
_DRAFTS: Final = (items.c.run == bindparam("of"), items.c.state == "finished", items.c.outcome.is_(None))
_DROP: Final = delete(items).where(
    items.c.run == bindparam("of"), items.c.run.in_(select(runs.c.id).where(runs.c.state == "listing"))
)
_others = items.alias("others")
_OPEN_ELSEWHERE: Final = (
    select(items.c.id, items.c.sealed_key, _others.c.run.label("other"))
    .join(_others, (_others.c.workflow == items.c.workflow) & (_others.c.key_hash == items.c.key_hash))
    .where(*_DRAFTS, _others.c.state != "finished")
)
_SKIP: Final = (
    update(items).where(items.c.id == bindparam("this")).values(outcome="skipped", reason=bindparam("sealed"))
)
_MAKE_ITEMS: Final = update(items).where(*_DRAFTS).values(state="pending")


def seal_items(run: str, listed: Sequence[NewItem], *, master: Key) -> Sequence[Mapping[str, Any]]:
    """Make the rows, sealed; long work that needs no transaction."""
    return [_row(run, item, master) for item in listed]


def drop_drafts(connection: Connection, *, run: str) -> None:
    """Remove what there is of a list; that of a run that is listed stays."""
    connection.execute(_DROP, {"of": run})


def begin_list(connection: Connection, *, run: str) -> None:
    """Make room for a list; raises when the run has one."""
    _workflow_of(connection, run)
    drop_drafts(connection, run=run)


def add_drafts(connection: Connection, *, run: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store a piece of a list."""
    workflow = _workflow_of(connection, run)
    connection.execute(insert(items), [{**row, "workflow": workflow} for row in rows])


def end_list(connection: Connection, *, run: str, stated: int | None, left_out: int, master: Key) -> int:
    """Make items of all drafts; returns how many are open in another run and were skipped for that."""
    connection.execute(_TAKE_TURN)
    _workflow_of(connection, run)
    skipped = [_skipped(row, master) for row in connection.execute(_OPEN_ELSEWHERE, {"of": run})]
    if skipped:
        connection.execute(_SKIP, skipped)
    connection.execute(_MAKE_ITEMS, {"of": run})
    connection.execute(_LISTED, {"this": run, "stated": stated, "without": left_out})
    return len(skipped)


def _workflow_of(connection: Connection, run: str) -> str:
    found = connection.execute(_RUN, {"this": run}).one_or_none()
    if found is None:
        raise NotInLedger(thing="run", id=run)
    if found.state != "listing":
        raise NoWay(thing="run", id=run, state=found.state, wanted="listed")
    workflow: str = found.workflow
    return workflow


def _row(run: str, item: NewItem, master: Key) -> Mapping[str, Any]:
    key, sealed_key = master.new_key(at=place("items", item.id, "sealed_key"))
    private = key.seal({"key": item.key, "record": item.record}, at=place("items", item.id, "private"))
    reason = None if item.reason is None else key.seal(item.reason, at=place("items", item.id, "reason"))
    return {
        "id": item.id, "run": run, "line": item.line, "key_hash": item.key_hash, "outcome": item.outcome,
        "state": "finished", "code": item.code, "attempts": 0, "round": 0,
        "is_answered": False, "sealed_key": sealed_key, "private": private, "reason": reason,
    }  # fmt: skip


def _skipped(row: Any, master: Key) -> Mapping[str, Any]:
    """Skip an item that another run has open: that run brings it to its end."""
    key = master.unwrap(row.sealed_key, at=place("items", row.id, "sealed_key"))
    sealed = key.seal(f"is already open in run {row.other}", at=place("items", row.id, "reason"))
    return {"this": row.id, "sealed": sealed}
