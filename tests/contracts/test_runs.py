"""Runs and their lists."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from nahtlos.engine.ports import Ledger, NewItem
from nahtlos.errors import NotInLedger, NoWay
from nahtlos.ledger.ledger import SqlLedger


async def test_ledger_is_what_the_engine_asks_for(ledger: SqlLedger) -> None:
    """The type checker holds the port and the ledger together."""
    port: Ledger = ledger

    assert port is ledger


async def test_run_comes_back_as_it_was_stored(ledger: SqlLedger, make: Any) -> None:
    """Inputs and options keep their types."""
    run = make.run(
        profile="practice", inputs={"since": date(2026, 2, 1), "none": None},
        options={"limit": 3, "share": Decimal("0.50"), "only": ("a", "b")},
    )  # fmt: skip

    await ledger.start_run(run)

    assert run == await ledger.run("r1")


async def test_unknown_run_is_named(ledger: SqlLedger) -> None:
    """The message says which run there is not."""
    with pytest.raises(NotInLedger, match='no run "r9"'):
        await ledger.run("r9")
    with pytest.raises(NotInLedger, match='no run "r9"'):
        await ledger.set_run_state("r9", "paused")
    with pytest.raises(NotInLedger, match='no run "r9"'):
        await ledger.store_items("r9", [], stated=None, left_out=0)


async def test_list_makes_the_run_listed(ledger: SqlLedger, make: Any) -> None:
    """The list, its total and what was left out are stored together."""
    run = make.run()
    await ledger.start_run(run)

    await ledger.store_items("r1", [make.item(1)], stated=2, left_out=1)

    assert replace(run, state="listed", stated_total=2, left_out=1) == await ledger.run("r1")


async def test_items_come_back_as_they_were_stored(ledger: SqlLedger, make: Any) -> None:
    """By line, with key, record and what was decided while listing."""
    await ledger.start_run(make.run())

    await ledger.store_items(
        "r1",
        [
            make.item(2, outcome="rejected", reason="Jürgen has no birth date", code="E410"),
            make.item(1, record={"born": date(1980, 2, 29), "parts": ({"share": Decimal("1.10")},)}),
        ],
        stated=None,
        left_out=0,
    )

    first, second = await ledger.items(run="r1")
    assert (
        first.id, first.line, first.key, first.key_hash, first.state, first.outcome,
    ) == ("i1", 1, "V-1", "hash-1", "pending", None)  # fmt: skip
    assert first.record == {"born": date(1980, 2, 29), "parts": ({"share": Decimal("1.10")},)}
    assert (
        second.state, second.outcome, second.reason, second.code,
    ) == ("finished", "rejected", "Jürgen has no birth date", "E410")  # fmt: skip


async def test_list_is_stored_once(ledger: SqlLedger, make: Any) -> None:
    """A run that is listed takes no second list."""
    await make.listed(ledger, 1)

    with pytest.raises(NoWay, match='run "r1" go from "listed" to "listed"'):
        await ledger.store_items("r1", [make.item(2)], stated=None, left_out=0)

    assert len(await ledger.items(run="r1")) == 1


async def test_broken_list_leaves_nothing(ledger: SqlLedger, make: Any) -> None:
    """Two open items with one key cannot be stored, and then none is."""
    await ledger.start_run(make.run())

    with pytest.raises(Exception, match="refused a change"):
        await ledger.store_items("r1", [make.item(1), make.item(2, key_hash="hash-1")], stated=None, left_out=0)

    assert await ledger.items(run="r1") == []
    assert (await ledger.run("r1")).state == "listing"


async def test_item_open_in_another_run_is_skipped(ledger: SqlLedger, make: Any) -> None:
    """At most one open item per workflow and key, over all runs; the reason names the other run."""
    await make.listed(ledger, 2)
    await ledger.start_run(make.run("r2"))

    skipped = await ledger.store_items("r2", [make.item(2, prefix="j"), make.item(3, prefix="j")], stated=2, left_out=0)

    assert skipped == 1
    second, third = await ledger.items(run="r2")
    assert (second.state, second.outcome, second.reason) == ("finished", "skipped", "is already open in run r1")
    assert third.state == "pending"


async def test_item_finished_in_another_run_may_come_again(ledger: SqlLedger, make: Any) -> None:
    """Only open items stand in the way."""
    await make.listed(ledger, 1)
    claim = await ledger.claim("r1")
    assert claim is not None
    await ledger.finish_item("i1", "done", reason=None, code=None)
    await ledger.start_run(make.run("r2"))

    assert await ledger.store_items("r2", [make.item(1, prefix="j")], stated=1, left_out=0) == 0
    assert await ledger.claim("r2") is not None


async def test_same_key_in_another_workflow_is_another_case(ledger: SqlLedger, make: Any) -> None:
    """Keys belong to their workflow."""
    await make.listed(ledger, 1)
    await ledger.start_run(make.run("r2", workflow="another"))

    assert await ledger.store_items("r2", [make.item(1, prefix="j")], stated=1, left_out=0) == 0


async def test_latest_run_is_the_newest_unfinished(ledger: SqlLedger, make: Any, clock: Any) -> None:
    """Finished runs count only when asked for; other workflows never."""
    for run, workflow in (("r1", "a"), ("r2", "a"), ("r3", "b"), ("r4", "a")):
        await ledger.start_run(make.run(run, workflow=workflow))
        clock.advance(1)
    await ledger.set_run_state("r4", "finished")

    latest = await ledger.latest_run("a")
    newest = await ledger.latest_run("a", unfinished=False)

    assert (latest and latest.id, newest and newest.id) == ("r2", "r4")
    assert await ledger.latest_run("c") is None
    assert [run.id for run in await ledger.runs(workflow="a")] == ["r4", "r2", "r1"]
    assert [run.id for run in await ledger.runs(most=2)] == ["r4", "r3"]


async def test_counts_by_outcome_and_by_state(ledger: SqlLedger, make: Any) -> None:
    """What a balance and a list of runs need."""
    await make.listed(ledger, 4)
    for item, outcome in (("i1", "done"), ("i2", "done"), ("i3", "waiting")):
        await ledger.claim("r1")
        await ledger.finish_item(item, outcome, reason=None, code=None)  # type: ignore[arg-type]

    assert await ledger.outcomes("r1") == {"done": 2, "waiting": 1}
    assert await ledger.states("r1") == {"finished": 2, "waiting": 1, "pending": 1}
    assert [item.id for item in await ledger.items(run="r1", state="waiting")] == ["i3"]
    assert [item.id for item in await ledger.items(outcome="done")] == ["i1", "i2"]


async def test_two_runs_that_list_at_once_share_no_open_item(open_one: Any, make: Any) -> None:
    """Two processes store the same delivery at the same time: each case is open once."""
    listed = [make.item(line) for line in range(1, 301)]
    async with open_one("one") as one, open_one("two") as two:
        await one.start_run(make.run("r1"))
        await two.start_run(make.run("r2"))

        skipped = await asyncio.gather(
            one.store_items("r1", listed, stated=None, left_out=0),
            two.store_items("r2", [replace(item, id=f"j{item.line}") for item in listed], stated=None, left_out=0),
        )

        assert sorted(skipped) == [0, 300]
        states = [await one.states("r1"), await one.states("r2")]
        assert sorted(states, key=str) == [{"finished": 300}, {"pending": 300}]


async def test_pages_hold_every_item_once_in_its_order(ledger: SqlLedger, make: Any) -> None:
    """However many there are, few are in memory; what somebody asks for is chosen before."""
    await ledger.start_run(make.run())
    bad = {line: {"outcome": "rejected", "reason": "no", "code": "E420"} for line in (7, 1100)}
    items = (make.item(line, **bad.get(line, {})) for line in range(1, 1201))
    await ledger.store_items("r1", items, stated=None, left_out=0)

    pages = [page async for page in ledger.pages(run="r1")]
    wrong = [page async for page in ledger.pages(run="r1", outcomes=("rejected",))]
    everywhere = [item.line async for page in ledger.pages() for item in page]

    assert [item.line for page in pages for item in page] == list(range(1, 1201)) == everywhere
    assert max(map(len, pages)) == 500
    assert [[item.line for item in page] for page in wrong] == [[7, 1100]]
    assert await ledger.tally("r1") == {("pending", None): 1198, ("finished", "rejected"): 2}


async def test_a_list_that_breaks_off_leaves_nothing(ledger: SqlLedger, make: Any) -> None:
    """Nobody could take what was there of it, and the next attempt begins anew."""
    await ledger.start_run(make.run())

    def broken() -> Iterator[NewItem]:
        yield from (make.item(line) for line in range(1, 601))
        raise OSError("the file is gone")

    with pytest.raises(OSError, match="gone"):
        await ledger.store_items("r1", broken(), stated=None, left_out=0)
    assert await ledger.items(run="r1") == []

    await ledger.store_items("r1", [make.item(1)], stated=None, left_out=0)
    assert [item.state for item in await ledger.items(run="r1")] == ["pending"]


async def test_steps_of_several_items(ledger: SqlLedger, make: Any) -> None:
    """Each item has its own, in their order; those without any are not named."""
    await make.listed(ledger, 3)
    for item in ("i1", "i2"):
        await ledger.claim("r1")
        for path in ("read", "report"):
            ledger.record_step(make.step(item, path))
        await ledger.finish_item(item, "done", reason=None, code=None)

    found = await ledger.steps_of(["i1", "i2", "i3"])

    assert {item: [step.path for step in steps] for item, steps in found.items()} == {
        "i1": ["read", "report"], "i2": ["read", "report"],
    }  # fmt: skip
    assert await ledger.doubts_of("r1") == 0
