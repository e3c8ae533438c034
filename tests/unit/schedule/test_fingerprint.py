"""A rule has the same fingerprint in every process, and another one when it says something else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.schedule.conftest import RuleOf

from nahtlos.schedule.fingerprint import fingerprint_of

ROOT = Path(__file__).parents[3]
WAYS = [
    "cron: 30 5 * * mon-fri", "cron: 31 5 * * mon-fri", "cron: 30 5 * * mon-thu", "when: every working day at 05:30",
    "when: third working day of the month at 05:30", "every: 15 min, from: 2026-01-01 00:00",
    "every: 16 min, from: 2026-01-01 00:00", "every: 15 min, from: 2026-01-02 00:00", "at: 2030-01-01 05:30",
]  # fmt: skip


def test_different_rules(rule_of: RuleOf) -> None:
    """No two of them are alike."""
    assert len({fingerprint_of(rule_of(way)) for way in WAYS}) == len(WAYS)


@pytest.mark.parametrize("way", WAYS)
def test_asked_for_dues_or_not(rule_of: RuleOf, way: str) -> None:
    """What a rule has found out about the calendar meanwhile does not change it."""
    from datetime import UTC, datetime, timedelta

    rule = rule_of(way)
    before = fingerprint_of(rule)
    list(rule.due(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=40)))

    assert fingerprint_of(rule) == before


def test_other_process() -> None:
    """Texts are hashed anew in each process; fingerprints are not made of that."""
    program = (
        "from tests.unit.schedule.conftest import rule_from\n"
        "from nahtlos.schedule.fingerprint import fingerprint_of\n"
        "print(fingerprint_of(rule_from('cron: \\'30 5 * jan,mar,dec mon,wed,fri\\'')))\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip

    assert len(found) == 1
