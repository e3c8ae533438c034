"""A run at work hears a request to stop, and says how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from nahtlos.engine.balance import Balance
from nahtlos.engine.parts import Brakes
from nahtlos.engine.run import RunReport
from nahtlos.errors import LimitReached, NothingToResume, StopRequested
from nahtlos.plan.nodes import Limits
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.shifts import on_shift
from nahtlos.runtime.workspace import Workspace

BALANCE = Balance(listed=2, stated=2, left_out=0, outcomes={"done": 2})
DONE = RunReport(run="r1", workflow="w", state="finished", outcomes={}, open_items=0, balance=BALANCE)


class TurnsOfTheLoop:
    """A clock whose waiting lets everybody else have a turn, and costs no time."""

    def __init__(self, clock: object) -> None:
        self.now = clock.now  # type: ignore[attr-defined]  # time that the test moves
        self.monotonic = clock.monotonic  # type: ignore[attr-defined]  # time that the test moves

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0.001)


@pytest.fixture
async def records(workspace: Workspace) -> AsyncIterator[Records]:
    async with open_records(workspace, read_settings(workspace)) as opened:
        yield replace(opened, clock=TurnsOfTheLoop(opened.clock))


async def test_request_pulls_the_brakes(records: Records) -> None:
    """The work ends by itself where nothing is half done; who asked and why is in the error."""
    brakes = Brakes(limits=Limits())

    async def work() -> RunReport:
        await records.ledger.shifts.ask_to_stop("r1", by="anna", reason="Payments begin.")
        while brakes.stopped_by is None:  # noqa: ASYNC110 - brakes have no event
            await asyncio.sleep(0.001)
        return replace(DONE, balance=None, stopped_by=brakes.stopped_by)

    async with asyncio.timeout(20):
        report = await on_shift(records, "r1", brakes=brakes, work=work())

    assert isinstance(report.stopped_by, StopRequested)
    assert "stopped by anna (Payments begin.)" in str(report.stopped_by)
    shift = (await records.ledger.shifts.newest(["r1"]))["r1"]
    assert shift.ending is not None and shift.ending.code == "E435"


async def test_balance_is_kept(records: Records) -> None:
    """What was counted in the end can be asked for later."""
    await on_shift(records, "r1", brakes=Brakes(limits=Limits()), work=_returns(DONE))

    ending = (await records.ledger.shifts.newest(["r1"]))["r1"].ending
    assert ending is not None and ending.balance is not None
    assert (ending.code, ending.balance["is_balanced"], ending.balance["stated"]) == (None, True, 2)


async def test_run_that_breaks_says_so(records: Records) -> None:
    """An error comes out as it is, not as a group, and stands in the ledger as the reason of the end."""
    with pytest.raises(NothingToResume):
        await on_shift(records, "r1", brakes=Brakes(limits=Limits()), work=_raises(NothingToResume(workflow="w")))

    shift = (await records.ledger.shifts.newest(["r1"]))["r1"]
    assert shift.ending is not None and shift.ending.code == "E665"


async def test_stop_for_another_reason_counts_first(records: Records) -> None:
    """A run that stops by itself meanwhile keeps its own reason."""
    brakes = Brakes(limits=Limits())

    async def work() -> RunReport:
        brakes.stop(LimitReached(writes=3, limit="first: 3"))
        await records.ledger.shifts.ask_to_stop("r1", by="anna")
        await asyncio.sleep(0.02)
        return replace(DONE, stopped_by=brakes.stopped_by)

    report = await on_shift(records, "r1", brakes=brakes, work=work())

    assert isinstance(report.stopped_by, LimitReached)


async def _returns(report: RunReport) -> RunReport:
    return report


async def _raises(error: Exception) -> RunReport:
    raise error
