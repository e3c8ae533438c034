"""Questions about items, and how work on one begins and ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, exists, or_, select, tuple_, update

from nahtlos.engine.ports import FOR_PEOPLE, ItemState, Outcome
from nahtlos.errors import ItemNotHeld, NotInLedger, NoWay
from nahtlos.ledger.hand import Hand
from nahtlos.ledger.records import place
from nahtlos.ledger.tables import effects, items, runs, workers

STATE_OF: Final[dict[Outcome, ItemState]] = {"waiting": "waiting", "in_doubt": "in_doubt"}
"""Outcomes that leave an item open; all others finish it."""
OPEN_EFFECT: Final = ("intended", "in_doubt")

WITH_WORKER: Final = select(items, workers.c.name.label("worker_name"), workers.c.lease_until).outerjoin(
    workers, workers.c.id == items.c.worker
)
PAGE: Final = 500
"""How many items are in memory at once where all are gone through."""
_ONE: Final = WITH_WORKER.where(items.c.id == bindparam("this"))
_IN_ORDER: Final = WITH_WORKER.order_by(items.c.run, items.c.line)
_HOLDER: Final = select(items.c.state, items.c.worker).where(items.c.id == bindparam("this"))

_BEGIN: Final = update(items).where(items.c.id == bindparam("this")).values(attempts=items.c.attempts + 1)
_OF_MINE: Final = update(items).where(
    items.c.id == bindparam("this"), items.c.worker == bindparam("me"), items.c.state == "running"
)
_RELEASE: Final = _OF_MINE.values(state="pending", left_at=bindparam("now"))
_RELEASE_ALL: Final = (
    update(items)
    .where(items.c.run == bindparam("of"), items.c.worker == bindparam("me"), items.c.state == "running")
    .values(state="pending", left_at=bindparam("now"))
)
_LEAVE: Final = _OF_MINE.values(
    state=bindparam("wanted"),
    outcome=bindparam("came"),
    code=bindparam("why"),
    reason=bindparam("words"),
    left_at=bindparam("now"),
    round=select(runs.c.round).where(runs.c.id == items.c.run).scalar_subquery(),
)
_FINISH: Final = _LEAVE.where(~exists().where(effects.c.item == items.c.id, effects.c.state.in_(OPEN_EFFECT))).values(
    is_answered=False
)


def item_row(connection: Connection, *, item: str) -> Row[Any]:
    """Return one item."""
    row = connection.execute(_ONE, {"this": item}).one_or_none()
    if row is None:
        raise NotInLedger(thing="item", id=item)
    return row


def item_rows(
    connection: Connection, *, run: str | None, outcome: Outcome | None, state: ItemState | None
) -> Sequence[Row[Any]]:
    """Return items by run and line."""
    wanted = {items.c.run: run, items.c.outcome: outcome, items.c.state: state}
    conditions = [column == value for column, value in wanted.items() if value is not None]
    return connection.execute(_IN_ORDER.where(*conditions)).all()


def item_page(
    connection: Connection, *, run: str | None, outcomes: Sequence[Outcome], is_for_people: bool,
    after: tuple[str, int],
) -> Sequence[Row[Any]]:  # fmt: skip
    """Return the next items by run and line, behind the one at that place."""
    question = _IN_ORDER.limit(PAGE)
    if run is None:
        question = question.where(tuple_(items.c.run, items.c.line) > tuple_(*after))
    else:
        question = question.where(items.c.run == run, items.c.line > after[1])
    if outcomes:
        question = question.where(items.c.outcome.in_(outcomes))
    if is_for_people:
        question = question.where(or_(items.c.outcome.in_(FOR_PEOPLE), items.c.state != "finished"))
    return connection.execute(question).all()


def begin_item(connection: Connection, *, item: str) -> None:
    """Count an attempt."""
    connection.execute(_BEGIN, {"this": item})


def finish_item(
    connection: Connection, *, item: str, outcome: Outcome, reason: str | None, code: str | None, me: int | None,
    hand: Hand, now: datetime,
) -> None:  # fmt: skip
    """Store what came of an item; one with an open effect cannot be finished."""
    sealed = None if reason is None else hand.of(item, connection).key.seal(reason, at=place("items", item, "reason"))
    state = STATE_OF.get(outcome)
    change = _FINISH if state is None else _LEAVE
    facts = {
        "this": item, "me": me, "now": now, "wanted": state or "finished", "came": outcome, "why": code,
        "words": sealed,
    }  # fmt: skip
    if connection.execute(change, facts).rowcount == 0:
        raise _why_not(connection, item, outcome, me)
    hand.drop(item)


def release(connection: Connection, *, item: str, me: int | None, hand: Hand, now: datetime) -> None:
    """Give an item back."""
    if connection.execute(_RELEASE, {"this": item, "me": me, "now": now}).rowcount == 0:
        raise _why_not(connection, item, "pending", me)
    hand.drop(item)


def release_all(connection: Connection, *, run: str, me: int | None, now: datetime) -> None:
    """Give back every item of a run that this worker still holds."""
    connection.execute(_RELEASE_ALL, {"of": run, "me": me, "now": now})


def _why_not(connection: Connection, item: str, wanted: str, me: int | None) -> Exception:
    row = connection.execute(_HOLDER, {"this": item}).one_or_none()
    if row is None:
        return NotInLedger(thing="item", id=item)
    if row.worker != me or row.state != "running":
        return ItemNotHeld(item=item)
    return NoWay(thing="item", id=item, state="running, with a write of which nobody knows the end", wanted=wanted)
