"""What people decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from nahtlos.engine.ports import Decision
from nahtlos.errors import NotInLedger, NoWay
from nahtlos.ledger.hand import Hand
from nahtlos.ledger.records import place, seq_of, stream_of
from nahtlos.ledger.tables import decisions, items

_LAST: Final = (
    select(func.coalesce(func.max(decisions.c.number), 0)).where(decisions.c.item == bindparam("of")).scalar_subquery()
)
_ITEM: Final = select(items.c.state, _LAST.label("last")).where(items.c.id == bindparam("of")).with_for_update(of=items)
_ANSWERED: Final = update(items).where(items.c.id == bindparam("of")).values(is_answered=True)
_OF_ITEM: Final = select(decisions).where(decisions.c.item == bindparam("of")).order_by(decisions.c.number)


def decide(connection: Connection, *, decision: Decision, hand: Hand) -> None:
    """Store a decision about an open item, which may then be taken (again)."""
    item = connection.execute(_ITEM, {"of": decision.item}).one_or_none()
    if item is None:
        raise NotInLedger(thing="item", id=decision.item)
    if item.state == "finished":
        raise NoWay(thing="item", id=decision.item, state="finished", wanted="decided")
    key = hand.of(decision.item, connection).key
    row = {
        "id": decision.id, "item": decision.item, "number": item.last + 1, "step": decision.step,
        "choice": decision.choice, "binds": decision.binds, "decided_by": decision.by, "decided_at": decision.at,
        "private": key.seal({"reason": decision.reason}, at=place("decisions", decision.id, "private")),
        "line_stream": stream_of(decision.line), "line_seq": seq_of(decision.line),
    }  # fmt: skip
    connection.execute(insert(decisions), row)
    connection.execute(_ANSWERED, {"of": decision.item})


def decision_rows(connection: Connection, *, item: str) -> Sequence[Row[Any]]:
    """Return the decisions about an item in their order."""
    return connection.execute(_OF_ITEM, {"of": item}).all()
