"""FAULTS row 26: stopped by a person or by SIGTERM at any step, with 10 seconds: it finishes or marks; resume works."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.faults.points import ENOUGH, points
from tests.faults.struck import How

from nahtlos.engine.parts import Brakes
from nahtlos.errors import StopRequested
from nahtlos.testing import Draft, World, register_plan
from nahtlos.testing import register as target

AT = ("during BrowserScreen.click", "after FileJournal.write effect.intended", "before SqlLedger.finish_effect")


@pytest.mark.timeout(600)
def test_asked_to_stop_around_a_write(tmp_path: Path) -> None:
    """Once, and twice because somebody is in a hurry; who has not ended after ten seconds is killed."""
    with points(tmp_path, cases=len(AT) + 3) as made:
        for boundary in AT:
            made.strike("stop", "case", boundary)
        made.strike("stop-twice", "case", AT[1])
        made.end()

        assert [line["how"] for line in made.struck] == ["stop"] * len(AT) + ["stop-twice"]
        assert made.violations() == []


@pytest.mark.faults
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("how", ["stop", "stop-twice"])
def test_asked_to_stop_at_every_boundary(how: How, tmp_path: Path) -> None:
    """The listing, a case, and all between."""
    with points(tmp_path, cases=ENOUGH["records"]) as made:
        made.all(how)

        print(f"{len(made.struck)} stops, the slowest took {max(made.seconds):.1f} s, killed: {made.too_slow}")
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


async def test_a_stop_ends_the_wait_for_a_system_to_settle() -> None:
    """A minute of waiting would be longer than anybody gives a process; the doubt stays one until the resume."""
    world = World()
    register = world.add_register()
    register.delay = 3
    register.answers = [target.LOST]
    world.deliver({"number": "1", "name": "Ada", "city": "Köln"})
    plan = register_plan(Draft())
    brakes = Brakes(limits=plan.limits)
    worker = world.worker(plan.systems)
    worker.life.hooks.append(lambda name, _: brakes.stop(StopRequested()) if name == "clock.sleep" else None)

    stopped = await worker.start(plan, brakes=brakes)
    [effect] = world.records.effects.values()
    resumed = await world.worker(plan.systems).resume(plan)

    assert (stopped.state, effect.state) == ("paused", "in_doubt")
    assert resumed.outcomes == {"done": 1}
    assert len(register.commits) == 1
