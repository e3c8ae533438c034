"""Kill -9 before and after every call of every port: nothing is lost, nothing is written twice."""

from __future__ import annotations

import pytest

from nahtlos.events import RunFinished
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Life, Register, World, is_kill, register_plan, violations
from nahtlos.testing.life import Ends

WANTED = {("create", "1"): 1, ("update", "7"): 1, ("operation", "1"): 1, ("operation", "7"): 1}
"""What the plan below should write, each exactly once."""


def a_world(*, delay: float) -> tuple[World, Register]:
    """A register that has one of two records already, with an old city."""
    world = World()
    register = world.add_register(delay=delay)
    register.add("7", "Grace", "Bonn")
    world.deliver(
        {"number": "1", "name": "Ada", "city": "Köln"}, {"number": "7", "name": "Grace", "city": "Köln"}
    )  # fmt: skip
    return world, register


def a_plan() -> nodes.Plan:
    """Create or update a record, then send a letter about it."""
    draft = Draft()
    values = {"number": "{{ item.number }}", "name": "{{ item.name }}", "city": "{{ item.city }}"}
    transfer = draft.transfer("target.record", values, id="record", if_different="update")
    letter = draft.do("target.send_letter", {"number": "{{ item.number }}"}, id="letter", is_effect=True)
    return register_plan(draft, transfer, letter)


async def killed(world: World, plan: nodes.Plan, life: Life) -> bool:
    """Start a run in a process that is killed; tell whether it was, or ended before."""
    try:
        await world.worker(plan.systems, life=life).resume(plan)
    except BaseException as error:
        if not is_kill(error):
            raise
        return True
    return False


async def end(world: World, plan: nodes.Plan) -> None:
    """Resume until the run is finished."""
    for _ in range(3):
        if any(run.state == "finished" for run in world.records.runs.values()):
            return
        await world.worker(plan.systems).resume(plan)


def outcomes(world: World) -> list[str | None]:
    """What came of the items, by line."""
    return [item.outcome for item in world.records.items.values()]


@pytest.mark.parametrize("ends", ["before", "after"])
@pytest.mark.parametrize("delay", [0.0, 3.0], ids=["at once", "after three seconds"])
async def test_a_kill_at_any_call_leaves_a_run_that_resumes_without_a_second_effect(delay: float, ends: Ends) -> None:
    """For every k: killed at the k-th call of a port, the resumed run writes each effect exactly once and says so."""
    plan = a_plan()
    kills = 0

    while True:
        world, register = a_world(delay=delay)
        life = Life(ends_at=kills + 1, ends=ends)
        if not await killed(world, plan, life):
            break
        kills += 1
        await end(world, plan)

        at = f"killed {ends} call {kills}, {life.calls[-1]}"
        assert violations(world, register, WANTED) == [], at
        assert outcomes(world) == ["done", "done"], at
        assert [event.balanced for event in world.journal.of(RunFinished)][-1:] == [True], at

    assert kills > 100
