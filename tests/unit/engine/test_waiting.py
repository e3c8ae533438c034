"""Blocking windows: nothing is written while a system is closed, and the run waits without a session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from nahtlos.engine.parts import Brakes
from nahtlos.errors import StopRequested
from nahtlos.events import EffectFinished, RunPaused, RunWaits
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Register, World, violations
from nahtlos.testing.clock import FakeClock
from nahtlos.testing.register import Commit
from nahtlos.testing.register_bot import ITEM, register_plan, register_system
from nahtlos.testing.world import Worker

HOUR = 3600.0


def rows(*cities: str) -> list[dict[str, str]]:
    return [{"number": str(n), "name": f"Name {n}", "city": city} for n, city in enumerate(cities, start=1)]


def close(world: World, system: str, *, after: float = 0.0, hours: float = 2.0) -> datetime:
    """Close a system; returns when it opens."""
    begin = world.clock.now() + timedelta(seconds=after)
    world.windows.known[system] = begin, begin + timedelta(hours=hours)
    return world.windows.known[system][1]


def note_commits(world: World, register: Register) -> list[datetime]:
    """Return a list that gets the time of each save."""
    times: list[datetime] = []
    register.commits = _Told(lambda: times.append(world.clock.now()))
    return times


class _Told(list[Commit]):
    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self._tell = tell

    def append(self, commit: Commit) -> None:
        self._tell()
        super().append(commit)


def waits(worker: Worker) -> list[tuple[str, str]]:
    return [(str(facts["system"]), str(facts["window"])) for what, facts in worker.said if what == "closed"]


async def test_run_waits_until_the_window_ends(world: World, register: Register, draft: Draft) -> None:
    """A run that begins in a window waits for its end, says why, and writes everything then."""
    world.deliver(*rows("Köln", "Bonn"))
    opens, times = close(world, "target"), note_commits(world, register)
    plan = register_plan(draft)
    worker = world.worker(plan.systems)

    report = await worker.start(plan, lanes=2)

    assert report.state == "finished"
    assert world.outcomes() == [("done", None), ("done", None)]
    assert all(time >= opens for time in times) and len(times) == 2
    assert waits(worker) == [("target", "Zahllauf")]
    (event,) = world.journal.of(RunWaits)
    assert (event.system, event.window, event.until) == ("target", "Zahllauf", f"{opens:%Y-%m-%dT%H:%M:%SZ}")


async def test_no_session_is_held_while_it_waits(world: World, register: Register, draft: Draft) -> None:
    """Others may sign in: whoever waits has not even opened a page."""
    world.deliver(*rows("Köln"))
    close(world, "target")
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    held: list[int] = []
    worker.life.hooks.append(lambda call, _: held.append(worker.sessions.lent) if call == "clock.sleep" else None)

    await worker.start(plan)

    assert set(held[:100]) == {0}
    assert len(held) > 100  # two hours, a minute each


async def test_window_begins_right_before_the_save(world: World, register: Register, draft: Draft) -> None:
    """The guard looks last: the intent becomes `not_done`, and the item is taken again after the window."""
    world.deliver(*rows("Köln"))
    times = note_commits(world, register)
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    opened: list[datetime] = []

    def begin(call: str, _: int) -> None:
        if call == "screen.still_holds" and not opened:
            opened.append(close(world, "target"))

    worker.life.hooks.append(begin)

    report = await worker.start(plan)

    assert (report.state, world.outcomes()) == ("finished", [("done", None)])
    assert [event.outcome for event in world.journal.of(EffectFinished)] == ["not_done", "done"]
    assert len(times) == 1 and times[0] >= opened[0]
    assert violations(world, register, {("create", "1"): 1}) == []


async def test_what_was_not_written_does_not_count_against_the_limit(
    world: World, register: Register, draft: Draft
) -> None:
    """A save that a window stopped leaves `max_writes` as it was."""
    world.deliver(*rows("Köln"))
    plan = register_plan(draft)
    worker = world.worker(plan.systems)

    def begin(call: str, _: int) -> None:
        if call == "screen.still_holds" and not waits(worker):
            close(world, "target", hours=0.5)

    worker.life.hooks.append(begin)

    report = await worker.start(plan, brakes=Brakes(limits=nodes.Limits(max_writes=1)))

    assert (report.state, len(register.commits)) == ("finished", 1)


@pytest.mark.parametrize("lanes", [1, 3])
async def test_cases_that_do_not_need_the_system_go_first(
    world: World, register: Register, draft: Draft, lanes: int
) -> None:
    """Only what would write to the closed system waits; each case has its outcome in the end, once."""
    world.deliver(*rows("Köln", "Bonn", "Köln", "Bonn"))
    opens, times = close(world, "target"), note_commits(world, register)
    step = draft.transfer("target.record", ITEM, id="record", when="{{ item.city == 'Köln' }}")
    plan = register_plan(draft, step)
    worker = world.worker(plan.systems)

    report = await worker.start(plan, lanes=lanes)

    lines = [facts["line"] for what, facts in worker.said if what == "item"]
    assert sorted(lines[:2]) == [2, 4]  # type: ignore[type-var]  # lines are numbers here
    assert report.state == "finished"
    assert sorted(map(str, world.outcomes())) == sorted(map(str, [("done", None), ("skipped", None)] * 2))
    assert len(times) == 2 and all(time >= opens for time in times)
    assert [event.outcome for event in world.journal.of(EffectFinished)] == ["done", "done"]  # none came to the guard
    assert waits(worker) == [("target", "Zahllauf")]


async def test_given_order_is_kept(world: World, register: Register, draft: Draft) -> None:
    """Where the order of cases matters, nobody overtakes one that waits."""
    world.deliver(*rows("Köln", "Bonn", "Köln"))
    close(world, "target")
    step = draft.transfer("target.record", ITEM, id="record", when="{{ item.city == 'Köln' }}")
    plan = register_plan(draft, step)
    given = nodes.Items(source=plan.items.source, key=plan.items.key, order="given")
    worker = world.worker(plan.systems)

    await worker.start(register_plan(draft, step, items=given))

    assert [facts["line"] for what, facts in worker.said if what == "item"] == [1, 2, 3]


async def test_another_system_is_written_to(world: World, register: Register, draft: Draft) -> None:
    """A window closes one system only."""
    world.deliver(*rows("Köln"))
    close(world, "other")
    plan = register_plan(draft)
    worker = world.worker(plan.systems)

    await worker.start(plan)

    assert (world.outcomes(), waits(worker)) == ([("done", None)], [])


async def test_second_system_of_a_case_is_closed(world: World, register: Register, draft: Draft) -> None:
    """What the first step wrote stays written once; the case goes on with the second step after the window."""
    other = world.add_register("other")
    world.deliver(*rows("Köln"))
    first = draft.transfer("target.record", ITEM, id="first", path="0")
    second = draft.transfer("other.record", ITEM, id="second", path="1", when="{{ item.city == 'Köln' }}")
    plan = register_plan(draft, first, second)
    systems = {**plan.systems, "other": register_system(draft, "other", bot=plan.systems["target"].bot)}
    plan = register_plan(draft, first, second, systems=systems)
    close(world, "other")

    report = await world.worker(plan.systems).start(plan)

    assert (report.state, world.outcomes()) == ("finished", [("done", None)])
    assert (len(register.commits), len(other.commits)) == (1, 1)


class _StandingClock(FakeClock):
    """A clock on which waiting has no end."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.asleep.set()
        await asyncio.sleep(seconds)


