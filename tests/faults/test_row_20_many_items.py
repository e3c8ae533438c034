"""FAULTS rows 20 and 21: 100,000 items in constant memory, resumable; one bad item is isolated, the others are
done, and it is listed with its reason (test_row_21_one_bad_item.py has the kinds of bad).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path("benchmarks/items.py")
MOST = 400
"""MiB."""
GROWTH = 0.6
"""KiB that one case more may cost while cases are listed: what tells equal keys apart."""
NOISE = 8
"""MiB by which two processes that do the same may differ."""


def measured(*items: int, seconds: float, only: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Look ahead, run, stop, resume, list and show so many cases, each in a process that proves its own result."""
    chosen = ["--only", *only] if only else []
    done = subprocess.run(
        [sys.executable, str(PROGRAM), "--json", *chosen, "--items", *map(str, items)], capture_output=True, text=True,
        check=False, timeout=seconds,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_memory_does_not_grow_with_the_items() -> None:
    """Listing 20,000 cases and looking at each takes as much memory as 1,000, but for a few bytes a key."""
    few, many = 1_000, 20_000

    small, large = measured(few, many, seconds=280, only=["plan --json"])

    assert large["memory"] - small["memory"] <= NOISE + GROWTH * (many - few) / 1024, (small, large)
    assert large["memory"] < MOST


def test_a_run_that_stops_half_way_and_goes_on() -> None:
    """Nothing is lost or doubled, the bad case has its reason, and both sides agree in the end."""
    (found,) = measured(300, seconds=280, only=["run, stop half-way, resume"])

    assert found["memory"] < MOST


@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_a_hundred_thousand_items() -> None:
    """All of it, with the number that is promised."""
    found = measured(100_000, seconds=7100)

    assert max(each["memory"] for each in found) <= MOST, found
