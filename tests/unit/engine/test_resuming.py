"""Three ways to go on with a run: what is done is seen in the target, and never done again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nahtlos.engine.resuming import Resumption
from nahtlos.errors import UnknownStep
from nahtlos.events import RunResumed
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Killed, Register, World, register_plan
from nahtlos.testing import register as target
from nahtlos.testing.register_bot import ITEM

ROWS = tuple({"number": str(number), "name": "Ada", "city": "Köln"} for number in (1, 2, 3))
FROM_START = Resumption(way="from_start", reason="The bot was corrected.")


@pytest.fixture
def plan(draft: Draft) -> nodes.Plan:
    """Two steps that write the same record, so that the second has nothing to do."""
    return register_plan(
        draft, draft.transfer("target.record", ITEM, id="record"), draft.transfer("target.record", ITEM, id="again")
    )


async def resume(world: World, plan: nodes.Plan, how: Resumption) -> Any:
    """Go on in another process."""
    world.records.runs = {id_: replace(run, state="paused") for id_, run in world.records.runs.items()}
    return await world.worker(plan.systems).resume(plan, resumption=how)


async def test_from_the_start_every_case_is_looked_at_and_nothing_is_written_twice(
    world: World, register: Register, plan: nodes.Plan
) -> None:
    """All cases are taken again; each is found done in the target."""
    world.deliver(*ROWS)
    await world.worker(plan.systems).start(plan)

    report = await resume(world, plan, FROM_START)

    assert report.outcomes == {"done": 3}
    assert [item.attempts for item in world.records.items.values()] == [2, 2, 2]
    assert len(register.commits) == 3


async def test_from_the_start_writes_what_is_not_there_any_more(
    world: World, register: Register, plan: nodes.Plan
) -> None:
    """The target is what counts: a record that was lost meanwhile is created anew."""
    world.deliver(*ROWS)
    await world.worker(plan.systems).start(plan)
    register.records.popitem()

    report = await resume(world, plan, FROM_START)

    assert report.outcomes == {"done": 3}
    assert len(register.commits) == 4
    assert len(register.records) == 3


async def test_where_it_stopped_leaves_finished_cases_alone(
    world: World, register: Register, plan: nodes.Plan
) -> None:
    """The ordinary resume takes only what is open."""
    world.deliver(*ROWS)
    await world.worker(plan.systems).start(plan)

    await resume(world, plan, Resumption())

    assert [item.attempts for item in world.records.items.values()] == [1, 1, 1]


async def test_from_a_step_the_steps_before_it_are_taken_as_they_were(
    world: World, register: Register, plan: nodes.Plan
) -> None:
    """Only the named step and what follows is done again."""
    world.deliver(*ROWS)
    await world.worker(plan.systems).start(plan)
    kept = {item: steps[0] for item, steps in world.records.steps.items()}

    await resume(world, plan, Resumption(way="from_step", step="again", reason="It was wrong."))

    assert {item: steps[0] for item, steps in world.records.steps.items()} == kept
    assert all(len(steps) == 2 for steps in world.records.steps.values())
    assert [item.attempts for item in world.records.items.values()] == [2, 2, 2]


async def test_what_read_back_wrong_may_be_right_now_and_is_never_written_again(
    world: World, register: Register, plan: nodes.Plan
) -> None:
    """A person has corrected one of two records in the target; the other one stays failed."""
    wrong = replace(target.SAVED, instead={"Ort": "x"})
    register.answers = [wrong, wrong]
    world.deliver(*ROWS[:2])
    await world.worker(plan.systems).start(plan)
    register.of("1")[0]["Ort"] = "Köln"

    await resume(world, plan, FROM_START)

    assert world.outcomes() == [("done", None), ("failed", "E407")]
    assert len(register.commits) == 2


async def test_a_doubt_stays_one_whatever_the_way(world: World, register: Register, plan: nodes.Plan) -> None:
    """It is looked for, not forgotten: the record that came late is not created a second time."""
    register.answers = [target.LOST]
    world.deliver(ROWS[0])
    worker = world.worker(plan.systems)
    worker.life.hooks.append(lambda name, _: worker.life.end() if name == "journal.effect.finished" else None)
    with pytest.raises(Killed):
        await worker.start(plan)

    report = await resume(world, plan, FROM_START)

    assert report.outcomes == {"done": 1}
    assert len(register.commits) == 1


async def test_the_journal_says_which_way_who_and_why(world: World, register: Register, plan: nodes.Plan) -> None:
    """Never silently."""
    world.deliver(*ROWS[:1])
    await world.worker(plan.systems).start(plan)

    await resume(world, plan, Resumption(way="from_step", step="again", reason="It was wrong."))

    [line] = world.journal.of(RunResumed)
    assert (line.way, line.step, line.reason, line.resumed_by) == ("from_step", "again", "It was wrong.", "tester")
    assert line.changed_from is None


async def test_a_changed_workflow_is_named_beside_the_old_one(
    world: World, register: Register, plan: nodes.Plan
) -> None:
    """The line says with which version it goes on and with which it began."""
    world.deliver(*ROWS[:1])
    await world.worker(plan.systems).start(plan)
    changed = replace(plan, hash="f" * 64)

    await resume(world, changed, Resumption(reason="Agreed."))

    [line] = world.journal.of(RunResumed)
    assert (line.workflow_hash, line.changed_from) == (changed.hash, plan.hash)


def test_a_step_that_is_not_there(plan: nodes.Plan) -> None:
    """The steps there are stand in the message."""
    with pytest.raises(UnknownStep) as caught:
        Resumption(way="from_step", step="agian").paths(plan)

    assert '"again"' in caught.value.message()
    assert "record" in caught.value.message()
