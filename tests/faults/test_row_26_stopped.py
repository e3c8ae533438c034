"""FAULTS row 26: stopped by a person or by SIGTERM at any step, with 10 seconds: it finishes or marks; resume works."""

from __future__ import annotations

from pathlib import Path
from signal import SIGTERM

import pytest
from tests.faults.points import ENOUGH, Points, points
from tests.faults.struck import How
from tests.faults.without import without_ending_waits

from nahtlos.engine.effect import OPEN
from nahtlos.engine.parts import Brakes
from nahtlos.errors import StopRequested
from nahtlos.journal.history import read_events
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Register, World, register_plan, violations
from nahtlos.testing import register as target

AT = ("during BrowserScreen.click", "after FileJournal.write effect.intended", "before SqlLedger.finish_effect")


def broken_off(made: Points) -> list[str]:
    """Processes that the signal ended wherever they were."""
    return [f"ended by signal {-status}" for status in made.statuses if status == -SIGTERM]


def unmarked(made: Points) -> list[str]:
    """Stops of which the journal says nothing, but for those that were too slow, and those that broke a process off."""
    paused = [entry.fields["reason"] for entry in read_events(made.workspace.logs, events={"run.paused"})]
    known, stops = paused.count("stopped"), sum(line["how"] == "stop" for line in made.struck)
    is_silent = known + made.too_slow < stops
    return [*broken_off(made), *[f"{stops} stops, {known} of them in the journal"] * is_silent]


@pytest.mark.timeout(600)
def test_asked_to_stop_around_a_write(tmp_path: Path) -> None:
    """Once, and twice because somebody is in a hurry; who has not ended after ten seconds is killed."""
    with points(tmp_path, cases=len(AT) + 3) as made:
        for boundary in AT:
            made.strike("stop", "case", boundary)
        made.strike("stop-twice", "case", AT[1])
        found = unmarked(made)
        made.end()

        assert [line["how"] for line in made.struck] == ["stop"] * len(AT) + ["stop-twice"]
        assert found == []
        assert made.violations() == []


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_a_process_that_does_not_hear_signals_marks_nothing(tmp_path: Path) -> None:
    """The test above can fail: SIGTERM ends it wherever it is."""
    with points(tmp_path, cases=2, sabotage="no-signals") as made:
        made.strike("stop", "case", AT[0])

        assert unmarked(made) == ["ended by signal 15", "1 stops, 0 of them in the journal"]


@pytest.mark.faults
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("how", ["stop", "stop-twice"])
def test_asked_to_stop_at_every_boundary(how: How, tmp_path: Path) -> None:
    """The listing, a case, and all between."""
    with points(tmp_path, cases=ENOUGH["records"]) as made:
        made.all(how)

        print(f"{len(made.struck)} stops, the slowest took {max(made.seconds):.1f} s, killed: {made.too_slow}")
        assert broken_off(made) == []
        assert made.violations() == []
        assert len(made.struck) >= 60


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_an_engine_that_forgets_its_intents_is_seen(tmp_path: Path) -> None:
    """The tests above can fail."""
    with points(tmp_path, cases=1, sabotage="no-intent") as made:
        made.strike("stop", "case", "before FileJournal.write item.finished")
        made.end_as_may_be()

        assert any("0 intents in the journal" in violation for violation in made.violations())


async def stopped_while_it_waits() -> tuple[World, nodes.Plan, list[str]]:
    """Ask a run to stop as it begins to wait for a system to settle; return what it did nevertheless."""
    world, asked = World(), list[int]()
    register = world.add_register()
    register.delay = 3
    register.answers = [target.LOST]
    world.deliver({"number": "1", "name": "Ada", "city": "Köln"})
    plan = register_plan(Draft())
    brakes = Brakes(limits=plan.limits)
    worker = world.worker(plan.systems)

    def stop(name: str, _: int) -> None:
        if name == "clock.sleep":
            brakes.stop(StopRequested())
            asked.append(len(world.clock.slept))

    worker.life.hooks.append(stop)
    report = await worker.start(plan, brakes=brakes)
    [effect] = world.records.effects.values()
    done = {
        "waits": bool(world.clock.slept[asked[0] + 1 :]),
        f"is {report.state}": report.state != "paused",
        f"takes it for {effect.state}": effect.state not in OPEN,
    }
    return world, plan, [what for what, is_done in done.items() if is_done]


async def test_a_stop_ends_the_wait_for_a_system_to_settle() -> None:
    """A minute of waiting would be longer than anybody gives a process; the doubt stays one until the resume."""
    world, plan, nevertheless = await stopped_while_it_waits()
    resumed = await world.worker(plan.systems).resume(plan)

    assert nevertheless == []
    assert resumed.outcomes == {"done": 1}
    register = world.applications["target"]
    assert isinstance(register, Register)
    assert violations(world, register, {("create", "1"): 1}) == []


async def test_without_that_it_waits_to_the_end() -> None:
    """The test above can fail."""
    with without_ending_waits():
        _, _, nevertheless = await stopped_while_it_waits()

    assert "waits" in nevertheless
