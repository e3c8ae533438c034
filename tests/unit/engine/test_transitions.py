"""The one table of states: code, docs and what really happens agree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from nahtlos.engine.resuming import Resumption
from nahtlos.engine.transitions import TRANSITIONS, as_mermaid, may_follow
from nahtlos.testing import Draft, Killed, Register, World, register_plan, register_record
from nahtlos.testing import register as target
from nahtlos.testing.register_bot import ITEM

STATES = Path(__file__).parents[3] / "docs" / "reference" / "states.md"
ADA = {"number": "1", "name": "Ada", "city": "Köln"}


@pytest.mark.parametrize("thing", ["item", "effect"])
def test_the_picture_in_the_docs_is_the_table(thing: Literal["item", "effect"]) -> None:
    """docs/reference/states.md shows exactly the table of the code."""
    assert f"```mermaid\n{as_mermaid(thing)}\n```" in STATES.read_text("utf-8")


def test_no_way_stands_in_the_table_twice() -> None:
    """One event between two states, and one result of an event."""
    ways = [(t.thing, t.before, t.event) for t in TRANSITIONS]

    assert len(set(ways)) == len(ways)


@pytest.mark.parametrize(
    ("thing", "before", "after"),
    [
        ("effect", "done", "intended"),  # what was written is not written again under the same number
        ("effect", "in_doubt", "intended"),
        ("effect", "intended", "intended"),
        ("effect", "failed", "intended"),
        ("effect", "", "done"),  # nothing is done that was not intended
        ("item", "finished", "running"),
        ("item", "pending", "finished"),
        ("item", "in_doubt", "finished"),
    ],
)
def test_ways_that_do_not_exist(thing: Literal["item", "effect"], before: str, after: str) -> None:
    """What must never happen is not in the table."""
    assert not may_follow(thing, before, after)


async def test_all_ways_are_gone_and_no_others(draft: Draft) -> None:
    """A handful of runs goes every way in the table; the ledger in memory refuses all others."""
    worlds = [await scene(draft) for scene in (clean, waiting, again, doubts, killed, stopped, uncertain)]

    gone = {(change.thing, change.before, change.after) for world in worlds for change in world.records.changes}
    assert gone == {(t.thing, t.before, t.after) for t in TRANSITIONS}


def a_world() -> tuple[World, Register]:
    """A world with a register."""
    world = World()
    return world, world.add_register()


async def clean(draft: Draft) -> World:
    """Done, a duplicate, refused before the save and then done, and read back different."""
    world, register = a_world()
    register.answers = [target.NOT_CLICKED, target.SAVED, replace(target.SAVED, instead={"Ort": "x"})]
    world.deliver(ADA, ADA, {**ADA, "number": "2"})
    from nahtlos.plan.nodes import Retry

    plan = register_plan(draft, draft.transfer("target.record", ITEM, retry=Retry(times=1, wait=1)))
    await world.worker(plan.systems).start(plan)
    return world


async def waiting(draft: Draft) -> World:
    """A person decides."""
    world, register = a_world()
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    await worker.start(plan)
    [item] = world.records.items.values()
    await worker.decide(item, "keep")
    await worker.resume(plan)
    return world


async def again(draft: Draft) -> World:
    """A finished case and one that waits are looked at from the start."""
    world, register = a_world()
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA, {**ADA, "number": "2"})
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    await worker.start(plan)
    await worker.resume(plan, resumption=Resumption(way="from_start", reason="corrected"))
    return world


async def doubts(draft: Draft) -> World:
    """A late answer, one that never arrived, and one that nobody can clear up until a person does."""
    world, register = a_world()
    register.delay = 3
    register.answers = [target.SAVED, target.NOT_ARRIVED, target.SAVED, replace(target.SAVED, instead={"Ort": "x"})]
    world.deliver(ADA, {**ADA, "number": "2"}, {**ADA, "number": "3"})
    plan = register_plan(draft, draft.transfer("target.record", ITEM, id="record"))
    worker = world.worker(plan.systems)
    await worker.start(plan)
    [item] = [item for item in world.records.items.values() if item.state == "in_doubt"]
    register.of("3")[0]["Ort"] = "Köln"
    await worker.decide(item, "done")
    await worker.resume(plan)
    return world


async def killed(draft: Draft) -> World:
    """A worker is gone."""
    world, _ = a_world()
    world.deliver(ADA)
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    worker.life.hooks.append(lambda name, _: worker.life.end() if name == "screen.ready" else None)
    with pytest.raises(Killed):
        await worker.start(plan)
    await world.worker(plan.systems).resume(plan)
    return world


async def stopped(draft: Draft) -> World:
    """Paused right before the save."""
    world, _ = a_world()
    world.deliver(ADA)
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    worker.life.hooks.append(lambda name, _: world.records.paused.add("*") if name == "screen.still_holds" else None)
    await worker.start(plan)
    return world


async def uncertain(draft: Draft) -> World:
    """A doubt that stays one."""
    world, register = a_world()
    world.deliver(ADA)
    plan = register_plan(draft, resource=register_record(draft, read=(draft.fail("cannot be read"),)))
    worker = world.worker(plan.systems)
    await worker.start(plan)
    await worker.resume(plan)
    assert register.commits
    return world
