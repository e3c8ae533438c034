"""Who works on what: items are taken once, in order, and come back only for a reason."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from nahtlos.engine.ports import Outcome
from nahtlos.errors import ItemNotHeld, NotInLedger, NoWay
from nahtlos.ledger.ledger import SqlLedger


async def test_lowest_line_comes_first(ledger: SqlLedger, make: Any, claim_all: Any) -> None:
    """The order of the delivery, not of the storing."""
    await ledger.start_run(make.run())
    await ledger.store_items("r1", [make.item(3), make.item(1), make.item(2)], stated=None, left_out=0)

    assert [claim.item.id for claim in await claim_all(ledger)] == ["i1", "i2", "i3"]


async def test_claim_knows_the_item(ledger: SqlLedger, make: Any) -> None:
    """Record and key in clear, and who has it now."""
    await make.listed(ledger, 1)

    claim = await ledger.claim("r1")

    assert claim is not None
    assert claim.item.record == {"name": "Jürgen", "line": 1}
    assert (
        claim.item.key, claim.item.state, claim.item.worker, claim.item.attempts,
    ) == ("V-1", "running", "host-1", 0)  # fmt: skip
    assert (claim.steps, claim.effects, claim.decisions, claim.taken_over_from) == ({}, [], [], None)


async def test_decided_while_listing_is_never_taken(ledger: SqlLedger, make: Any, claim_all: Any) -> None:
    """Rejected and duplicate items are finished from the start."""
    await ledger.start_run(make.run())
    listed = [make.item(1, outcome="rejected"), make.item(2), make.item(3, outcome="skipped")]
    await ledger.store_items("r1", listed, stated=None, left_out=0)

    assert [claim.item.id for claim in await claim_all(ledger)] == ["i2"]


async def test_other_runs_keep_their_items(ledger: SqlLedger, make: Any, claim_all: Any) -> None:
    """A claim is about one run."""
    await make.listed(ledger, 1, run="r1", workflow="a")
    await make.listed(ledger, 1, run="r2", workflow="b")

    assert [claim.item.id for claim in await claim_all(ledger, "r2")] == ["r2-1"]


@pytest.mark.parametrize("outcome", ["done", "skipped", "kept", "rejected", "failed"])
async def test_finished_item_is_never_taken_again(
    ledger: SqlLedger, make: Any, outcome: Outcome, claim_all: Any
) -> None:
    """Not even after a resume."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")
    await ledger.finish_item("i1", outcome, reason="because", code="E410")
    await ledger.set_run_state("r1", "listed")

    assert await claim_all(ledger) == []
    item = await ledger.item("i1")
    assert ("finished", outcome, "because", "E410") == (item.state, item.outcome, item.reason, item.code)


async def test_waiting_item_comes_back_after_a_decision_only(ledger: SqlLedger, make: Any, claim_all: Any) -> None:
    """A resume does not ask again what a person has not answered."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")
    await ledger.finish_item("i1", "waiting", reason=None, code=None)
    await ledger.set_run_state("r1", "listed")
    assert await claim_all(ledger) == []

    await ledger.decide(make.decision("i1"))

    assert (await ledger.item("i1")).is_answered
    (claim,) = await claim_all(ledger)
    assert [decision.id for decision in claim.decisions] == ["d1"]
    assert claim.decisions[0] == make.decision("i1")


async def test_old_decision_does_not_answer_a_new_question(ledger: SqlLedger, make: Any, claim_all: Any) -> None:
    """A decision that a claim has seen is used up."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")
    await ledger.finish_item("i1", "waiting", reason=None, code=None)
    await ledger.decide(make.decision("i1"))
    await ledger.claim("r1")
    await ledger.finish_item("i1", "waiting", reason=None, code=None)

    assert await claim_all(ledger) == []


async def test_decision_during_work_is_not_lost(ledger: SqlLedger, make: Any, claim_all: Any) -> None:
    """A claim that began before it has not seen it, so the item comes back."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")
    await ledger.decide(make.decision("i1"))
    await ledger.finish_item("i1", "waiting", reason=None, code=None)

    assert [claim.item.id for claim in await claim_all(ledger)] == ["i1"]


async def test_nothing_is_decided_about_a_finished_item(ledger: SqlLedger, make: Any) -> None:
    """It says so instead of storing a decision that nobody reads."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")
    await ledger.finish_item("i1", "failed", reason=None, code=None)

    with pytest.raises(NoWay, match='item "i1" go from "finished" to "decided"'):
        await ledger.decide(make.decision("i1"))
    with pytest.raises(NotInLedger, match='no item "i9"'):
        await ledger.decide(make.decision("i9", "d2"))


async def test_doubt_does_not_come_back_in_a_circle(ledger: SqlLedger, make: Any, claim_all: Any) -> None:
    """The engine claims until nothing is left; what it leaves in doubt must not be handed out again."""
    await make.listed(ledger, 3)
    seen = []
    while claim := await ledger.claim("r1"):
        seen.append(claim.item.id)
        await ledger.finish_item(claim.item.id, "in_doubt", reason=None, code=None)

    assert seen == ["i1", "i2", "i3"]
    assert await claim_all(ledger) == []


async def test_doubt_comes_back_once_per_resume(ledger: SqlLedger, make: Any) -> None:
    """Setting a run to `listed` begins a new round."""
    await make.listed(ledger, 1)
    for _ in range(3):
        await ledger.set_run_state("r1", "listed")

        assert await ledger.claim("r1") is not None
        await ledger.finish_item("i1", "in_doubt", reason=None, code=None)
        assert await ledger.claim("r1") is None


