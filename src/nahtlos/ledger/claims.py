"""Takes the next item that nobody works on.

Free is: pending; answered by a person since it was left; in doubt, once per round (a round begins when a worker joins
or when the run is resumed, so nobody probes the same doubt in a circle); left by a worker that is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from nahtlos.engine.ports import Claim, EffectRecord
from nahtlos.ledger.decisions import decision_rows
from nahtlos.ledger.effects import effect_rows_of
from nahtlos.ledger.hand import Hand
from nahtlos.ledger.items import OPEN_EFFECT, WITH_WORKER
from nahtlos.ledger.records import decision_record, effect_record, item_record, key_of, step_record
from nahtlos.ledger.steps import step_rows
from nahtlos.ledger.tables import items, runs


def _first(*conditions: Any) -> Select[Any]:
    """Ask for the lowest line; on PostgreSQL, past those that another worker is just taking."""
    return (
        WITH_WORKER.where(items.c.run == bindparam("of"), *conditions)
        .order_by(items.c.line)
        .limit(1)
        .with_for_update(of=items, skip_locked=True)
    )


_ROUND: Final = select(runs.c.round).where(runs.c.id == bindparam("of")).scalar_subquery()
_PENDING: Final = _first(items.c.state == "pending")
_ANSWERED: Final = _first(items.c.is_answered, items.c.state.in_(("waiting", "in_doubt")))
_IN_DOUBT: Final = _first(items.c.state == "in_doubt", items.c.round < _ROUND)
_ABANDONED: Final = _first(items.c.state == "running", items.c.worker.in_(bindparam("gone", expanding=True)))
_TAKE: Final = (
    update(items)
    .where(items.c.id == bindparam("this"))
    .values(state="running", worker=bindparam("me"), is_answered=False, outcome=None, code=None, reason=None)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """Who takes."""

    worker: int | None
    name: str
    hand: Hand


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    steps: Sequence[Row[Any]] = ()
    effects: Sequence[Row[Any]] = ()
    decisions: Sequence[Row[Any]] = ()


def claim(connection: Connection, *, run: str, gone: Sequence[int], by: Claimant) -> Claim | None:
    """Take the free item with the lowest line, with everything known about it."""
    row = _lowest_free(connection, run, gone)
    if row is None:
        return None
    connection.execute(_TAKE, {"this": row.id, "me": by.worker})
    key = key_of("items", row.id, row.sealed_key, master=by.hand.master)
    assert key is not None, "only finished items are erased"
    known = _known(connection, row)
    by.hand.take(row.id, key=key, last_step=max((step.number for step in known.steps), default=0))
    effects = [effect_record(effect, key) for effect in known.effects]
    item = item_record(row, by.hand.master)
    return Claim(
        item=replace(item, state="running", worker=by.name, outcome=None, reason=None, code=None, is_answered=False),
        steps={step.path: step_record(step, key) for step in known.steps},
        effects=effects,
        decisions=[decision_record(decision, key) for decision in known.decisions],
        taken_over_from=_taken_over_from(row, effects),
    )


def _known(connection: Connection, row: Row[Any]) -> _Known:
    """Ask what came of an item so far; nothing, if nobody has had it and nobody has decided about it."""
    if row.worker is None and not row.is_answered:
        return _Known()
    return _Known(
        steps=step_rows(connection, item=row.id),
        effects=effect_rows_of(connection, item=row.id),
        decisions=decision_rows(connection, item=row.id),
    )


def _lowest_free(connection: Connection, run: str, gone: Sequence[int]) -> Row[Any] | None:
    questions = [_PENDING, _ANSWERED, _IN_DOUBT, *([_ABANDONED] if gone else [])]
    found = (connection.execute(question, {"of": run, "gone": gone}).one_or_none() for question in questions)
    return min((row for row in found if row is not None), key=lambda row: row.line, default=None)


def _taken_over_from(row: Row[Any], effects: Sequence[EffectRecord]) -> datetime | None:
    """Return until when whoever had it before could still have acted."""
    moment: datetime | None = None
    if row.state == "running":
        moment = row.lease_until
    elif any(effect.state in OPEN_EFFECT for effect in effects):
        moment = row.left_at
    return moment
