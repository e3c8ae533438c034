"""kill -9 at any moment leaves a run that resumes without a second effect."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.kills.campaign import campaign

from nahtlos.practice.cases import generate_vouchers

pytestmark = pytest.mark.kills

SEED = int(os.environ.get("NAHTLOS_KILL_SEED", "7"))
KILLS = int(os.environ.get("NAHTLOS_KILLS", "20"))
CASES = int(os.environ.get("NAHTLOS_KILL_CASES", str(KILLS * 2)))


@pytest.mark.timeout(7200)
def test_a_job_that_is_killed_again_and_again_ends_with_every_write_done_once(tmp_path: Path) -> None:
    """Nothing lost, nothing twice, nothing without an intent; almost a third of the kills struck the worst moment."""
    done, found = campaign(tmp_path, kills=KILLS, vouchers=generate_vouchers(CASES), seed=SEED)

    between = sum(1 for kill in done.kills if kill.between)
    print(f"{len(done.kills)} kills, {between} between commit and result, violations: {found}")
    assert found == []
    assert len(done.kills) == KILLS
    assert between >= 0.3 * KILLS