async def test_doubt_comes_back_in_another_process(open_one: Any, make: Any) -> None:
    """A new process begins a round with its first claim."""
    async with open_one("one") as one:
        await make.listed(one, 1)
        await one.claim("r1")
        await one.finish_item("i1", "in_doubt", reason="unclear", code="E420")

    async with open_one("two") as two:
        claim = await two.claim("r1")

        assert claim is not None
        assert (claim.item.outcome, claim.item.reason) == (None, None)
        await two.finish_item("i1", "in_doubt", reason=None, code=None)
        assert await two.claim("r1") is None


async def test_two_processes_do_not_pass_a_doubt_to_and_fro(open_one: Any, make: Any) -> None:
    """Both claim until nothing is left: each doubt is looked at at most once per process that joined."""
    async with open_one("one") as one, open_one("two") as two:
        await make.listed(one, 2)
        looks = 0
        for _ in range(10):
            for ledger in (one, two):
                if claim := await ledger.claim("r1"):
                    looks += 1
                    await ledger.finish_item(claim.item.id, "in_doubt", reason=None, code=None)

    assert looks <= 4


async def test_decision_about_a_doubt_brings_it_back(ledger: SqlLedger, make: Any) -> None:
    """A person who says what happened ends the wait."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")
    await ledger.finish_item("i1", "in_doubt", reason=None, code=None)

    await ledger.decide(make.decision("i1", choice="done"))

    claim = await ledger.claim("r1")
    assert claim is not None
    assert claim.decisions[0].choice == "done"


async def test_released_item_is_pending_again(ledger: SqlLedger, make: Any) -> None:
    """A stop gives back what was not finished."""
    await make.listed(ledger, 2)
    await ledger.claim("r1")

    await ledger.release("i1")

    assert await ledger.states("r1") == {"pending": 2}
    claim = await ledger.claim("r1")
    assert claim is not None
    assert (claim.item.id, claim.taken_over_from) == ("i1", None)


async def test_resume_takes_up_what_this_process_dropped(ledger: SqlLedger, make: Any, clock: Any) -> None:
    """A run that broke off in the middle goes on in the same process."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")
    await ledger.intend(make.effect("i1"))
    assert await ledger.claim("r1") is None
    clock.advance(1)

    await ledger.set_run_state("r1", "listed")

    claim = await ledger.claim("r1")
    assert claim is not None
    assert (claim.item.id, claim.taken_over_from) == ("i1", clock.now())


async def test_only_the_holder_changes_an_item(open_one: Any, make: Any) -> None:
    """Finish, release and intents of anybody else are refused."""
    async with open_one("one") as one, open_one("two") as two:
        await make.listed(one, 2)
        await one.claim("r1")
        await two.claim("r1")

        with pytest.raises(ItemNotHeld, match='"i1"'):
            await two.finish_item("i1", "done", reason=None, code=None)
        with pytest.raises(ItemNotHeld, match='"i1"'):
            await two.release("i1")
        with pytest.raises(ItemNotHeld, match='"i1"'):
            await two.intend(make.effect("i1"))
        assert (await one.item("i1")).worker == "one"


async def test_item_is_finished_once(ledger: SqlLedger, make: Any) -> None:
    """A second outcome does not replace the first."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")
    await ledger.finish_item("i1", "done", reason=None, code=None)

    with pytest.raises(ItemNotHeld):
        await ledger.finish_item("i1", "failed", reason=None, code=None)
    with pytest.raises(ItemNotHeld):
        await ledger.release("i1")
    with pytest.raises(NotInLedger):
        await ledger.release("i9")

    assert (await ledger.item("i1")).outcome == "done"


@pytest.mark.parametrize("lanes", [1, 3])
async def test_no_item_is_taken_twice(open_one: Any, make: Any, lanes: int) -> None:
    """Two processes with several lanes each take 120 items; each item goes to exactly one of them."""

    async def lane(ledger: SqlLedger) -> Sequence[str]:
        taken = []
        while claim := await ledger.claim("r1"):
            taken.append(claim.item.id)
            await ledger.finish_item(claim.item.id, "done", reason=None, code=None)
        return taken

    async with open_one("one") as one, open_one("two") as two:
        await make.listed(one, 120)

        taken = await asyncio.gather(*(lane(ledger) for ledger in (one, two) for _ in range(lanes)))

    everything = [item for items in taken for item in items]
    assert 120 == len(everything) == len(set(everything))


async def test_cancelled_claim_leaves_nothing_taken(ledger: SqlLedger, make: Any) -> None:
    """Whoever stops waiting for an item does not keep it."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")
    await ledger.release("i1")
    waiting = asyncio.ensure_future(ledger.claim("r1"))  # noqa: TID251 - cancelled on purpose
    await asyncio.sleep(0)

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await ledger.paused()

    claim = await ledger.claim("r1")
    assert claim is not None
    assert claim.item.id == "i1"


async def test_attempts_are_counted(ledger: SqlLedger, make: Any) -> None:
    """Each beginning is one attempt."""
    await make.listed(ledger, 1)
    for _ in range(2):
        await ledger.claim("r1")
        await ledger.begin_item("i1")
        await ledger.release("i1")

    assert (await ledger.item("i1")).attempts == 2
