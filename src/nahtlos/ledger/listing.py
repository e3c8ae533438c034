"""Stores the whole list of a run's items, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from nahtlos.engine.ports import NewItem
from nahtlos.errors import NotInLedger, NoWay
from nahtlos.ledger.keys import Key
from nahtlos.ledger.records import place
from nahtlos.ledger.tables import items, meta, runs

_CHUNK: Final = 1_000
LISTING: Final = "listing"
"""Name of the row in `meta` that a list in the making holds, so that two lists never overlap."""

_TAKE_TURN: Final = select(meta.c.value).where(meta.c.name == LISTING).with_for_update()
_RUN: Final = select(runs.c.workflow, runs.c.state).where(runs.c.id == bindparam("this")).with_for_update()
_LISTED: Final = (
    update(runs)
    .where(runs.c.id == bindparam("this"))
    .values(state="listed", stated_total=bindparam("stated"), left_out=bindparam("without"))
)
_OPEN: Final = select(items.c.key_hash, items.c.run).where(
    items.c.workflow == bindparam("of"), items.c.state != "finished"
)


def seal_items(run: str, listed: Sequence[NewItem], *, master: Key) -> Sequence[Mapping[str, Any]]:
    """Make the rows, sealed; long work that needs no transaction."""
    return [_row(run, item, master) for item in listed]


def store_items(
    connection: Connection, *, run: str, rows: Sequence[Mapping[str, Any]], stated: int | None, left_out: int,
    master: Key,
) -> int:  # fmt: skip
    """Store the list; returns how many of its items are open in another run and were skipped for that."""
    connection.execute(_TAKE_TURN)
    workflow = _workflow_of(connection, run)
    elsewhere = {row.key_hash: row.run for row in connection.execute(_OPEN, {"of": workflow})}
    skipped = 0
    for chunk in _chunks(rows):
        ready = [_settled(row, elsewhere, master) for row in chunk]
        skipped += sum(before is not after for before, after in zip(chunk, ready, strict=True))
        connection.execute(insert(items), [{**row, "workflow": workflow} for row in ready])
    connection.execute(_LISTED, {"this": run, "stated": stated, "without": left_out})
    return skipped


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
        "state": "pending" if item.outcome is None else "finished", "code": item.code, "attempts": 0, "round": 0,
        "is_answered": False, "sealed_key": sealed_key, "private": private, "reason": reason,
    }  # fmt: skip


def _settled(row: Mapping[str, Any], elsewhere: Mapping[str, str], master: Key) -> Mapping[str, Any]:
    """Skip an item that another run has open: that run brings it to its end."""
    if row["state"] != "pending" or row["key_hash"] not in elsewhere:
        return row
    key = master.unwrap(row["sealed_key"], at=place("items", row["id"], "sealed_key"))
    reason = f"is already open in run {elsewhere[row['key_hash']]}"
    sealed = key.seal(reason, at=place("items", row["id"], "reason"))
    return {**row, "state": "finished", "outcome": "skipped", "reason": sealed}


def _chunks(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]
