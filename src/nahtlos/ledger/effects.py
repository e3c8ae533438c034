"""Writes to foreign systems: intents, results, and the lock that one writer holds on a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Row, Text, bindparam, delete, func, insert, select, text, update

from nahtlos.engine.ports import EffectRecord, EffectState, LineRef
from nahtlos.engine.screen import Value
from nahtlos.engine.transitions import may_follow
from nahtlos.errors import ItemNotHeld, KeyLocked, NotInLedger, NoWay
from nahtlos.ledger.hand import Hand
from nahtlos.ledger.items import OPEN_EFFECT
from nahtlos.ledger.keys import Key
from nahtlos.ledger.records import place, seq_of, stream_of
from nahtlos.ledger.tables import effects, items, locks

_LAST: Final = (
    select(func.coalesce(func.max(effects.c.number), 0)).where(effects.c.item == bindparam("of")).scalar_subquery()
)
_BEFORE_INTENT: Final = (
    select(items.c.run, items.c.worker, items.c.state, effects.c.state.label("known"), _LAST.label("last"))
    .outerjoin(effects, effects.c.id == bindparam("this"))
    .where(items.c.id == bindparam("of"))
)
_ADD: Final = insert(effects)
_REPLACE: Final = update(effects).where(effects.c.id == bindparam("this"))
_LOCK: Final = text(
    "INSERT INTO locks (system, resource, key_hash, effect, item)"
    " VALUES (:system, :resource, :key_hash, :effect, :item) ON CONFLICT DO NOTHING"
)
_RECORD: Final = (
    locks.c.system == bindparam("system"),
    locks.c.resource == bindparam("resource"),
    locks.c.key_hash == bindparam("key_hash"),
)
_LOCKED_BY: Final = select(locks.c.item).where(*_RECORD)
_UNLOCK: Final = delete(locks).where(*_RECORD, locks.c.effect == bindparam("of"))
_RECORD_OF: Final = (effects.c.system, effects.c.resource, effects.c.key_hash)
_BEFORE_RESULT: Final = (
    select(effects.c.item, effects.c.state, *_RECORD_OF, items.c.worker, items.c.state.label("item_state"))
    .join(items, items.c.id == effects.c.item)
    .where(effects.c.id == bindparam("this"))
)
_RESULT: Final = (
    update(effects)
    .where(effects.c.id == bindparam("this"))
    .values(
        state=bindparam("came"),
        found=bindparam("seen"),
        intent_stream=func.coalesce(bindparam("stream", type_=Text), effects.c.intent_stream),
        intent_seq=func.coalesce(bindparam("seq", type_=BigInteger), effects.c.intent_seq),
        result_stream=bindparam("last_stream"),
        result_seq=bindparam("last_seq"),
    )
)
_OF_ITEM: Final = select(effects).where(effects.c.item == bindparam("of")).order_by(effects.c.number)
_WITH_KEY: Final = (
    select(effects, items.c.sealed_key)
    .join(items, items.c.id == effects.c.item)
    .order_by(effects.c.intended_at, effects.c.item, effects.c.number)
)
_WRITES: Final = select(func.count()).where(effects.c.run == bindparam("of"), effects.c.state != "not_done")

_DOUBTS: Final = select(func.count()).where(effects.c.run == bindparam("of"), effects.c.state.in_(OPEN_EFFECT))


def intend(connection: Connection, *, effect: EffectRecord, me: int | None, hand: Hand) -> None:
    """Store an intent and lock the record it is about.

    The same effect may be intended again only after it is known not to have happened.
    """
    known = connection.execute(_BEFORE_INTENT, {"this": effect.id, "of": effect.item}).one_or_none()
    if known is None:
        raise NotInLedger(thing="item", id=effect.item)
    if known.worker != me or known.state != "running":
        raise ItemNotHeld(item=effect.item)
    if not may_follow("effect", known.known or "", "intended"):
        raise NoWay(thing="effect", id=effect.id, state=known.known, wanted="intended")
    row = {"run": known.run, "number": known.last + 1, **_row(effect, hand.of(effect.item, connection).key)}
    if known.known is None:
        connection.execute(_ADD, row)
    else:
        connection.execute(_REPLACE.values(row), {"this": effect.id})
    _lock(connection, effect)


def finish_effect(
    connection: Connection, *, effect: str, state: EffectState, found: Mapping[str, Value] | None,
    intent_line: LineRef | None, result_line: LineRef | None, me: int | None, hand: Hand,
) -> None:  # fmt: skip
    """Store the result of an effect; its lock goes unless it is in doubt."""
    known = connection.execute(_BEFORE_RESULT, {"this": effect}).one_or_none()
    if known is None:
        raise NotInLedger(thing="effect", id=effect)
    if known.worker != me or known.item_state != "running":
        raise ItemNotHeld(item=known.item)
    if state == "intended" or (known.state != state and not may_follow("effect", known.state, state)):
        raise NoWay(thing="effect", id=effect, state=known.state, wanted=state)
    key = hand.of(known.item, connection).key
    facts = {
        "this": effect, "came": state, "stream": stream_of(intent_line), "seq": seq_of(intent_line),
        "last_stream": stream_of(result_line), "last_seq": seq_of(result_line),
        "seen": None if found is None else key.seal(found, at=place("effects", effect, "found")),
    }  # fmt: skip
    connection.execute(_RESULT, facts)
    if state not in OPEN_EFFECT:
        connection.execute(_UNLOCK, {"of": effect, **_record(known)})


def effect_rows_of(connection: Connection, *, item: str) -> Sequence[Row[Any]]:
    """Return the effects of an item in the order of their intents."""
    return connection.execute(_OF_ITEM, {"of": item}).all()


def effect_rows(connection: Connection, *, run: str | None, item: str | None) -> Sequence[Row[Any]]:
    """Return effects with the sealed key of their item."""
    wanted = {effects.c.run: run, effects.c.item: item}
    conditions = [column == value for column, value in wanted.items() if value is not None]
    return connection.execute(_WITH_KEY.where(*conditions)).all()


def count_writes(connection: Connection, *, run: str) -> int:
    """Count what was or may have been written."""
    return connection.scalar(_WRITES, {"of": run}) or 0


def count_doubts(connection: Connection, *, run: str) -> int:
    """Count those of which nobody knows."""
    return connection.scalar(_DOUBTS, {"of": run}) or 0


def _lock(connection: Connection, effect: EffectRecord) -> None:
    record = _record(effect)
    if connection.execute(_LOCK, {**record, "effect": effect.id, "item": effect.item}).rowcount == 0:
        owner = connection.scalar(_LOCKED_BY, record)
        if owner != effect.item:
            raise KeyLocked(record=effect.resource)


def _record(effect: Any) -> Mapping[str, str]:
    return {"system": effect.system, "resource": effect.resource, "key_hash": effect.key_hash}


def _row(effect: EffectRecord, key: Key) -> Mapping[str, Any]:
    private = {"key": effect.key, "before": effect.before, "after": effect.after}
    return {
        "id": effect.id, "item": effect.item, "step": effect.step, "kind": effect.kind, "system": effect.system,
        "resource": effect.resource, "key_hash": effect.key_hash, "state": "intended",
        "intended_at": effect.intended_at, "worker": effect.worker,
        "private": key.seal(private, at=place("effects", effect.id, "private")), "found": None,
        "intent_stream": stream_of(effect.intent_line), "intent_seq": seq_of(effect.intent_line),
        "result_stream": None, "result_seq": None,
    }  # fmt: skip
