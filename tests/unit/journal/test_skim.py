"""Looking at the lines of files before they are checked."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from nahtlos.events import EffectFinished, EffectIntended
from nahtlos.journal.check import ChainCheck
from nahtlos.journal.folder import ChainName
from nahtlos.journal.line import seal
from nahtlos.journal.processes import skim_files
from nahtlos.journal.skim import Skimmed, skim

SIZE = 32_768
FILE = "2026-03-01/runs/pc-0.jsonl"
SIZES = [0, 1, 7, 100, 101, 399, 400, 500, 602]


@pytest.fixture(scope="module")
def original(
    build: Callable[[Path], Any],
    tmp_path_factory: pytest.TempPathFactory,
    intended: Callable[[str], EffectIntended],
    finished: Callable[[str], EffectFinished],
) -> bytes:
    """Six hundred lines of effects: some 220 kB."""
    house = build(tmp_path_factory.mktemp("large"))

    async def write() -> None:
        async with house.journal() as journal:
            for number in range(300):
                journal.note(intended(f"i{number}"))
                journal.note(finished(f"i{number}"))

    asyncio.run(write())
    return bytes(house.file().read_bytes())


@pytest.fixture
def path(tmp_path: Path, original: bytes) -> Path:
    path = tmp_path / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(original)
    return path


def skimmed(path: Path, *, size: int = SIZE, share: slice = slice(None)) -> list[Skimmed]:
    return [*skim(path.parents[2], [([FILE], SIZES)], size=size, share=share)]


def check(path: Path, lines: Sequence[Skimmed], *, signed: int = 500) -> dict[str, object]:
    """Return everything that a check knows in the end."""
    checked = ChainCheck(ChainName(log_class="runs", stream="pc-0"), [FILE], sizes=SIZES, signed=signed)
    with path.open("rb") as opened:
        checked.check_file(opened, FILE, lines)
    return {
        "tally": checked.finish(), "count": checked.count, "roots": checked.roots, "end": (checked.prev, checked.seq),
        "unsigned since": checked.unsigned_since, "closed": (checked.closed_unsigned, checked.closed_at),
        "time": checked.time, "sizes": checked.sizes_read, "last": checked.last,
    }  # fmt: skip


def findings(path: Path, lines: Sequence[Skimmed]) -> object:
    tally: Any = check(path, lines)["tally"]
    return tally.findings


def chain_anew(path: Path, change: Callable[[int, bytes], bytes]) -> None:
    """Change lines and compute all hashes anew, as somebody who holds no key can."""
    prev, lines = "0" * 64, []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        lines.append(change(number, seal(line.split(b",", 2)[2], prev=prev, seq=number)))
        prev = sha256(lines[-1]).hexdigest()
    path.write_bytes(b"\n".join(lines) + b"\n")


def test_all_but_what_the_log_says_about_itself_is_skimmed(path: Path) -> None:
    """Its first line and its last."""
    found = skimmed(path)

    assert sum(each.lines for each in found) == 600
    assert len(found) > 5
    assert all(one.end == other.begin and one.head == other.prev for one, other in pairwise(found))


def test_each_process_looks_at_its_own_pieces(path: Path) -> None:
    """Together they look at all."""
    shares = [skimmed(path, share=slice(first, None, 3)) for first in range(3)]

    assert sorted((each for share in shares for each in share), key=lambda each: each.begin) == skimmed(path)


@pytest.mark.parametrize("size", [SIZE, 1 << 30], ids=["many pieces", "one piece of many blocks"])
@pytest.mark.parametrize("signed", [0, 1, 400, 500, 602])
def test_skimming_changes_nothing_about_the_result(path: Path, size: int, signed: int) -> None:
    """It is quicker, and that is all: counts, roots, times and ends are those of a check of each line."""
    assert check(path, skimmed(path, size=size), signed=signed) == check(path, [], signed=signed)
    assert findings(path, []) == []


def test_an_end_without_a_closing_line_keeps_its_time(path: Path) -> None:
    """The time of the last line is known though nobody looked closely at it."""
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))

    assert check(path, skimmed(path)) == check(path, [])


def test_skimming_hides_no_damage(path: Path) -> None:
    """Whatever is odd is left to the check, which finds the same as without."""
    chance, data = random.Random(5), path.read_bytes()
    for new in (b"", b"x", b"\n", b'"effect":[]', b"\0" * 9, b"\\u0065", b"x" * 70_000) * 15:
        at = chance.randrange(len(data) - 3)
        path.write_bytes(data[:at] + new + data[at + 3 :])

        assert findings(path, skimmed(path)), (at, new)
        assert check(path, skimmed(path, size=chance.choice([SIZE, 1 << 30]))) == check(path, []), (at, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"seq":300,', b'"seq":300.0,'),
        (b'"event":', b'"event":"x","event":'),
        (b'"event":"', b'"event":"log.closed","x":"'),
        (b'"event":"', b'"event":"log.closed","\\u0065vent":"'),
        (b'"effect":', b'"effect":null,"effects":'),
        (b'"effect":', b'"effect":"other","effect":'),
        (b"}", b""),
        (b"}", b',"seq":7}'),
        (b'"prev"', b'"before"'),
        (b'{"prev"', b'[{"prev"'),
    ],
)
def test_a_line_that_is_odd_in_itself_is_left_to_the_check(path: Path, old: bytes, new: bytes) -> None:
    """Though its number and hash are in order."""
    chain_anew(path, lambda number, line: line.replace(old, new, 1) if number == 300 else line)

    assert check(path, skimmed(path)) == check(path, [])


def test_a_file_whose_beginning_was_taken_away_is_found(path: Path) -> None:
    """A file begins with what the log says about itself, even if all hashes agree."""
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    chain_anew(path, lambda _, line: line)

    assert [found.kind for found in findings(path, skimmed(path))] == ["missing"]  # type: ignore[attr-defined]
    assert check(path, skimmed(path)) == check(path, [])


def test_lines_of_another_place_are_not_taken(path: Path) -> None:
    """They count only where the chain really arrives at them."""
    found = skimmed(path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], lines[2], lines[1], *lines[3:]]))

    assert findings(path, found[1:])
    assert check(path, found[1:]) == check(path, [])


def test_garbage_is_not_told(path: Path) -> None:
    """A few lines between others that are none are sooner checked."""
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line if number % 20 else b"x\n" for number, line in enumerate(lines)))

    assert skimmed(path) == []


def test_other_processes_skim_large_journals(path: Path) -> None:
    """They are started for bytes that are worth it."""
    chains = [([FILE], SIZES)]
    here = skim_files(path.parents[2], chains, size=SIZE)

    assert here[FILE] == skimmed(path)
    assert {**skim_files(path.parents[2], chains, worth_it=0, size=SIZE)} == {FILE: as_told(here[FILE])}


def as_told(lines: Sequence[Skimmed]) -> list[Skimmed]:
    """A process tells lists for tuples."""
    return [
        replace(each, leaves=[[begin, [[*node] for node in nodes]] for begin, nodes in each.leaves])  # type: ignore[misc]
        for each in lines
    ]


@pytest.mark.parametrize("program", ["/nowhere/python", "false"])
def test_without_other_processes_a_check_only_takes_longer(
    path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    """Whether they cannot be started or fail."""
    monkeypatch.setattr("sys.executable", program)

    assert skim_files(path.parents[2], [([FILE], SIZES)], worth_it=0) == {}
