"""FAULTS row 3: the same case submitted twice, by a delivery, a second run or the target itself: one record, or told.

What a browser repeats by itself is row 2; a click is made once and never repeated (tests/unit/engine/test_doubts.py).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.faults.without import without_finding
from tests.faults.world import SUBMIT, small_world, some_vouchers

from nahtlos.browser import Warm

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_case_that_is_delivered_twice_is_written_once(warm: Warm, tmp_path: Path) -> None:
    """Twice in one delivery, and the whole delivery twice."""
    vouchers = some_vouchers(2)
    with small_world(tmp_path, warm, vouchers=[*vouchers, vouchers[0]]) as world:
        first, second = await world.run(), await world.run()

        assert dict(first.outcomes) == {"done": 2, "skipped": 1}
        assert dict(second.outcomes) == {"skipped": 3}
        assert [len(world.effects(system)) for system in ("exchange", "casework")] == [2, 2]


@pytest.mark.faults
async def test_a_target_that_writes_twice_by_itself_is_told(warm: Warm, tmp_path: Path) -> None:
    """Something between us and the target repeats the request: the case is not done, and a person hears of it."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(1)) as world:
        world.arm("exchange", "delivered_twice", path=SUBMIT["exchange"], method="POST")
        report = await world.run()

        assert len(world.effects("exchange")) == 2
        assert dict(report.outcomes) == {"failed": 1}
        assert report.balance is not None
        assert not report.balance.is_balanced


@pytest.mark.faults
async def test_who_does_not_look_before_writes_twice(warm: Warm, tmp_path: Path) -> None:
    """The tests above can fail: the second delivery is written without a look."""
    with without_finding(), small_world(tmp_path, warm, vouchers=some_vouchers(1)) as world:
        await world.run()
        await world.run()

        assert any("2 times in exchange" in violation for violation in await world.violations())
