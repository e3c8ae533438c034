"""FAULTS row 6: a system that is slow or never answers: each step has its limit; a write without an answer is row 2."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.faults.without import without_looking
from tests.faults.world import SUBMIT, small_world, some_vouchers

from nahtlos.browser import Warm

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEARCH = {"exchange": "/api/meldungen", "casework": "/gutschein/suchen"}
LIMIT = 4.0


@pytest.mark.faults
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_write_that_is_answered_too_late_is_found(when: str, warm: Warm, tmp_path: Path) -> None:
    """The system commits it before or after the limit; it stands there once."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(2), time_out=LIMIT, settle=LIMIT + 10) as world:
        for system, path in SUBMIT.items():
            world.arm(system, "slow", seconds=LIMIT + 4, when=when, path=path, method="POST")
        report = await world.run()

        assert await world.violations() == []
        assert dict(report.outcomes) == {"done": 2}


@pytest.mark.parametrize(
    ("system", "committed"), [("exchange", True), pytest.param("casework", False, marks=pytest.mark.faults)]
)
async def test_an_answer_that_never_comes_is_not_waited_for(
    system: str, committed: bool, warm: Warm, tmp_path: Path
) -> None:
    """A read is tried again after its limit; a write is looked for, whether it was committed or not."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(1), time_out=LIMIT) as world:
        world.arm(system, "never_ending", path=SEARCH[system], method="GET")
        world.arm(system, "never_ending", committed=committed, path=SUBMIT[system], method="POST")
        begun = time.monotonic()
        report = await world.run()

        assert await world.violations() == []
        assert dict(report.outcomes) == {"done": 1}
        assert world.struck(system) == 2
        assert time.monotonic() - begun < 200


@pytest.mark.faults
async def test_who_does_not_look_writes_twice(warm: Warm, tmp_path: Path) -> None:
    """The tests above can fail: a time-out taken for a write that did not happen."""
    with without_looking(), small_world(tmp_path, warm, vouchers=some_vouchers(1), time_out=LIMIT) as world:
        world.arm("exchange", "never_ending", committed=True, path=SUBMIT["exchange"], method="POST")
        await world.run()

        assert any("2 times in exchange" in violation for violation in await world.violations())
