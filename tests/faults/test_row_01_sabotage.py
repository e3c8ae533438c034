"""FAULTS row 1: the checker would see what is lost or done twice; without a safeguard, it does."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.faults.campaign import campaign
from tests.faults.checker import good_vouchers
from tests.faults.points import points

from nahtlos.practice.cases import generate_vouchers


@pytest.mark.sample
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("safeguard", "boundary", "seen"),
    [
        # The write is in the target, read back, and not yet recorded: who does not look does it again.
        ("no-probe", "before FileJournal.write effect.finished", "2 times in exchange"),
        ("no-intent", "before FileJournal.write item.finished", "0 intents in the journal"),
    ],
)
def test_without_a_safeguard_the_checker_reports_violations(
    safeguard: str, boundary: str, seen: str, tmp_path: Path
) -> None:
    """Killed where it hurts, an engine without intent or probe writes twice or without an intent."""
    with points(tmp_path, cases=1, sabotage=safeguard) as made:
        made.strike("kill", "case", boundary)
        made.end_as_may_be()

        assert any(seen in violation for violation in made.violations())


@pytest.mark.faults
@pytest.mark.timeout(1200)
def test_who_looks_before_a_system_has_settled_writes_twice(tmp_path: Path) -> None:
    """Killed while a commit is under way, an engine that looks at once does not find it."""
    one = list(good_vouchers(generate_vouchers(14)).values())[:1]
    _, found = campaign(
        tmp_path, kills=1, vouchers=one, seed=11, sabotage="no-settle",
        extra=["--commit-delay", "30", "34"], settle=50, strikes=["accepted"],
    )  # fmt: skip

    assert any("2 times in exchange" in violation for violation in found)
