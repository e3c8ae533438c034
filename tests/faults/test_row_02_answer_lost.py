"""FAULTS row 2: the effect is done and its answer is lost; it is looked for and found, and never written again blindly.

A browser that gets no answer on a connection it has used before sends the request again by itself, a POST too: without
`Fence.carry_once`, each of these writes is there twice, and no page says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.faults.without import without_carrying_once, without_looking
from tests.faults.world import SUBMIT, World, small_world, some_vouchers

from nahtlos.browser import Warm

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOST: list[tuple[str, dict[str, Any]]] = [
    ("answer_lost", {}),
    ("answer_lost", {"how": "reset"}),
    ("http_error", {"status": 502, "committed": True}),
]


def lose_answers(world: World) -> int:
    """Let the first answers to a save get lost, each in another way, in both systems."""
    for system, path in SUBMIT.items():
        for number, (fault, how) in enumerate(LOST):
            world.arm(system, fault, path=path, method="POST", nth=1 + number, times=1, **how)
    return 2 * len(LOST)


async def test_what_was_committed_without_an_answer_is_found_and_not_repeated(warm: Warm, tmp_path: Path) -> None:
    """Each voucher stands once in the target, with its receipt in the source, and ledger and journal agree."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(len(LOST))) as world:
        points = lose_answers(world)
        report = await world.run()

        assert await world.violations() == []
        assert dict(report.outcomes) == {"done": len(LOST)}
        assert world.struck("exchange") + world.struck("casework") == points


@pytest.mark.parametrize("sabotage", [without_carrying_once, pytest.param(without_looking, marks=pytest.mark.faults)])
async def test_without_the_safeguard_it_is_written_twice(sabotage: object, warm: Warm, tmp_path: Path) -> None:
    """The test above can fail."""
    with sabotage(), small_world(tmp_path, warm, vouchers=some_vouchers(1)) as world:  # type: ignore[operator]
        world.arm("exchange", "answer_lost", path=SUBMIT["exchange"], method="POST")
        await world.run()

        assert any("2 times in exchange" in violation for violation in await world.violations())
