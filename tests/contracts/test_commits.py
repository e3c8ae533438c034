"""When something is durable: group commit, rides, and requests that fail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from nahtlos.errors import KeyLocked, LedgerRefused, NotInLedger
from nahtlos.ledger.ledger import SqlLedger


@pytest.fixture
def commits(ledger: SqlLedger) -> list[str]:
    """Counts the commits of the ledger."""
    seen: list[str] = []
    event.listen(ledger._writer.engine, "commit", lambda _: seen.append("commit"))
    return seen


async def test_what_waits_is_committed_at_once(ledger: SqlLedger, make: Any, commits: list[str]) -> None:
    """Twenty intents that wait together cost far fewer than twenty commits."""
    await make.listed(ledger, 20)
    for _ in range(20):
        await ledger.claim("r1")
    commits.clear()

    await asyncio.gather(*(ledger.intend(make.effect(f"i{number}")) for number in range(1, 21)))

    assert len(commits) < 10
    assert len(await ledger.effects(run="r1")) == 20


async def test_step_without_effect_costs_no_commit(ledger: SqlLedger, make: Any, commits: list[str]) -> None:
    """Its record rides with the next commit, in order."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")
    commits.clear()

    for number in range(50):
        ledger.record_step(make.step("i1", f"step-{number}"))
    await ledger.finish_item("i1", "skipped", reason=None, code=None)

    assert len(commits) == 1
    assert [f"step-{number}" for number in range(50)] == [step.path for step in await ledger.steps("i1")]


async def test_rides_are_stored_at_the_end(open_one: Any, make: Any) -> None:
    """Closing the ledger makes durable what still rides."""
    async with open_one() as ledger:
        await make.listed(ledger, 1)
        await ledger.claim("r1")
        await ledger.begin_item("i1")
        ledger.record_step(make.step("i1"))

    async with open_one() as again:
        assert [make.step("i1")] == await again.steps("i1")
        assert (await again.item("i1")).attempts == 1


async def test_failing_request_does_not_spoil_the_others(ledger: SqlLedger, make: Any) -> None:
    """Two want the same record in one transaction: one is refused, all others are stored."""
    await make.listed(ledger, 4)
    for _ in range(4):
        await ledger.claim("r1")
    ledger.record_step(make.step("i4"))

    results = await asyncio.gather(
        ledger.intend(make.effect("i1", key_hash="same")),
        ledger.intend(make.effect("i2", key_hash="same")),
        ledger.release("i9"),
        ledger.intend(make.effect("i3")),
        return_exceptions=True,
    )

    assert [type(None), KeyLocked, NotInLedger, type(None)] == [type(result) for result in results]
    assert [effect.id for effect in await ledger.effects(run="r1")] == ["i1/report/1", "i3/report/1"]
    assert [make.step("i4")] == await ledger.steps("i4")


async def test_database_error_is_isolated_too(ledger: SqlLedger, make: Any) -> None:
    """A row that the database refuses is the problem of one request."""
    await make.listed(ledger, 1)

    results = await asyncio.gather(
        ledger.start_run(make.run("r1")), ledger.start_run(make.run("r2")), return_exceptions=True
    )

    assert isinstance(results[0], LedgerRefused)
    assert results[1] is None
    assert (await ledger.run("r2")).id == "r2"


async def test_ride_that_fails_is_not_silent(ledger: SqlLedger, make: Any) -> None:
    """Nobody waits for a ride, so the next one who waits is told; then work goes on."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")
    ledger.record_step(make.step("i9"))

    with pytest.raises(NotInLedger, match='no item "i9"'):
        await ledger.intend(make.effect("i1"))

    assert await ledger.effects(run="r1") == []
    await ledger.intend(make.effect("i1"))


async def test_ride_that_fails_last_is_told_at_the_end(open_one: Any, make: Any) -> None:
    """There is no next one who waits but the one who closes."""
    with pytest.raises(NotInLedger, match='no item "i9"'):
        async with open_one() as ledger:
            ledger.record_step(make.step("i9"))


async def test_value_that_is_none_of_a_record_is_refused(ledger: SqlLedger, make: Any) -> None:
    """The sentence names the type, never the value."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")

    with pytest.raises(TypeError, match="a float is no value of a record"):
        await ledger.intend(make.effect("i1", after={"share": 0.5}))


async def test_order_is_kept(ledger: SqlLedger, make: Any, finish_effect: Callable[..., Any]) -> None:
    """What was asked first happens first, also without waiting in between."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")

    await asyncio.gather(
        ledger.intend(make.effect("i1")),
        finish_effect(ledger, "i1/report/1", "in_doubt"),
        finish_effect(ledger, "i1/report/1", "done"),
        ledger.finish_item("i1", "done", reason=None, code=None),
    )

    assert (await ledger.item("i1")).outcome == "done"
