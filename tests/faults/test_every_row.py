"""Every row of the fault matrix names itself, and runs once against an engine without its safeguard."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from tests.faults import without

ROWS: dict[int, list[str]] = defaultdict(list)
for path in sorted(Path(__file__).parent.glob("test_row_*.py")):
    ROWS[int(path.name.split("_")[2])].append(path.read_text(encoding="utf-8"))
HERE = [*range(1, 13), *range(18, 27)]
"""Rows that are closed in this folder; the others are in tests/acceptance and tests/unit."""
WITHOUT = [name for name, value in vars(without).items() if name.startswith("without_") and callable(value)]


def test_each_row_is_there() -> None:
    """None is forgotten."""
    assert sorted(ROWS) == HERE


@pytest.mark.parametrize("row", HERE)
def test_row_names_itself(row: int) -> None:
    """Each module begins with the promise it holds."""
    assert all(re.match(rf'"""FAULTS rows? ({row}\b|\d+ and {row}\b|{row} and \d+)', text) for text in ROWS[row])


@pytest.mark.parametrize("row", HERE)
def test_row_is_seen_to_fail(row: int) -> None:
    """Some test of it takes a safeguard away, in its process or in another one."""
    takes_away = re.compile(r'from tests\.faults\.without import|sabotage=("|safeguard)|missing="')

    assert any(takes_away.search(text) for text in ROWS[row])


@pytest.mark.parametrize("name", WITHOUT)
def test_each_sabotage_is_used(name: str) -> None:
    """By a test of a row, or by a process that does without it."""
    texts = [text for texts in ROWS.values() for text in texts]
    guard = Path(__file__).with_name("test_release_guard.py").read_text(encoding="utf-8")

    assert any(name in text for text in [*texts, guard]) or getattr(without, name) in without.SABOTAGE.values()
