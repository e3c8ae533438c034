"""The proof of one line holds for both programs, and for nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nahtlos.errors import NoSuchLine
from nahtlos.events import ItemStarted
from nahtlos.journal import verify_alone
from nahtlos.journal.certificates import FILE
from nahtlos.journal.proof import check_proof, prove_line

LINE = "runs/pc-0:3"
Started = Callable[[int], ItemStarted]


@pytest.fixture
def logs(house: Any, started: Started) -> Path:
    async def write() -> None:
        for line in range(3):
            async with house.journal() as journal:
                await journal.write(started(line))

    asyncio.run(write())
    return Path(house.logs)


def alone(said: object, tmp_path: Path, root: str = "") -> list[str]:
    (tmp_path / "proof.json").write_text(json.dumps(said))
    return verify_alone.check_proof(str(tmp_path / "proof.json"), root)


@pytest.mark.parametrize("number", range(1, 10))
def test_each_line_can_be_proven(logs: Path, tmp_path: Path, number: int) -> None:
    """Without the other lines, and without the journal."""
    said = prove_line(logs, f"runs/pc-0:{number}")

    verdict = check_proof(json.loads(json.dumps(said)))
    assert verdict.holds, verdict.problems
    assert f'"seq":{number},' in str(verdict.facts["text"])
    assert alone(said, tmp_path) == []


def test_a_line_is_named_by_its_file_too(logs: Path) -> None:
    """As a finding names it."""
    assert prove_line(logs, "2026-03-01/runs/pc-0.jsonl:3") == prove_line(logs, LINE)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "{}"),
        ("index", 3),
        ("index", -1),
        ("index", "2"),
        ("index", True),
        ("index", 10**30),
        ("chain", "admin/pc-0"),
        ("proof", []),
        ("proof", ["AAAA"]),
        ("proof", None),
        ("checkpoint", "x"),
        ("certificates", "x"),
    ],
)
def test_a_proof_that_was_changed_does_not_hold(logs: Path, tmp_path: Path, field: str, value: object) -> None:
    """Whatever was changed, both say so."""
    said = {**prove_line(logs, LINE), field: value}

    assert not check_proof(said).holds
    assert alone(said, tmp_path)


@pytest.mark.parametrize("said", [None, [], 1, "x", {}, {"format": "nahtlos-proof/1"}])
def test_what_is_no_proof(tmp_path: Path, said: object) -> None:
    """A verdict, never a traceback."""
    assert not check_proof(said).holds
    assert alone(said, tmp_path)


def test_the_fingerprint_in_the_paper_file_is_compared(logs: Path, tmp_path: Path) -> None:
    """Anybody can prove anything with keys of their own."""
    said = prove_line(logs, LINE)
    (root,) = check_proof(said).roots

    assert check_proof(said, root=root).holds
    assert not check_proof(said, root="ab" * 32).holds
    assert alone(said, tmp_path, "".join(root.split())) == []
    assert alone(said, tmp_path, "ab" * 32)


@pytest.mark.parametrize(
    "named", ["", "x", "runs/pc-0", "runs/pc-0:0", "runs/pc-0:99", "runs/pc-9:1", "2026-03-01/runs/pc-0.jsonl:99"]
)
def test_a_line_that_is_not_there(logs: Path, named: str) -> None:
    """The error says how lines are named."""
    with pytest.raises(NoSuchLine, match="CLASS/STREAM:NUMBER"):
        prove_line(logs, named)


def test_a_line_that_nobody_signed(logs: Path) -> None:
    """Without a checkpoint there is no proof."""
    (logs / FILE).unlink()

    with pytest.raises(NoSuchLine, match="no checkpoint covers this line"):
        prove_line(logs, LINE)
