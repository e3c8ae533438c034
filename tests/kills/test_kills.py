"""kill -9 at any moment leaves a run that resumes without a second effect; the checker sees it when it would not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from tests.kills.campaign import campaign

pytestmark = pytest.mark.kills

KILLS = int(os.environ.get("NAHTLOS_KILLS", "20"))
CASES = int(os.environ.get("NAHTLOS_KILL_CASES", str(KILLS * 2)))


@pytest.mark.timeout(7200)
def test_a_job_that_is_killed_again_and_again_ends_with_every_write_done_once(tmp_path: Path) -> None:
    """Nothing lost, nothing twice, nothing without an intent; almost a third of the kills struck the worst moment."""
    done, found = campaign(tmp_path, kills=KILLS, cases=CASES, seed=int(os.environ.get("NAHTLOS_KILL_SEED", "7")))

    between = sum(1 for kill in done.kills if kill.between)
    print(f"{len(done.kills)} kills, {between} between commit and result, violations: {found}")
    assert found == []
    assert len(done.kills) == KILLS
    assert between >= 0.3 * KILLS


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("safeguard", ["no-intent", "no-probe", "no-settle"])
def test_without_a_safeguard_the_checker_reports_violations(safeguard: str, tmp_path: Path) -> None:
    """The campaign can fail: an engine without intent, probe or settle does write twice or without an intent."""
    program = [sys.executable, "-m", "tests.kills.sabotaged", safeguard]
    slow = safeguard == "no-settle"
    _, found = campaign(
        tmp_path, kills=1 if slow else 4, cases=12 if slow else 14, seed=11, program=program,
        extra=["--commit-delay", "14", "17"] if slow else [], settle=25 if slow else 3,
        strikes=["intent"] if slow else ["commit"],
    )  # fmt: skip

    assert found != []
