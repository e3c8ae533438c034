"""The campaign can fail: without a safeguard, the checker sees what a kill does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.kills.campaign import campaign
from tests.kills.checker import good_vouchers

from nahtlos.practice.cases import generate_vouchers

pytestmark = pytest.mark.kills

VOUCHERS = generate_vouchers(14)


def sabotaged(safeguard: str) -> list[str]:
    """The program whose engine goes without one of its safeguards."""
    return [sys.executable, "-m", "tests.kills.sabotaged", safeguard]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("safeguard", ["no-intent", "no-probe"])
def test_without_a_safeguard_the_checker_reports_violations(safeguard: str, tmp_path: Path) -> None:
    """The campaign can fail: an engine without intent or probe does write twice or without an intent."""
    _, found = campaign(
        tmp_path, kills=4, vouchers=VOUCHERS, seed=11, program=sabotaged(safeguard), strikes=["commit"]
    )  # fmt: skip

    assert found != []


@pytest.mark.timeout(1200)
def test_who_looks_before_a_system_has_settled_writes_twice(tmp_path: Path) -> None:
    """The campaign can fail: killed while a commit is under way, an engine that looks at once does not find it."""
    one = list(good_vouchers(VOUCHERS).values())[:1]
    _, found = campaign(
        tmp_path, kills=1, vouchers=one, seed=11, program=sabotaged("no-settle"),
        extra=["--commit-delay", "30", "34"], settle=50, strikes=["accepted"],
    )  # fmt: skip

    assert any("2 times in exchange" in violation for violation in found)
