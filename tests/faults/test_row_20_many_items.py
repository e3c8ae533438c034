"""FAULTS rows 20 and 21: 100,000 items in constant memory, resumable; one bad item is isolated, the others are
done, and it is listed with its reason (test_row_21_one_bad_item.py has the kinds of bad).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path("benchmarks/items.py")
MOST = 400
"""MiB."""
GROWTH = 0.4
"""KiB that one case more may cost while cases are listed: what tells equal keys apart."""
NOISE = 5
"""MiB by which two processes that do the same may differ."""


def measured(
    *items: int, seconds: float, only: Sequence[str] = (), missing: str | None = None
) -> list[dict[str, Any]]:
    """Look ahead, run, stop, resume, list and show so many cases, each in a process that proves its own result."""
    words = ["--json", *(["--only", *only] if only else []), "--items", *map(str, items)]
    environment = dict(os.environ)
    if missing is not None:
        words += ["--program", "tests.faults.struck", "none:start:records:0"]
        environment |= {"SABOTAGED": missing, "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *filter(None, sys.path)])}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), *words], capture_output=True, text=True, check=False, timeout=seconds,
        env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def grown(few: int, many: int, *, missing: str | None = None) -> list[str]:
    """By how much more memory than it may have, looking at many cases needs more than at few."""
    small, large = measured(few, many, seconds=280, only=["plan --json"], missing=missing)
    more, most = large["memory"] - small["memory"], NOISE + GROWTH * (many - few) / 1024
    is_right = {
        f"{more} MiB more for {many - few:,} cases more": more <= most,
        f"{large['memory']} MiB": large["memory"] < MOST,
    }
    return [what for what, holds in is_right.items() if not holds]


def test_memory_does_not_grow_with_the_items() -> None:
    """Listing 20,000 cases and looking at each takes as much memory as 1,000, but for a few bytes a key."""
    assert grown(1_000, 20_000) == []


@pytest.mark.faults
def test_without_pages_it_grows() -> None:
    """The test above can fail: somebody keeps what was listed."""
    assert grown(1_000, 20_000, missing="no-pages") != []


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
