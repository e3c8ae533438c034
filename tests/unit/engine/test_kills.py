"""Kill -9 before and after every call of every port: nothing is lost, nothing is written twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import pytest

from nahtlos.engine.ports import Claim, EffectRecord, EffectState
from nahtlos.events import RunFinished
from nahtlos.plan import nodes
from nahtlos.testing import (
    Answer,
    Draft,
    Life,
    Register,
    Worker,
    World,
    is_kill,
    register_bot,
    register_plan,
    register_system,
    violations,
)
from nahtlos.testing.ledger import MemoryLedger
from nahtlos.testing.life import Ends
from nahtlos.testing.register_bot import ITEM
from nahtlos.testing.verdict import Wanted

Sabotage: TypeAlias = Callable[[Worker], None]


def a_world(*, delay: float) -> tuple[World, Register]:
    """A register that has one of two records already, with an old city."""
    world = World(lease=1.0)
    register = world.add_register(delay=delay)
    register.add("7", "Grace", "Bonn")
    world.deliver(
        {"number": "1", "name": "Ada", "city": "Köln"}, {"number": "7", "name": "Grace", "city": "Köln"}
    )  # fmt: skip
    return world, register


def steps() -> tuple[nodes.Step, nodes.Step]:
    """Create or update a record, and send a letter about it."""
    draft = Draft()
    letter = draft.do("target.send_letter", {"number": "{{ item.number }}"}, id="letter", is_effect=True)
    return draft.transfer("target.record", ITEM, id="record", if_different="update"), letter


def nothing(worker: Worker) -> None:
    """Leave the engine as it is."""


async def killed(world: World, plan: nodes.Plan, life: Life, sabotage: Sabotage) -> bool:
    """Start a run in a process that is killed; tell whether it was, or ended before."""
    worker = world.worker(plan.systems, life=life)
    sabotage(worker)
    try:
        await worker.resume(plan)
    except BaseException as error:
        if not is_kill(error):
            raise
        return True
    return False


async def end(world: World, plan: nodes.Plan, sabotage: Sabotage) -> None:
    """Resume until the run is finished."""
    for _ in range(3):
        if any(run.state == "finished" for run in world.records.runs.values()):
            return
        worker = world.worker(plan.systems)
        sabotage(worker)
        await worker.resume(plan)


def outcomes(world: World) -> list[str | None]:
    """What came of the items, by line."""
    return [item.outcome for item in world.records.items.values()]


TRANSFERS = {("create", "1"): 1, ("update", "7"): 1}
LETTERS = {("operation", "1"): 1, ("operation", "7"): 1}


@pytest.mark.parametrize("ends", ["before", "after"])
@pytest.mark.parametrize("delay", [0.0, 3.0], ids=["at once", "after three seconds"])
@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("transfer", TRANSFERS), ("letter", LETTERS), ("both", TRANSFERS | LETTERS)],
)
async def test_a_kill_at_any_call_leaves_a_run_that_resumes_without_a_second_effect(
    kind: str, wanted: Wanted, delay: float, ends: Ends
) -> None:
    """For every k: killed at the k-th call of a port, the resumed run writes each effect exactly once and says so."""
    transfer, letter = steps()
    plan = register_plan(Draft(), *{"transfer": [transfer], "letter": [letter]}.get(kind, [transfer, letter]))

    async for world, register, at in kills(plan, delay=delay, ends=ends):
        assert violations(world, register, wanted) == [], at
        assert outcomes(world) == ["done", "done"], at
        assert [event.balanced for event in world.journal.of(RunFinished)][-1:] == [True], at


async def kills(
    plan: nodes.Plan, *, delay: float = 0.0, ends: Ends, answers: Sequence[Answer] = (), sabotage: Sabotage = nothing,
    undisturbed: bool = True,
) -> AsyncIterator[tuple[World, Register, str]]:
    """Kill a run at its first, second, third … call; yield what is left after it was resumed to its end.

    Not `undisturbed`: the system is late only while the first worker lives, so that its resume reads back at once.
    """
    number = 0
    while True:
        world, register = a_world(delay=delay)
        register.answers += answers
        life = Life(ends_at=number + 1, ends=ends)
        if not await killed(world, plan, life, sabotage):
            break
        register.delay = delay if undisturbed else 0.0
        number += 1
        await end(world, plan, sabotage)
        yield world, register, f"killed {ends} call {number}, {life.calls[-1]}"
    assert number > 50


async def test_what_a_dead_worker_left_on_its_way_is_waited_for() -> None:
    """A save that comes true after the end of the lease, but before the system has settled, is still seen."""
    plan = register_plan(Draft(), steps()[0])

    async for world, register, at in kills(plan, delay=5.5, ends="after", undisturbed=False):
        assert violations(world, register, TRANSFERS) == [], at


async def test_a_resume_that_is_killed_as_well() -> None:
    """Two kills, at any two calls: still each effect exactly once."""
    plan = register_plan(Draft(), *steps())
    number = 0

    while True:
        world, register = a_world(delay=3.0)
        number += 5
        if not await killed(world, plan, Life(ends_at=number, ends="after"), nothing):
            break
        await killed(world, plan, Life(ends_at=1 + number * 7 % 60, ends="after"), nothing)
        await end(world, plan, nothing)

        assert violations(world, register, TRANSFERS | LETTERS) == [], f"killed at {number}"
        assert outcomes(world) == ["done", "done"], f"killed at {number}"


@pytest.mark.parametrize("ends", ["before", "after"])
async def test_what_reads_back_different_is_not_written_again_after_a_kill(ends: Ends) -> None:
    """A system that stores something else was written to once; where the process died first, a person has to look."""
    plan = register_plan(Draft(), steps()[0])
    other = [Answer(instead={"Ort": "Trier"})] * 2

    async for world, register, at in kills(plan, ends=ends, answers=other):
        written = [(commit.kind, commit.key) for commit in register.commits]
        assert written == [("create", "1"), ("update", "7")], at
        assert set(outcomes(world)) <= {"failed", "in_doubt"}, at


@pytest.mark.parametrize("ends", ["before", "after"])
async def test_without_a_probe_nothing_is_written_twice(ends: Ends) -> None:
    """An operation that nobody can look up is written at most once; a kill in between leaves it to a person."""
    bot = register_bot(Draft())
    alone = {name: replace(operation, probe=None) for name, operation in bot.operations.items()}
    systems = {"target": register_system(Draft(), bot=replace(bot, operations=alone))}
    plan = register_plan(Draft(), steps()[1], systems=systems)

    async for world, register, at in kills(plan, ends=ends):
        written = [commit.key for commit in register.commits]
        assert max(map(written.count, written)) == 1, at
        certain = [key for key, outcome in zip(("1", "7"), outcomes(world), strict=True) if outcome == "done"]
        assert set(certain) <= set(written), at
        assert set(outcomes(world)) <= {"done", "in_doubt"}, at


# ------------------------------------------------------------------ engines that break the promise must be caught


class WithoutIntent(MemoryLedger):
    """Stores no intents."""

    async def intend(self, effect: EffectRecord) -> None:
        pass

    async def finish_effect(self, effect: str, state: EffectState, **facts: Any) -> None:
        pass


class WithoutProbe(MemoryLedger):
    """Takes what may have been written for not written."""

    async def claim(self, run: str) -> Claim | None:
        claim = await super().claim(run)
        if claim is None:
            return None
        effects = [effect if effect.state == "done" else replace(effect, state="not_done") for effect in claim.effects]
        self._records.effects |= {effect.id: effect for effect in effects}
        return replace(claim, effects=effects)


def with_ledger(ledger: type[MemoryLedger]) -> Sabotage:
    """Let workers use another ledger."""

    def sabotage(worker: Worker) -> None:
        world = worker.world
        worker.use(ledger=ledger(world.records, worker=worker.name, clock=world.clock, life=worker.life))

    return sabotage


@pytest.mark.parametrize(
    ("sabotage", "settle"),
    [
        pytest.param(with_ledger(WithoutIntent), 5.0, id="no intent"),
        pytest.param(with_ledger(WithoutProbe), 5.0, id="no probe"),
        pytest.param(nothing, 0.0, id="no settle"),
    ],
)
async def test_the_checker_finds_what_a_broken_engine_does(sabotage: Sabotage, settle: float) -> None:
    """Without intent, probe or settle, kills lead to second effects; else the tests above would prove nothing."""
    plan = register_plan(Draft(), steps()[0], systems={"target": register_system(Draft(), settle=settle)})

    async for world, register, _ in kills(plan, delay=3.0, ends="after", sabotage=sabotage):
        found = violations(world, register, TRANSFERS)
        written = Counter((commit.kind, commit.key) for commit in register.commits)
        if found and max(written.values(), default=0) > 1:
            return

    pytest.fail("no kill led to a second effect that the checker found")
