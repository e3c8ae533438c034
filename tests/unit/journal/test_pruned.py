"""Lines whose content was pruned: chain, tree and signatures hold; a line that nobody may have pruned is found."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nahtlos.events import EffectFinished, EffectIntended, LogPruned
from nahtlos.journal import verify_alone
from nahtlos.journal.line import read_line, stub_of
from nahtlos.journal.proof import check_proof, prove_line
from nahtlos.journal.verify import Report, verify_journal

FILE = "2026-03-01/runs/pc-0.jsonl"


@pytest.fixture
def logs(house: Any, intended: Callable[[str], EffectIntended], finished: Callable[[str], EffectFinished]) -> Path:
    async def write() -> None:
        for day in range(2):
            async with house.journal() as journal:
                for number in range(3):
                    journal.note(intended(f"i{day}/{number}"))
                    await journal.write(finished(f"i{day}/{number}"))
            house.clock.jump(days=1)
        async with house.journal() as journal:
            await journal.write(LogPruned(file=FILE, first=2, last=7, lines=6, rule="runs", due="2026-03-03"))

    asyncio.run(write())
    return Path(house.logs)


def prune(logs: Path, first: int, last: int) -> None:
    """Do what `nahtlos privacy prune` does."""
    path = logs / FILE
    lines = path.read_bytes().splitlines()
    for number in range(first, last + 1):
        said = read_line(lines[number - 1])
        assert said
        lines[number - 1] = stub_of(lines[number - 1], seq=said["seq"]).data()
    draft = path.with_suffix(".draft")
    draft.write_bytes(b"".join(line + b"\n" for line in lines))
    draft.replace(path)


def both(logs: Path) -> Report:
    report = verify_journal(logs)
    alone = verify_alone.verify(logs, "", [])
    assert alone["intact"] == report.intact, (alone["findings"], report.findings)
    return report


def test_lines_that_were_pruned_by_rule(logs: Path) -> None:
    """Intact: their hashes prove the others, and the report says how many there are."""
    prune(logs, 2, 7)

    report = both(logs)

    assert report.intact, report.findings
    assert [(pruned.first, pruned.last) for pruned in report.pruned] == [(2, 7)]
    assert "The content of 6 lines was pruned by rule" in " ".join(report.notes())


def test_a_line_that_no_rule_named(logs: Path) -> None:
    """What the log says of itself is never pruned by a rule."""
    prune(logs, 2, 8)

    assert [finding.kind for finding in both(logs).findings] == ["pruned"]


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        (3, b'"leaf":"', b'"leaf":"0'),
        (3, b'"seq":3', b'"seq":4'),
        (3, b'"bytes":', b'"bytes":1'),
        # Only the last hash of a line is named by another line; those between two stubs say nothing.
        (7, b'"pruned":"', b'"pruned":"f'),
    ],
)
def test_a_stub_that_was_changed(logs: Path, line: int, old: bytes, new: bytes) -> None:
    """Its leaf is signed, its number is chained, its size is named by the next file."""
    prune(logs, 2, 7)
    path = logs / FILE
    lines = path.read_bytes().splitlines(keepends=True)
    stub = lines[line - 1].replace(old, new)
    place = stub.index(old) + len(old) if old.endswith(b'"') else 0
    # A hash keeps its length.
    lines[line - 1] = stub[: place + 64] + stub[place + 65 :] if place else stub
    path.write_bytes(b"".join(lines))

    assert not both(logs).intact


def test_stubs_that_nobody_signed(logs: Path) -> None:
    """Without checkpoints, nothing proves what is left of a line."""
    prune(logs, 2, 7)
    for path in logs.rglob("*.checkpoints"):
        path.unlink()

    assert "pruned" in {finding.kind for finding in both(logs).findings}


def test_a_line_beside_pruned_ones_can_be_proven(logs: Path) -> None:
    """And so can it that a pruned line was there."""
    prune(logs, 2, 7)

    assert check_proof(prove_line(logs, "runs/pc-0:8")).holds
    assert check_proof(prove_line(logs, "runs/pc-0:4")).holds
