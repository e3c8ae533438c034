"""The checker that ends every fault test: effects in the foreign system against ledger, journal and what was wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from nahtlos.events import EffectFinished, EffectIntended
from nahtlos.testing.register import Register
from nahtlos.testing.world import World

Wanted: TypeAlias = Mapping[tuple[str, str], int]
"""(kind, key) → how often it should have been written."""


def violations(world: World, register: Register, wanted: Wanted) -> list[str]:
    """Return all that is wrong after the last resume; nothing is as it should be."""
    register.arrive(at_last=True)
    return [*_effects(register, wanted), *_intents(register), *_ledger(world), *_journal(world)]


def _effects(register: Register, wanted: Wanted) -> Iterator[str]:
    found: Counter[tuple[str, str]] = Counter((commit.kind, commit.key) for commit in register.commits)
    for what in [*wanted, *(found.keys() - wanted.keys())]:
        if found.get(what, 0) != wanted.get(what, 0):
            yield f"{what[0]} of {what[1]}: {found.get(what, 0)} times instead of {wanted.get(what, 0)}"


def _intents(register: Register) -> Iterator[str]:
    for commit in register.commits:
        if not commit.seen:
            yield f"{commit.kind} of {commit.key} without an intent"


def _ledger(world: World) -> Iterator[str]:
    for item in world.records.items.values():
        if item.state != "finished":
            yield f"item {item.key} is left {item.state}"
    for effect in world.records.effects.values():
        if effect.state not in ("done", "not_done"):
            yield f"effect {effect.id} is left {effect.state}"
    for lock in world.records.locks:
        yield f"{lock} is left locked"


def _journal(world: World) -> Iterator[str]:
    results = {event.effect: event.outcome for event in world.journal.of(EffectFinished)}
    for event in world.journal.of(EffectIntended):
        effect = world.records.effects.get(event.effect)
        if effect is None:
            yield f"{event.effect} is in the journal only"
        elif results.get(event.effect) != effect.state:
            yield f"{event.effect} is {effect.state} in the ledger, {results.get(event.effect)} in the journal"
