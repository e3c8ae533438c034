"""FAULTS row 8: signed out right when something is submitted: it is looked for, and written when it is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.faults.without import without_reading_back
from tests.faults.world import SUBMIT, small_world, some_vouchers

from nahtlos.browser import Warm

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_save_that_meets_the_login_is_done_once_in_the_end(warm: Warm, tmp_path: Path) -> None:
    """In both systems, for every voucher."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(2)) as world:
        for system, path in SUBMIT.items():
            for number in range(2):
                world.arm(system, "session_expired", path=path, method="POST", nth=1 + 2 * number)
        report = await world.run()

        assert await world.violations() == []
        assert dict(report.outcomes) == {"done": 2}
        assert world.struck("exchange") + world.struck("casework") == 4


@pytest.mark.faults
async def test_who_believes_that_it_arrived_loses_it(warm: Warm, tmp_path: Path) -> None:
    """The test above can fail: a save without a read-back is lost."""
    with without_reading_back(), small_world(tmp_path, warm, vouchers=some_vouchers(1)) as world:
        world.arm("exchange", "session_expired", path=SUBMIT["exchange"], method="POST")
        await world.run()

        assert any("0 times in exchange" in violation for violation in await world.violations())
