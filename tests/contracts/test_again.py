"""Items are looked at again from a step on or from the start; what was written is not forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from nahtlos.engine.ports import Outcome, StepRecord
from nahtlos.ledger.ledger import SqlLedger


async def work_on(ledger: SqlLedger, item: str, *, outcome: Outcome = "done", paths: tuple[str, ...] = ()) -> None:
    """Take the next item, do steps of it, and leave it."""
    claim = await ledger.claim("r1")
    assert claim is not None and claim.item.id == item
    await ledger.begin_item(item)
    for path in paths:
        ledger.record_step(StepRecord(item=item, path=path, outcome="done", result={"value": path}))
    await ledger.finish_item(item, outcome, reason=None, code=None)


async def paths_of(ledger: SqlLedger, item: str) -> list[str]:
    return [step.path for step in await ledger.steps(item)]


async def test_from_the_start_everything_that_was_worked_on_is_free_again(
    ledger: SqlLedger, make: Any, claim_all: Any
) -> None:
    """Finished or waiting, in the order of their lines and without what came of their steps."""
    await make.listed(ledger, 3)
    await work_on(ledger, "i1", paths=("report", "receipt"))
    await work_on(ledger, "i2", outcome="waiting", paths=("report",))

    again = await ledger.look_again("r1", None)

    assert again == 2
    assert [claim.item.id for claim in await claim_all(ledger)] == ["i1", "i2", "i3"]
    assert await paths_of(ledger, "i1") == []
    assert (await ledger.item("i1")).outcome is None


async def test_from_a_step_the_others_are_remembered(ledger: SqlLedger, make: Any, claim_all: Any) -> None:
    """With all rounds of the step; an item that never came to it stays finished."""
    await make.listed(ledger, 2)
    await work_on(ledger, "i1", paths=("report", "letters_1#a_b", "letters_1#c", "lettersx1#d"))
    await work_on(ledger, "i2", outcome="rejected", paths=("report",))

    again = await ledger.look_again("r1", ["letters_1"])

    assert again == 1
    assert await paths_of(ledger, "i1") == ["report", "lettersx1#d"]
    claims = await claim_all(ledger)
    assert [claim.item.id for claim in claims] == ["i1"]
    assert set(claims[0].steps) == {"report", "lettersx1#d"}


async def test_what_was_never_worked_on_stays(ledger: SqlLedger, make: Any, claim_all: Any) -> None:
    """A row that was rejected or skipped while listing has nothing to look at."""
    await ledger.start_run(make.run())
    await ledger.store_items("r1", [make.item(1, outcome="rejected")], stated=None, left_out=0)

    assert await ledger.look_again("r1", None) == 0
    assert await claim_all(ledger) == []


async def test_what_another_run_has_open_stays(ledger: SqlLedger, make: Any, claim_all: Any) -> None:
    """One case has one open item over all runs."""
    await make.listed(ledger, 1)
    await work_on(ledger, "i1", paths=("report",))
    await ledger.set_run_state("r1", "finished")
    await ledger.start_run(make.run("r2"))
    await ledger.store_items("r2", [make.item(1, id="other")], stated=None, left_out=0)

    assert await ledger.look_again("r1", None) == 0
    assert await paths_of(ledger, "i1") == ["report"]


@pytest.mark.parametrize("steps", [None, ["report"]])
async def test_effects_are_not_forgotten(ledger: SqlLedger, make: Any, steps: list[str] | None) -> None:
    """Whoever looks again knows what was written."""
    await make.listed(ledger, 1)
    claim = await ledger.claim("r1")
    assert claim is not None
    await ledger.begin_item("i1")
    effect = make.effect("i1")
    await ledger.intend(effect)
    await ledger.finish_effect(effect.id, "done", found=None, intent_line=None, result_line=None)
    ledger.record_step(StepRecord(item="i1", path="report", outcome="done"))
    await ledger.finish_item("i1", "done", reason=None, code=None)

    await ledger.look_again("r1", steps)

    claim = await ledger.claim("r1")
    assert claim is not None
    assert [(known.id, known.state) for known in claim.effects] == [(effect.id, "done")]
