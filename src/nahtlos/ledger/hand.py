"""The items that this process has in hand: their keys, and how many of their steps are stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from nahtlos.errors import NotInLedger
from nahtlos.ledger.keys import Key
from nahtlos.ledger.records import key_of
from nahtlos.ledger.tables import items, steps

_LOAD: Final = select(
    items.c.sealed_key,
    select(func.coalesce(func.max(steps.c.number), 0))
    .where(steps.c.item == items.c.id)
    .scalar_subquery()
    .label("last"),
).where(items.c.id == bindparam("this"))


@dataclass(slots=True, kw_only=True)
class Held:
    """An item in hand."""

    key: Key
    last_step: int


class Hand:
    """Spares a question per change; belongs to the thread of the writer."""

    def __init__(self, master: Key) -> None:
        self.master = master
        self._held: dict[str, Held] = {}

    def take(self, item: str, *, key: Key, last_step: int) -> None:
        """Remember an item that was just claimed."""
        self._held[item] = Held(key=key, last_step=last_step)

    def of(self, item: str, connection: Connection) -> Held:
        """Return what is known of an item; one that was not claimed here is asked for."""
        return self._held.get(item) or self._load(item, connection)

    def _load(self, item: str, connection: Connection) -> Held:
        row = connection.execute(_LOAD, {"this": item}).one_or_none()
        key = None if row is None else key_of("items", item, row.sealed_key, master=self.master)
        if row is None or key is None:
            raise NotInLedger(thing="item", id=item)
        self._held[item] = Held(key=key, last_step=row.last)
        return self._held[item]

    def drop(self, item: str) -> None:
        """Forget an item."""
        self._held.pop(item, None)