@pytest.mark.parametrize("when", [None, "{{ item.city == 'Köln' }}"])
async def test_stop_ends_the_waiting_at_once(draft: Draft, when: str | None) -> None:
    """Ctrl-C while a run waits: the run is paused, and its cases are free for the next one."""
    clock = _StandingClock()
    world = World(clock=clock)
    world.add_register()
    world.deliver(*rows("Köln", "Köln"))
    close(world, "target")
    plan = register_plan(draft, draft.transfer("target.record", ITEM, id="record", when=when))
    worker, brakes = world.worker(plan.systems), Brakes(limits=nodes.Limits())

    async def stop() -> None:
        await clock.asleep.wait()
        brakes.stop(StopRequested())

    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        working = tasks.create_task(worker.start(plan, brakes=brakes, lanes=2))
        tasks.create_task(stop())

    assert working.result().state == "paused"
    assert [event.reason for event in world.journal.of(RunPaused)] == ["stopped"]
    assert {item.state for item in world.records.items.values()} == {"pending"}


async def test_resume_after_a_stop_in_a_window(world: World, register: Register, draft: Draft) -> None:
    """What waited is done by the next run, once."""
    world.deliver(*rows("Köln"))
    close(world, "target")
    step = draft.transfer("target.record", ITEM, id="record", when="{{ item.city == 'Köln' }}")
    plan = register_plan(draft, step)
    worker, brakes = world.worker(plan.systems), Brakes(limits=nodes.Limits())
    worker.life.hooks.append(lambda call, _: brakes.stop(StopRequested()) if call == "clock.sleep" else None)
    assert (await worker.start(plan, brakes=brakes)).state == "paused"

    world.clock.advance(3 * HOUR)
    report = await world.worker(plan.systems).resume(plan)

    assert report.state == "finished"
    assert violations(world, register, {("create", "1"): 1}) == []


async def test_plan_reads_in_a_window(world: World, register: Register, draft: Draft) -> None:
    """Looking is allowed: a plan waits for nothing."""
    world.deliver(*rows("Köln"))
    close(world, "target")
    plan = register_plan(draft)
    worker = world.worker(plan.systems)

    forecast = await worker.forecast(plan)

    assert ([difference.kind for difference in forecast.differences], waits(worker)) == (["create"], [])


async def test_operation_that_writes_waits_and_one_that_reads_does_not(
    world: World, register: Register, draft: Draft
) -> None:
    """An effect operation is a write like any other."""
    world.deliver(*rows("Köln"))
    opens = close(world, "target")
    look = draft.do("target.letter_sent", {"number": "{{ item.number }}"}, id="look", path="0")
    send = draft.do(
        "target.send_letter", {"number": "{{ item.number }}"}, id="send", path="1", is_effect=True,
        when="{{ steps.look.state != 'done' }}",
    )  # fmt: skip
    plan = register_plan(draft, look, send)

    report = await world.worker(plan.systems).start(plan)

    assert (report.state, world.outcomes()) == ("finished", [("done", None)])
    assert world.clock.now() >= opens
