"""Destroys the keys of items, and overwrites what they had sealed; outcomes and references to the journal stay."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Connection,
    Engine,
    Row,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    text,
    update,
)

from nahtlos.ledger.tables import decisions, effects, holds, items, runs, steps

NOTHING: Final = b""
_CHUNK: Final = 500
_PATIENCE: Final = "10s"
"""How long the cleaning may keep others from the items."""
_GONE: Final[BindParameter[Any]] = bindparam("gone", expanding=True)

_ENDED: Final = select(items.c.id).where(items.c.id.in_(_GONE), items.c.state == "finished").with_for_update()
_ITEMS: Final = (
    update(items)
    .where(items.c.id.in_(_GONE))
    .values(
        sealed_key=None,
        private=NOTHING,
        reason=case((items.c.reason.is_(None), None), else_=NOTHING),
        key_hash=literal("erased:") + items.c.id,
        erased_at=func.coalesce(items.c.erased_at, bindparam("now", type_=items.c.erased_at.type)),
    )
)
_STEPS: Final = update(steps).where(steps.c.item.in_(_GONE)).values(private=NOTHING)
_EFFECTS: Final = (
    update(effects)
    .where(effects.c.item.in_(_GONE))
    .values(
        private=NOTHING,
        found=case((effects.c.found.is_(None), None), else_=NOTHING),
        key_hash=literal("erased:") + effects.c.id,
    )
)
_DECISIONS: Final = update(decisions).where(decisions.c.item.in_(_GONE)).values(private=NOTHING)
_IS_HELD: Final = (
    select(holds.c.id)
    .where(
        or_(
            and_(holds.c.kind == "item", holds.c.id == items.c.id),
            and_(holds.c.kind == "run", holds.c.id == items.c.run),
        )
    )
    .exists()
)
_STATES: Final = (
    select(items.c.id, items.c.state, items.c.erased_at, _IS_HELD.label("is_held"))
    .order_by(items.c.id)
    .where(items.c.id.in_(_GONE))
)
_ENDED_AT: Final = func.coalesce(items.c.left_at, runs.c.started_at)
"""Items that were decided when they were listed were never left."""
_BEFORE: Final = bindparam("before", type_=items.c.left_at.type)
_OVERDUE: Final = (
    select(items.c.id)
    .join(runs, runs.c.id == items.c.run)
    .where(
        items.c.workflow == bindparam("of"),
        items.c.state == "finished",
        items.c.sealed_key.is_not(None),
        _ENDED_AT < _BEFORE,
        ~_IS_HELD,
    )
    .order_by(items.c.id)
)
_OPEN: Final = select(items.c.id, items.c.run).where(items.c.state != "finished")
_FORGOTTEN_RUNS: Final = (
    update(runs)
    .where(
        runs.c.sealed_key.is_not(None),
        runs.c.state == "finished",
        select(items.c.id).where(items.c.run == runs.c.id).exists(),
        ~select(items.c.id).where(items.c.run == runs.c.id, items.c.sealed_key.is_not(None)).exists(),
    )
    .values(sealed_key=None, private=NOTHING)
)


def standing(connection: Connection, *, of: Collection[str]) -> Sequence[Row[Any]]:
    """Return id, state, `erased_at` and `is_held` of items."""
    return [row for part in _chunks(sorted(of)) for row in connection.execute(_STATES, {"gone": part})]


def overdue(connection: Connection, *, workflow: str, before: datetime) -> Sequence[str]:
    """Return the finished items of a workflow whose time is over, but for those on hold."""
    return connection.scalars(_OVERDUE, {"of": workflow, "before": before}).all()


def open_items(connection: Connection) -> Mapping[str, str]:
    """Return what is not finished: items and their runs."""
    return {row.id: row.run for row in connection.execute(_OPEN)}


def erase(connection: Connection, *, gone: Collection[str], now: datetime) -> None:
    """Destroy the keys of finished items for good, and of runs that have no other items."""
    for part in _chunks(sorted(gone)):
        ended = connection.scalars(_ENDED, {"gone": part}).all()
        for change in (_ITEMS, _STEPS, _EFFECTS, _DECISIONS):
            connection.execute(change, {"gone": ended, **({"now": now} if change is _ITEMS else {})})
    connection.execute(_FORGOTTEN_RUNS)


def clean(engine: Engine) -> bool:
    """Take what was overwritten out of the files of the database, too; False while others keep it from that."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"SET lock_timeout = '{_PATIENCE}'"))
            connection.execute(text("VACUUM (FULL) items"))
            return True
    # `secure_delete` has put zeros into the pages; what was there before stands in the log until a checkpoint.
    raw = engine.raw_connection()
    try:
        is_busy, *_ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy
    finally:
        raw.close()


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
