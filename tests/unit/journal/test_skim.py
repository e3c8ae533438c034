"""Looking at the pieces of a large file in several processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from nahtlos.events import EffectFinished, EffectIntended
from nahtlos.journal.check import ChainCheck
from nahtlos.journal.findings import Tally
from nahtlos.journal.folder import ChainName
from nahtlos.journal.skim import Skimmed, skim_file, skim_pieces

SIZE = 4096
FILE = "2026-03-01/runs/pc-0.jsonl"


@pytest.fixture(scope="module")
def original(
    build: Callable[[Path], Any],
    tmp_path_factory: pytest.TempPathFactory,
    intended: Callable[[str], EffectIntended],
    finished: Callable[[str], EffectFinished],
) -> bytes:
    house = build(tmp_path_factory.mktemp("large"))

    async def write() -> None:
        async with house.journal() as journal:
            for number in range(100):
                journal.note(intended(f"i{number}"))
                journal.note(finished(f"i{number}"))

    asyncio.run(write())
    return bytes(house.file().read_bytes())


@pytest.fixture
def path(tmp_path: Path, original: bytes) -> Path:
    (tmp_path / "x.jsonl").write_bytes(original)
    return tmp_path / "x.jsonl"


def check(path: Path, skimmed: list[Skimmed]) -> Tally:
    checked = ChainCheck(ChainName(log_class="runs", stream="pc-0"), [FILE])
    with path.open("rb") as opened:
        checked.check_file(opened, FILE, skimmed)
    return checked.finish()


def skim(path: Path) -> list[Skimmed]:
    return [*skim_pieces(path, first=0, step=1, size=SIZE)]


def test_pieces_in_order_are_skimmed(path: Path) -> None:
    """All but the first and the last, in which the log speaks about itself."""
    pieces = skim(path)

    assert len(pieces) == -(-path.stat().st_size // SIZE) - 2
    assert all(one.end == other.begin and one.head == other.prev for one, other in pairwise(pieces))


def test_each_process_looks_at_its_own_pieces(path: Path) -> None:
    """Together they look at all."""
    parts = [skim_pieces(path, first=first, step=3, size=SIZE) for first in range(3)]

    assert sorted((piece for part in parts for piece in part), key=lambda piece: piece.begin) == skim(path)


def test_skimming_changes_nothing_about_the_result(path: Path) -> None:
    """It is quicker, and that is all."""
    assert check(path, skim(path)) == check(path, [])
    assert check(path, []).findings == []


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.501, 0.502, 0.7, 0.98])
@pytest.mark.parametrize("new", [b"", b"x", b"\n", b'"effect":[]', b"\0" * 9])
def test_skimming_hides_no_damage(path: Path, share: float, new: bytes) -> None:
    """Whatever is odd is left to the check, which finds the same as without."""
    data = path.read_bytes()
    at = int(len(data) * share)
    path.write_bytes(data[:at] + new + data[at + 3 :])

    tally = check(path, skim(path))

    assert tally.findings
    assert tally == check(path, [])


def test_a_piece_of_another_place_is_not_taken(path: Path) -> None:
    """Pieces count only where the chain really arrives at them."""
    pieces = skim(path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], lines[2], lines[1], *lines[3:]]))

    assert check(path, pieces).findings


def test_a_line_longer_than_a_piece_is_left_to_the_check(path: Path) -> None:
    """No piece is empty, none is endless."""
    path.write_bytes(path.read_bytes()[:9000] + b"x" * 80_000)

    assert check(path, skim(path)) == check(path, [])


def test_other_processes_skim_large_files(path: Path) -> None:
    """They are started for files that are worth it."""
    assert skim_file(path) == []
    assert [*skim_file(path, worth_it=0, size=SIZE)] == skim(path)


def test_a_file_that_is_gone_for_the_others_is_left_to_the_check(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If no other process can be started, verification only takes longer."""
    monkeypatch.setattr("sys.executable", "/nowhere/python")

    assert skim_file(path, worth_it=0) == []
