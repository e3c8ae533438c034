"""The campaign can fail: without a safeguard, the checker sees what a kill does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.kills.campaign import campaign

pytestmark = pytest.mark.kills


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
