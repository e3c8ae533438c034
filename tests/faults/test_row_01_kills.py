"""FAULTS row 1: killed with kill -9 at any boundary, a run resumes; nothing is lost, nothing is done twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.faults.campaign import campaign
from tests.faults.points import ENOUGH, points

from nahtlos.practice.cases import generate_vouchers

SEED = int(os.environ.get("NAHTLOS_KILL_SEED", "7"))
KILLS = int(os.environ.get("NAHTLOS_KILLS", "1000"))
CAMPAIGNS = 8
"""Side by side, each with a world and a seed of its own, in four lanes or in one."""


@pytest.mark.sample
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", [(1, 2), (2, 2)], ids=["odd", "even"])
def test_killed_at_every_boundary_of_effects_and_records(part: tuple[int, int], tmp_path: Path) -> None:
    """Before, during and after each click, before and after each record: each strikes another case; all are done."""
    with points(tmp_path, cases=ENOUGH["records"] // 2) as made:
        made.all("kill", first="case", part=part)

        assert made.violations() == []
        assert sum(line["since"] == "case" for line in made.struck) >= 25


@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_killed_at_every_boundary_there_is(tmp_path: Path) -> None:
    """At each fsync, sign-in, page and form, too."""
    with points(tmp_path, cases=ENOUGH["all"], which="all") as made:
        made.all("kill")

        assert made.violations() == []
        assert len(made.struck) >= 100


@pytest.mark.sample
@pytest.mark.faults  # `make test` has the two halves of the sample
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", [SEED])
def test_killed_a_few_times_at_random_with_four_lanes(seed: int, tmp_path: Path) -> None:
    """Cases side by side, and moments that no list has."""
    done, found = campaign(tmp_path, kills=6, vouchers=generate_vouchers(20), seed=seed, settle=1.5)

    assert found == []
    assert len(done.kills) == 6


@pytest.mark.faults
@pytest.mark.timeout(24 * 3600)
@pytest.mark.parametrize("number", range(CAMPAIGNS))
def test_killed_a_thousand_times_at_random(number: int, tmp_path: Path) -> None:
    """Killed again and again, a job ends with every write done once; a third of the kills strike the worst moment."""
    seed, kills = SEED + number, KILLS // CAMPAIGNS
    lanes, cases = (4, 2 * kills) if number % 4 == 0 else (1, 3 * kills // 2)
    done, found = campaign(
        tmp_path, kills=kills, vouchers=generate_vouchers(cases), seed=seed, settle=1.5, lanes=lanes
    )

    between = sum(1 for kill in done.kills if kill.between)
    print(f"seed {seed}, lanes {lanes}: {len(done.kills)} kills, {between} between commit and result, found {found}")
    assert found == []
    assert len(done.kills) == kills
    assert between >= 0.3 * kills
