"""What all workers of a world share: the rows of a ledger in memory, and who may change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

from nahtlos.engine.ports import Decision, EffectRecord, ItemRecord, ItemState, RunRecord, StepRecord
from nahtlos.engine.transitions import may_follow
from nahtlos.errors import NotInLedger, NoWay
from nahtlos.ledger.payload import decode, encode

T = TypeVar("T")
OPEN_EFFECT = frozenset({"intended", "in_doubt"})


@dataclass(frozen=True, slots=True)
class Change:
    """A thing went from one state to another."""

    thing: Literal["item", "effect"]
    id: str
    before: str
    after: str


@dataclass(slots=True, kw_only=True)
class Lease:
    """Until when a worker holds its items; it renews by itself as long as the worker lives and is not away."""

    length: float = 30.0
    stands_at: datetime | None = None
    """It is not renewed any more: the worker is away or dead."""
    is_cut: bool = False
    """The process is gone for certain."""
    is_lost: bool = False
    """Another worker has taken over."""

    def until(self, now: datetime) -> datetime:
        """When it ends."""
        return self.stands_at or now + timedelta(seconds=self.length)

    def stop(self, now: datetime) -> None:
        """Renew no more."""
        self.stands_at = self.until(now)


@dataclass(slots=True, kw_only=True)
class Records:
    """The rows of a ledger."""

    runs: dict[str, RunRecord] = field(default_factory=dict)
    items: dict[str, ItemRecord] = field(default_factory=dict)
    steps: dict[str, list[StepRecord]] = field(default_factory=dict)
    """By item."""
    effects: dict[str, EffectRecord] = field(default_factory=dict)
    """In the order of their (last) intents."""
    decisions: list[Decision] = field(default_factory=list)
    locks: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """(system, resource, key) → the item that writes."""
    accounts: dict[tuple[str, str], str] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    leases: dict[str, Lease] = field(default_factory=dict)
    """By worker."""
    rounds: dict[str, int] = field(default_factory=dict)
    """By run: how often it began or went on."""
    left: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    """By item: when, and in which round, somebody gave it out of hand."""
    changes: list[Change] = field(default_factory=list)
    """All states that things have been in."""

    def items_of(self, run: str) -> Sequence[ItemRecord]:
        """Return the items of a run by line."""
        return sorted((item for item in self.items.values() if item.run == run), key=lambda item: item.line)

    def effects_of(self, item: str) -> Sequence[EffectRecord]:
        """Return the effects of an item in the order of their intents."""
        return [effect for effect in self.effects.values() if effect.item == item]

    def item(self, id_: str) -> ItemRecord:
        """Return an item."""
        if id_ not in self.items:
            raise NotInLedger(thing="item", id=id_)
        return self.items[id_]

    def move_item(self, id_: str, state: ItemState, **changes: Any) -> ItemRecord:
        """Bring an item into a state that may follow."""
        known = self.items.get(id_)
        self._note("item", id_, known.state if known else "", state)
        self.items[id_] = replace(self.item(id_), state=state, **changes)
        return self.items[id_]

    def add_item(self, item: ItemRecord) -> None:
        """Store a new item."""
        self._note("item", item.id, "", item.state)
        self.items[item.id] = item

    def move_effect(self, effect: EffectRecord, *, before: str) -> None:
        """Store an effect in its new state."""
        if effect.state != before or may_follow("effect", before, effect.state):
            self._note("effect", effect.id, before, effect.state)
        if effect.state == "intended":
            self.effects.pop(effect.id, None)
        self.effects[effect.id] = effect

    def _note(self, thing: Literal["item", "effect"], id_: str, before: str, after: str) -> None:
        if not may_follow(thing, before, after):
            raise NoWay(thing=thing, id=id_, state=before, wanted=after)
        self.changes.append(Change(thing, id_, before, after))


def stored(value: T) -> T:
    """Return a value as it comes back from a ledger; a type that a ledger cannot hold is an error."""
    return decode(encode(value))  # type: ignore[arg-type,return-value]
