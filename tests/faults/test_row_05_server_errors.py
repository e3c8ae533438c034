"""FAULTS row 5: HTTP 500/502/503, resets, nobody there: tried again where nothing was written, and given a rest.

What fails before an effect is tried again with back-off; from the save on it is looked for instead. After five failures
in a row the system rests; other systems go on (tests/unit/engine/test_circuit.py), and the run ends as if nothing was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.faults.without import without_a_rest, without_looking
from tests.faults.world import SUBMIT, World, small_world, some_vouchers
from tests.wire import Cut, Wire

from nahtlos.browser import Warm
from nahtlos.errors import PageNotOpened, SystemKeepsFailing
from nahtlos.journal.history import read_events
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Page, Visit, register_plan
from nahtlos.testing import World as InMemory

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEARCH = {"exchange": "/api/meldungen", "casework": "/gutschein/suchen"}
KINDS: list[tuple[str, dict[str, Any]]] = [
    ("http_error", {"status": 500}), ("http_error", {"status": 502}), ("http_error", {"status": 503}),
    ("connection_reset", {}),
]  # fmt: skip


def told(world: World, kind: str) -> list[str]:
    return [str(facts["words"]) for what, facts in world.said if what == kind]


async def test_what_fails_before_a_write_is_tried_again(warm: Warm, tmp_path: Path) -> None:
    """Errors while reading, spread over two systems: every voucher is done, once."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(2)) as world:
        for system, path in SEARCH.items():
            for number, (fault, how) in enumerate(KINDS):
                world.arm(system, fault, path=path, method="GET", nth=1 + 3 * number, **how)
        report = await world.run()

        assert await world.violations() == []
        assert dict(report.outcomes) == {"done": 2}
        assert world.struck("exchange") + world.struck("casework") >= 4


@pytest.mark.faults
async def test_what_fails_at_the_save_is_looked_for(warm: Warm, tmp_path: Path) -> None:
    """Errors instead of the answer to a save, the work done or not: every voucher stands there once."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(6)) as world:
        points = 0
        for system, path in SUBMIT.items():
            for number, status in enumerate((500, 502, 503)):
                for committed in (False, True):
                    points += 1
                    world.arm(system, "http_error", status=status, committed=committed, path=path, method="POST",
                              nth=1 + 3 * number + 2 * committed)  # fmt: skip
        report = await world.run()

        assert await world.violations() == []
        assert dict(report.outcomes) == {"done": 6}
        assert world.struck("exchange") + world.struck("casework") == points


@pytest.mark.faults
async def test_a_system_that_is_down_is_given_a_rest_and_the_run_ends_well(warm: Warm, tmp_path: Path) -> None:
    """Fourteen failures in a row are some rests, and not one case that failed."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(3)) as world:
        world.arm("exchange", "http_error", status=503, path=SEARCH["exchange"], method="GET", times=14)
        report = await world.run()

        assert await world.violations() == []
        assert dict(report.outcomes) == {"done": 3}
        assert told(world, "rests")[0].startswith("5 failures in a row")
        assert any(True for _ in read_events(world.workspace.logs, events={"system.rested"}))


@pytest.mark.faults
async def test_a_system_that_stays_down_stops_the_run_and_a_resume_ends_it(warm: Warm, tmp_path: Path) -> None:
    """Nothing is written off: what could not be tried waits for the resume."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(3)) as world:
        world.arm("exchange", "http_error", status=503, path=SEARCH["exchange"], method="GET", times=None)
        stopped = await world.run()
        world.disarm()
        last = await world.resume()

        assert isinstance(stopped.stopped_by, SystemKeepsFailing)
        assert dict(last.outcomes) == {"done": 3}
        assert await world.violations() == []


AWAY = [
    *(Cut(words=b"GET " + path.encode(), nth=nth) for path in SEARCH.values() for nth in (1, 3)),
    *(Cut(words=b"POST " + path.encode(), passes=passes) for path in SUBMIT.values() for passes in (False, True)),
]


def wired(world: World, cuts: Sequence[Cut]) -> list[Wire]:
    """Lay a wire to both systems, which are gone for a second each time that something is heard."""
    wires = [Wire(system=practice.address, cuts=list(cuts)) for practice in (world.casework, world.exchange)]
    for wire in wires:
        wire.mend()
    world.casework, world.exchange = (
        replace(practice, address=wire.address)
        for practice, wire in zip((world.casework, world.exchange), wires, strict=True)
    )
    return wires


@pytest.mark.faults
async def test_a_system_that_is_gone_for_a_second(warm: Warm, tmp_path: Path) -> None:
    """Nobody listens there, before a search, before a save and right after one: every voucher stands there once."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(4)) as world:
        wires = wired(world, AWAY)
        report = await world.run()

        assert await world.violations() == []
        assert dict(report.outcomes) == {"done": 4}
        assert report.stopped_by is None
        assert sum(len(AWAY) - len(wire.cuts) for wire in wires) == len(AWAY)
        assert any("cannot be reached: nothing listens there" in words for words in told(world, "unreachable"))


