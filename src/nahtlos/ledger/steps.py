"""What came of the steps of an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select

from nahtlos.engine.ports import StepRecord
from nahtlos.engine.screen import Value
from nahtlos.ledger.hand import Hand
from nahtlos.ledger.records import place
from nahtlos.ledger.tables import items, steps

_ADD: Final = insert(steps)
_OF_ITEM: Final = select(steps).where(steps.c.item == bindparam("of")).order_by(steps.c.number)

_OF_ITEMS: Final = (
    select(steps, items.c.sealed_key)
    .join(items, items.c.id == steps.c.item)
    .where(steps.c.item.in_(bindparam("of", expanding=True)))
    .order_by(steps.c.item, steps.c.number)
)


def add_step(connection: Connection, *, step: StepRecord, hand: Hand) -> None:
    """Store what came of a step; the last record of a path counts."""
    held = hand.of(step.item, connection)
    held.last_step += 1
    row = {
        "item": step.item, "number": held.last_step, "path": step.path, "outcome": step.outcome, "code": step.code,
        "fields": step.fields, "binds": step.binds,
        "private": held.key.seal(_private(step), at=place("steps", f"{step.item}/{held.last_step}", "private")),
    }  # fmt: skip
    connection.execute(_ADD, row)


def step_rows(connection: Connection, *, item: str) -> Sequence[Row[Any]]:
    """Return the steps of an item in their order."""
    return connection.execute(_OF_ITEM, {"of": item}).all()


def steps_of(connection: Connection, *, items_: Sequence[str]) -> Sequence[Row[Any]]:
    """Return the steps of several items, with the sealed keys of those."""
    return connection.execute(_OF_ITEMS, {"of": list(items_)}).all()


def _private(step: StepRecord) -> Mapping[str, Value]:
    all_of_it = {"result": step.result, "reason": step.reason, "before": step.before, "after": step.after}
    return {name: value for name, value in all_of_it.items() if value is not None}
