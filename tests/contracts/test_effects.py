"""Intents, results and the lock on a foreign record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest

from nahtlos.engine.ports import EffectState, Ledger, LineRef
from nahtlos.engine.transitions import may_follow
from nahtlos.errors import KeyLocked, NotInLedger, NoWay
from nahtlos.ledger.ledger import SqlLedger

STATES: tuple[EffectState, ...] = get_args(EffectState)


@pytest.fixture
async def at_work(ledger: SqlLedger, make: Any) -> SqlLedger:
    """A ledger with items 1 and 2 in hand."""
    await make.listed(ledger, 3)
    await ledger.claim("r1")
    await ledger.claim("r1")
    return ledger


async def test_intent_comes_back_as_it_was_stored(at_work: Ledger, make: Any) -> None:
    """Before-image, after-image and key keep their types."""
    effect = make.effect(
        "i1", kind="update", before={"since": date(2026, 1, 1), "note": None}, after={"since": date(2026, 2, 1)},
        intent_line=LineRef(stream="host-1", seq=7),
    )  # fmt: skip

    await at_work.intend(effect)

    assert [effect] == await at_work.effects(item="i1")
    assert [effect] == await at_work.effects(run="r1")


async def test_result_is_stored_with_both_lines(at_work: Ledger, make: Any) -> None:
    """What was found, and where the journal says so."""
    effect = make.effect("i1")
    intent, result = LineRef(stream="host-1", seq=1), LineRef(stream="host-2", seq=2**40)
    await at_work.intend(effect)

    await at_work.finish_effect(effect.id, "done", found={"name": "Jürgen"}, intent_line=intent, result_line=result)

    expected = replace(effect, state="done", found={"name": "Jürgen"}, intent_line=intent, result_line=result)
    assert [expected] == await at_work.effects(item="i1")


@pytest.mark.parametrize("after", STATES)
@pytest.mark.parametrize("before", ["intended", "in_doubt", "not_done", "done", "failed"])
async def test_results_follow_the_table_of_transitions(
    at_work: Ledger, make: Any, finish_effect: Any, before: EffectState, after: EffectState
) -> None:
    """What the engine's table does not know is refused; the same result may be stored again."""
    await at_work.intend(make.effect("i1"))
    if before != "intended":
        await finish_effect(at_work, "i1/report/1", before)

    expected: EffectState
    if after != "intended" and (before == after or may_follow("effect", before, after)):
        await finish_effect(at_work, "i1/report/1", after)
        expected = after
    else:
        with pytest.raises(NoWay, match=f'go from "{before}" to "{after}"'):
            await finish_effect(at_work, "i1/report/1", after)
        expected = before

    assert expected == (await at_work.effects(item="i1"))[0].state


@pytest.mark.parametrize("state", ["intended", "in_doubt", "done", "failed"])
async def test_effect_is_not_intended_twice(at_work: Ledger, make: Any, finish_effect: Any, state: EffectState) -> None:
    """Neither what happened nor what nobody knows may be written again."""
    await at_work.intend(make.effect("i1"))
    if state != "intended":
        await finish_effect(at_work, "i1/report/1", state)

    with pytest.raises(NoWay, match=f'effect "i1/report/1" go from "{state}" to "intended"'):
        await at_work.intend(make.effect("i1", after={"name": "another"}))

    assert (await at_work.effects(item="i1"))[0].after == {"name": "Jürgen"}


async def test_what_did_not_happen_may_be_intended_again(at_work: Ledger, make: Any, finish_effect: Any) -> None:
    """With new facts; nothing of the first result stays."""
    await at_work.intend(make.effect("i1"))
    await at_work.finish_effect(
        "i1/report/1", "not_done", found={"a": 1}, intent_line=None, result_line=LineRef(stream="s", seq=1)
    )
    again = make.effect("i1", after={"name": "Jörg"})

    await at_work.intend(again)

    assert [again] == await at_work.effects(item="i1")
    with pytest.raises(KeyLocked):
        await at_work.intend(make.effect("i2", key_hash=again.key_hash))


async def test_effects_come_in_the_order_of_their_intents(at_work: Ledger, make: Any, finish_effect: Any) -> None:
    """Also when the clock stands still, and for one that is intended again."""
    for number in (2, 1, 3):
        await at_work.intend(make.effect("i1", number))
        await finish_effect(at_work, f"i1/report/{number}", "not_done")
    await at_work.intend(make.effect("i1", 2))

    assert [e.id for e in await at_work.effects(item="i1")] == ["i1/report/1", "i1/report/3", "i1/report/2"]


async def test_one_writer_per_record(at_work: Ledger, make: Any) -> None:
    """Another item that wants to write to the same record is refused, and nothing of it is stored."""
    await at_work.intend(make.effect("i1", key_hash="same"))

    with pytest.raises(KeyLocked, match="this report"):
        await at_work.intend(make.effect("i2", key_hash="same"))

    assert await at_work.effects(item="i2") == []


