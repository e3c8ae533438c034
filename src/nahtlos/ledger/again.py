"""Has the items of a run looked at again, from a step on or from the start: nothing that was written is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, exists, or_, select, update

from nahtlos.engine.attempt import ROUND
from nahtlos.ledger.tables import items, steps

_CHUNK: Final = 500
_OTHER: Final = items.alias("other")
_OPEN_ELSEWHERE: Final = exists().where(
    _OTHER.c.workflow == items.c.workflow, _OTHER.c.key_hash == items.c.key_hash, _OTHER.c.id != items.c.id,
    _OTHER.c.state != "finished",
)  # fmt: skip
_WORKED_ON: Final = select(items.c.id).where(
    items.c.run == bindparam("of"), items.c.attempts > 0, items.c.sealed_key.is_not(None), ~_OPEN_ELSEWHERE
)
_FREE: Final = (
    update(items)
    .where(items.c.id.in_(bindparam("these", expanding=True)), items.c.state.in_(("finished", "waiting")))
    .values(state="pending", outcome=None, code=None, reason=None, is_answered=False)
)
_FORGET: Final = delete(steps).where(steps.c.item.in_(bindparam("these", expanding=True)))


def look_again(connection: Connection, *, run: str, paths: Sequence[str] | None) -> int:
    """Forget what came of these steps, and free the items that had come to them; returns how many."""
    of_steps = None if paths is None else or_(*(_is_of(path) for path in paths))
    question: Select[tuple[str]] = _WORKED_ON
    forget = _FORGET
    if of_steps is not None:
        question = question.where(exists().where(steps.c.item == items.c.id, of_steps))
        forget = forget.where(of_steps)
    chosen = [row.id for row in connection.execute(question, {"of": run})]
    for these in _chunks(chosen):
        connection.execute(forget, {"these": these})
        connection.execute(_FREE, {"these": these})
    return len(chosen)


def _is_of(path: str) -> ColumnElement[bool]:
    return or_(steps.c.path == path, steps.c.path.startswith(path + ROUND, autoescape=True))


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