@pytest.mark.faults
async def test_a_system_that_stays_away_stops_the_run_and_a_resume_ends_it(warm: Warm, tmp_path: Path) -> None:
    """Cut off right after a write: what may be there waits for the resume, which looks before it writes."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(3)) as world:
        wires = wired(world, [Cut(words=b"POST " + SUBMIT["exchange"].encode(), nth=2, passes=True, away=3600)])
        stopped = await world.run()
        wires[1].mend()
        last = await world.resume()

        assert isinstance(stopped.stopped_by, SystemKeepsFailing)
        assert "cannot be reached" in stopped.stopped_by.message()
        assert dict(last.outcomes) == {"done": 3}
        assert await world.violations() == []


@pytest.mark.faults
async def test_who_does_not_look_when_it_is_back_writes_twice(warm: Warm, tmp_path: Path) -> None:
    """The two tests above can fail: nobody there taken for a write that did not happen."""
    with without_looking(), small_world(tmp_path, warm, vouchers=some_vouchers(1)) as world:
        wired(world, [Cut(words=b"POST " + SUBMIT["exchange"].encode(), passes=True)])
        await world.run()

        assert any("2 times in exchange" in violation for violation in await world.violations())


@pytest.mark.faults
async def test_who_does_not_look_writes_twice(warm: Warm, tmp_path: Path) -> None:
    """The tests above can fail: an error taken for a write that did not happen."""
    with without_looking(), small_world(tmp_path, warm, vouchers=some_vouchers(1)) as world:
        world.arm("exchange", "http_error", status=500, committed=True, path=SUBMIT["exchange"], method="POST")
        await world.run()

        assert any("2 times in exchange" in violation for violation in await world.violations())


# ------------------------------------------------------------------ the rest

FAILURES, TRIALS, CASES = 5, 3, 20


async def stormed() -> list[str]:
    """How often a system that is down is asked beyond what it takes to know it, and the cases that are written off."""
    memory, asked = InMemory(), list[str]()
    register = memory.add_register()

    def down(page: Page, _: Visit) -> None:
        if page.path == "/suche":
            asked.append(page.path)
            raise PageNotOpened(path=page.path, why="its server answers 503")

    register.drawn.append(down)
    memory.deliver(*({"number": str(number), "name": "Ada", "city": "Bonn"} for number in range(1, CASES + 1)))
    plan = register_plan(Draft())
    patience = nodes.Patience(times=4, wait=1.0, at_most=30.0)
    rule = nodes.CircuitRule(failures=FAILURES, pause=60.0, trials=TRIALS)
    systems = {name: replace(system, retry=patience, circuit=rule) for name, system in plan.systems.items()}
    plan = replace(plan, systems=systems)
    await memory.worker(plan.systems).start(plan, lanes=1, recount=False)
    lost = [f"case {item.line} is {item.outcome}" for item in memory.records.items.values() if item.outcome]
    return [*lost, *([f"asked {len(asked)} times"] if len(asked) > FAILURES + TRIALS + 1 else [])]


async def test_a_system_that_is_down_is_not_stormed() -> None:
    """Five failures and the trials after each rest, whatever number of cases waits; none of them is written off."""
    assert await stormed() == []


async def test_without_a_rest_each_case_storms_it_and_is_lost() -> None:
    """The test above can fail."""
    with without_a_rest():
        assert len(await stormed()) > CASES
