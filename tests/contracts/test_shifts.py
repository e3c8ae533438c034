"""A run at work can be seen and asked to stop from any process; what was asked of an earlier shift is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nahtlos.engine.screen import Value
from nahtlos.engine.shift import Ending


async def test_request_reaches_the_process_at_work(open_one: Any) -> None:
    """Whoever asks need not be the one who works, and the request says who and why."""
    async with open_one("one") as one, open_one("two") as two:
        await one.shifts.begin("r1")

        assert await two.shifts.ask_to_stop("r1", by="anna", reason="Payments begin.")

        asked = await one.shifts.stop_asked("r1")
        assert asked is not None
        assert (asked.by, asked.reason) == ("anna", "Payments begin.")
        assert (await two.shifts.newest(["r1"]))["r1"].is_at_work


async def test_nobody_at_work(open_one: Any, make: Any, clock: Any) -> None:
    """A run that never began, that ended, or whose process is gone, cannot be asked to stop."""
    async with open_one("one") as one, open_one("two") as two:
        assert not await two.shifts.ask_to_stop("r1", by="anna")

        await one.shifts.begin("r1")
        await one.shifts.end("r1", Ending())
        assert not await two.shifts.ask_to_stop("r1", by="anna")
        await one.shifts.begin("r2")

    async with open_one("three") as three:
        assert not await three.shifts.ask_to_stop("r2", by="anna")
        shift = (await three.shifts.newest(["r2"]))["r2"]
        assert (shift.is_at_work, shift.ended_at) == (False, None)


async def test_process_that_stands_still_is_not_at_work(open_one: Any, clock: Any) -> None:
    """A lease that ran out counts as gone."""
    async with open_one("one") as one, open_one("two") as two:
        await one.shifts.begin("r1")
        clock.advance(60)

        assert not (await two.shifts.newest(["r1"]))["r1"].is_at_work
        assert not await two.shifts.ask_to_stop("r1", by="anna")


async def test_resume_forgets_the_request(open_one: Any) -> None:
    """A request holds for the shift it was made for."""
    async with open_one("one") as one:
        await one.shifts.begin("r1")
        await one.shifts.ask_to_stop("r1", by="anna")
        await one.shifts.end("r1", Ending(code="E435", why="Stopped."))

        await one.shifts.begin("r1")

        assert await one.shifts.stop_asked("r1") is None
        shift = (await one.shifts.newest(["r1"]))["r1"]
        assert (shift.is_at_work, shift.ended_at, shift.ending) == (True, None, None)


async def test_ending_is_kept(open_one: Any, clock: Any) -> None:
    """Why a run stopped and what was counted can be asked for long after."""
    target: Mapping[str, Value] = {"record": "exchange.report", "missing": (7,)}
    balance: Mapping[str, Value] = {"listed": 3, "outcomes": {"done": 3}, "targets": (target,)}
    async with open_one("one") as one:
        await one.shifts.begin("r1")
        clock.advance(2)
        await one.shifts.end("r1", Ending(code="E431", why="The run stopped after 3 writes.", balance=balance))

    async with open_one("two") as two:
        shift = (await two.shifts.newest(["r1", "r2"]))["r1"]

    assert shift.ending == Ending(code="E431", why="The run stopped after 3 writes.", balance=balance)
    assert shift.ended_at == clock.now()


async def test_reason_is_sealed(open_one: Any, stored: Any) -> None:
    """Why somebody wants a stop may name somebody: it is not readable in the database."""
    async with open_one("one") as one:
        await one.shifts.begin("r1")
        await one.shifts.ask_to_stop("r1", by="anna", reason="Herr Quastenflosser rief an")

    assert b"Quastenflosser" not in stored()


async def test_runs_are_counted_at_once(ledger: Any, make: Any) -> None:
    """By state and outcome, for as many runs as somebody looks at."""
    await ledger.start_run(make.run("r1"))
    await ledger.start_run(make.run("r2"))
    rejected = make.item(3, outcome="rejected")
    await ledger.store_items("r1", [make.item(1), make.item(2), rejected], stated=None, left_out=0)

    counted = await ledger.tallies(["r1", "r2"])

    assert counted == {"r1": {("pending", None): 2, ("finished", "rejected"): 1}, "r2": {}}

