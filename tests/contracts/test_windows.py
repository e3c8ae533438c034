"""Blocking windows over the ledgers that are used: what a run puts aside stays its own, and is free after a stop."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nahtlos.engine.parts import Brakes
from nahtlos.errors import StopRequested
from nahtlos.plan.nodes import Limits
from nahtlos.testing import Draft, World, register_plan
from nahtlos.testing.register_bot import ITEM


@pytest.mark.parametrize("lanes", [1, 3])
async def test_cases_put_aside_are_done_once(ledger: Any, lanes: int) -> None:
    """The run does what it can, waits, is stopped, and a resume does the rest after the window."""
    world, draft = World(), Draft()
    register = world.add_register()
    world.deliver(*[{"number": str(n), "name": "N", "city": city} for n, city in enumerate("ABABA")])
    now = world.clock.now()
    world.windows.known["target"] = now, now + timedelta(hours=2)
    plan = register_plan(draft, draft.transfer("target.record", ITEM, id="record", when="{{ item.city == 'A' }}"))
    worker, brakes = world.worker(plan.systems), Brakes(limits=Limits())
    worker.use(ledger=ledger)
    worker.life.hooks.append(lambda call, _: brakes.stop(StopRequested()) if call == "clock.sleep" else None)

    stopped = await worker.start(plan, lanes=lanes, brakes=brakes)
    states = await ledger.states(stopped.run)
    resumed = await worker.resume(plan, lanes=lanes)

    assert (stopped.state, states) == ("paused", {"finished": 2, "pending": 3})
    assert (resumed.state, dict(resumed.outcomes)) == ("finished", {"done": 3, "skipped": 2})
    assert resumed.balance is not None and resumed.balance.is_balanced
    assert len(register.commits) == 3
