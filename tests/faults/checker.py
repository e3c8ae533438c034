"""The checker: effects in the practice systems against ledger, journal and input. It trusts none of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from stdnum import iban
from tests.workspace import ask

from nahtlos.engine.ports import EffectRecord, ItemRecord
from nahtlos.journal.history import EffectHistory, read_effects
from nahtlos.journal.verify import verify_journal
from nahtlos.practice.cases import Voucher
from nahtlos.practice.start import Practice


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that can be compared after a run."""

    vouchers: Sequence[Voucher]
    casework: Practice
    exchange: Practice
    logs: Path
    items: Sequence[ItemRecord]
    effects: Sequence[EffectRecord]


def is_good(voucher: Voucher) -> bool:
    """Whether a voucher can be transferred, found out without any code of the product."""
    try:
        born, start, end = (
            datetime.strptime(text, "%d.%m.%Y")  # noqa: DTZ007 - days have no zone
            for text in (voucher.birth_date, voucher.start, voucher.end)
        )
    except ValueError:
        return False
    return (
        born < start <= end
        and re.fullmatch(r"\d{3}[A-Z]\d{6}", voucher.customer_no) is not None
        and bool(iban.is_valid(voucher.iban))
    )


def good_vouchers(vouchers: Sequence[Voucher]) -> dict[str, Voucher]:
    """The vouchers that should arrive, by number: right, and not contradicted by another row."""
    rows: dict[str, set[Voucher]] = {}
    for voucher in vouchers:
        rows.setdefault(voucher.voucher_no, set()).add(voucher)
    return {number: next(iter(same)) for number, same in rows.items() if len(same) == 1 and is_good(next(iter(same)))}


def violations(world: World) -> list[str]:
    """Everything that was lost, done twice, done without an intent, or told wrong."""
    good = good_vouchers(world.vouchers)
    reports = ask(world.exchange, "/effects?after=0")
    receipts = ask(world.casework, "/effects?after=0")
    return [
        *_targets(world, good),
        *_counts(good, reports, "create", "exchange"),
        *_counts(good, receipts, "update", "casework"),
        *_intents(world, [*_named("exchange", reports), *_named("casework", receipts)]),
        *_ledger(world, good, len(reports) + len(receipts)),
        *_journal(world),
    ]


def _targets(world: World, good: Mapping[str, Voucher]) -> list[str]:
    """Nothing lost, nothing changed: each good voucher stands once in exchange, its receipt in casework."""
    found: list[str] = []
    reports: dict[str, list[dict[str, str]]] = {}
    for record in ask(world.exchange, "/records"):
        reports.setdefault(record["voucher_no"], []).append(record)
    vouchers = {record["voucher_no"]: record for record in ask(world.casework, "/records")}
    for number, voucher in good.items():
        there = reports.pop(number, [])
        if len(there) != 1:
            found.append(f"{number} stands {len(there)} times in exchange")
            continue
        wrong = [
            name for name in Voucher.__dataclass_fields__ if plain(there[0][name]) != plain(getattr(voucher, name))
        ]
        if wrong:
            found.append(f"{number} has another {', '.join(wrong)} in exchange")
        if vouchers[number]["receipt_no"] != there[0]["receipt_no"]:
            found.append(f"{number} has not its receipt in casework")
    return found + [f"{number} should not be in exchange" for number in reports]


def plain(text: str) -> str:
    """What two writings of one value have in common."""
    return re.sub(r"[\s€]", "", text).casefold()


def number_of(effect: Mapping[str, Any]) -> str:
    """The voucher that an effect is about."""
    after = effect["after"] or {}
    return str(after.get("voucher_no") or effect["key"])


def _counts(good: Mapping[str, Voucher], effects: Sequence[Mapping[str, Any]], kind: str, system: str) -> list[str]:
    """Nothing twice: exactly one write of the one kind for each good voucher, and no other write."""
    counts = Counter((number_of(effect), effect["kind"]) for effect in effects)
    wrong = [f"{number}: {counts[number, kind]} writes in {system}" for number in good if counts[number, kind] != 1]
    others = [f"{number}: a {what} in {system}" for number, what in counts if what != kind or number not in good]
    return wrong + others


def _named(system: str, effects: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, float]]:
    return [(system, number_of(effect), effect["ts"]) for effect in effects]


def _intents(world: World, writes: Sequence[tuple[str, str, float]]) -> list[str]:
    """Nothing without an intent: each write has one in the journal, and the journal had it first."""
    intended = journaled(world)
    found = []
    for (system, number), count in Counter((system, number) for system, number, _ in writes).items():
        known = intended.get((system, number), [])
        if len(known) < count:
            found.append(f"{number}: {count} writes in {system}, {len(known)} intents in the journal")
    for system, number, written in writes:
        first = min((entry.intended.ts for entry in intended.get((system, number), []) if entry.intended), default=None)
        if first is not None and datetime.fromisoformat(first).timestamp() > written:
            found.append(f"{number}: written in {system} before its intent")
    return found


def journaled(world: World) -> dict[tuple[str, str], list[EffectHistory]]:
    """The effects that the journal knows, by system and voucher."""
    numbers = {effect.id: str(effect.key.get("voucher_no")) for effect in world.effects}
    found: dict[tuple[str, str], list[EffectHistory]] = {}
    for history in read_effects(world.logs).values():
        if history.intended is not None:
            key = (str(history.intended.fields["system"]), numbers.get(history.effect, "?"))
            found.setdefault(key, []).append(history)
    return found


def _ledger(world: World, good: Mapping[str, Voucher], writes: int) -> list[str]:
    """The ledger tells the truth: all items have the outcome they should, all effects the state they have."""
    found = [f"line {item.line} is {item.state}" for item in world.items if item.state != "finished"]
    done = {item.key for item in world.items if item.outcome == "done"}
    found += [f"{number} is not done in the ledger" for number in good if number not in done]
    found += [f"{number} is done in the ledger" for number in done if number not in good]
    states = Counter(effect.state for effect in world.effects)
    if states["done"] != writes:
        found.append(f"the ledger knows {states['done']} writes, the systems {writes}")
    return found + [
        f"{count} effects are {state}" for state, count in states.items() if state not in ("done", "not_done")
    ]


def _journal(world: World) -> list[str]:
    report = verify_journal(world.logs)
    done = sum(1 for history in read_effects(world.logs).values() if history.outcome == "done")
    known = sum(1 for effect in world.effects if effect.state == "done")
    told = [] if done == known else [f"the journal knows {done} writes, the ledger {known}"]
    return told + ([] if report.intact else ["the journal does not verify"])