@pytest.mark.parametrize("other", [{"system": "casework"}, {"resource": "person"}, {"key_hash": "another"}])
async def test_another_record_is_free(at_work: Ledger, make: Any, other: dict[str, str]) -> None:
    """The lock is on system, resource and key."""
    await at_work.intend(make.effect("i1", key_hash="same"))

    await at_work.intend(make.effect("i2", **{"key_hash": "same", **other}))

    assert len(await at_work.effects(item="i2")) == 1


@pytest.mark.parametrize("state", ["done", "not_done", "failed"])
async def test_result_frees_the_record(at_work: Ledger, make: Any, finish_effect: Any, state: EffectState) -> None:
    """Whoever comes next may write."""
    await at_work.intend(make.effect("i1", key_hash="same"))

    await finish_effect(at_work, "i1/report/1", state)

    await at_work.intend(make.effect("i2", key_hash="same"))


async def test_doubt_keeps_the_record(at_work: Ledger, make: Any, finish_effect: Any) -> None:
    """Nobody writes over something that may still be on its way; not even after the item was left."""
    await at_work.intend(make.effect("i1", key_hash="same"))
    await finish_effect(at_work, "i1/report/1", "in_doubt")
    await at_work.finish_item("i1", "in_doubt", reason=None, code=None)

    with pytest.raises(KeyLocked):
        await at_work.intend(make.effect("i2", key_hash="same"))

    await at_work.set_run_state("r1", "listed")
    for _ in ("i1", "i2"):
        await at_work.claim("r1")
    await finish_effect(at_work, "i1/report/1", "done")
    await at_work.intend(make.effect("i2", key_hash="same"))


async def test_item_may_write_twice_to_its_own_record(at_work: Ledger, make: Any, finish_effect: Any) -> None:
    """The lock belongs to the item; it goes with the effect that took it."""
    await at_work.intend(make.effect("i1", 1, key_hash="same"))
    await at_work.intend(make.effect("i1", 2, key_hash="same"))
    await finish_effect(at_work, "i1/report/2", "done")

    with pytest.raises(KeyLocked):
        await at_work.intend(make.effect("i2", key_hash="same"))

    await finish_effect(at_work, "i1/report/1", "done")
    await at_work.intend(make.effect("i2", key_hash="same"))


@pytest.mark.parametrize("outcome", ["done", "skipped", "failed", "rejected", "kept"])
async def test_item_with_an_open_effect_cannot_be_finished(at_work: Ledger, make: Any, outcome: Any) -> None:
    """An item whose write is uncertain stays open, whatever the engine believes."""
    await at_work.intend(make.effect("i1"))

    with pytest.raises(NoWay, match="of which nobody knows the end"):
        await at_work.finish_item("i1", outcome, reason=None, code=None)

    await at_work.finish_item("i1", "in_doubt", reason=None, code=None)


async def test_writes_are_counted(at_work: Ledger, make: Any, finish_effect: Any) -> None:
    """What was or may have been written; what certainly was not does not count."""
    for number, state in enumerate(STATES, start=1):
        await at_work.intend(make.effect("i1", number, key_hash=str(number)))
        if state != "intended":
            await finish_effect(at_work, f"i1/report/{number}", state)

    assert len(STATES) - 1 == await at_work.writes_of("r1")
    assert await at_work.writes_of("r2") == 0


async def test_unknown_effects_are_named(at_work: Ledger, make: Any, finish_effect: Any) -> None:
    """The message says which effect or item there is not."""
    with pytest.raises(NotInLedger, match='no effect "e9"'):
        await finish_effect(at_work, "e9")
    with pytest.raises(NotInLedger, match='no item "i9"'):
        await at_work.intend(make.effect("i9"))


async def test_claim_brings_what_is_known(at_work: SqlLedger, make: Any) -> None:
    """Steps (the last of each path) and effects come with the item."""
    at_work.record_step(make.step("i1", "look", outcome="failed"))
    at_work.record_step(make.step("i1", "look", result={"number": "E-1", "parts": ("a",)}))
    at_work.record_step(make.step("i1", "report", outcome="in_doubt", before={"a": None}, after={"a": 1}, binds="b"))
    await at_work.intend(make.effect("i1"))
    await at_work.finish_item("i1", "in_doubt", reason="it is unclear", code="E420")
    await at_work.set_run_state("r1", "listed")

    claim = await at_work.claim("r1")

    assert claim is not None
    assert claim.steps == {
        "look": make.step("i1", "look", result={"number": "E-1", "parts": ("a",)}),
        "report": make.step("i1", "report", outcome="in_doubt", before={"a": None}, after={"a": 1}, binds="b"),
    }
    assert [make.effect("i1")] == claim.effects
