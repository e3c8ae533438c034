"""A quick look at the pieces of large files, on all processors: is each line exactly the one after the line before?

A piece that is not plainly in order, or in which the log speaks about itself, is left to `check`. Run as a program
(`python -m`), this looks at some pieces of one file. It is not `multiprocessing`: that would begin by running the main
script of whoever verifies a second time.
"""

from __future__ import annotations

import os
import subprocess
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from nahtlos.journal.checkpoints import words_of
from nahtlos.journal.line import MAX_LINE
from nahtlos.journal.merkle import Hash, grown

LONGEST = MAX_LINE + 1
"""With its newline."""
NEWLINE = 10
PIECE = 4 << 20
WORTH_IT = 64 << 20
"""Smaller files are read before another process has started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skimmed:
    """Lines of a file that follow each other, if the first of them is in its place."""

    begin: int
    end: int
    prev: str
    seq: int
    """What the first line says."""
    last: int
    """Byte where the last line begins."""
    head: str
    """Hash of the last line."""
    lines: int
    intended: list[str]
    finished: list[str]
    """Ids of effects."""
    leaves: list[tuple[int, str]]
    """Stretches of the tree: how many lines stand before each, and its whole subtrees as a checkpoint writes them."""


class OutOfOrder(Exception):  # noqa: N818 - never leaves this module
    """A line that needs a closer look."""


def skim_file(
    path: Path, *, sizes: Collection[int] = (), worth_it: int = WORTH_IT, size: int = PIECE
) -> Sequence[Skimmed]:
    """Return the pieces of a file that are plainly in order; where a root is wanted, their leaves are cut."""
    if path.stat().st_size < worth_it:
        return []
    processes = os.cpu_count() or 1
    commands = [
        [sys.executable, "-P", "-m", __name__, str(path), str(first), str(processes), str(size)]
        for first in range(processes)
    ]
    wanted = orjson.dumps(sorted(sizes))
    with ThreadPoolExecutor(processes) as pool:
        pieces_of_all = pool.map(lambda command: _skim_elsewhere(command, wanted), commands)
        found = [piece for pieces in pieces_of_all for piece in pieces]
    return sorted(found, key=lambda piece: piece.begin)


def _skim_elsewhere(command: Sequence[str], wanted: bytes) -> Sequence[Skimmed]:
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        done = subprocess.run(command, env=surroundings, input=wanted, capture_output=True, check=True)  # noqa: S603 - our own program
    except (OSError, subprocess.CalledProcessError):
        return []
    return [_read(orjson.loads(line)) for line in done.stdout.splitlines()]


def _read(said: dict[str, Any]) -> Skimmed:
    return Skimmed(**{**said, "leaves": [(begin, words) for begin, words in said["leaves"]]})


def skim_pieces(
    path: Path, *, first: int, step: int, size: int = PIECE, sizes: Sequence[int] = ()
) -> Sequence[Skimmed]:
    """Look at every `step`-th piece of a file."""
    begins = range(first * size, path.stat().st_size, step * size)
    found = (_skim_piece(path, begin, begin + size, sizes=sizes) for begin in begins)
    return [piece for piece in found if piece is not None]


def _skim_piece(path: Path, begin: int, end: int, *, sizes: Sequence[int]) -> Skimmed | None:
    with path.open("rb", buffering=1 << 20) as opened:
        if begin:
            opened.seek(begin - 1)
            opened.readline()
        try:
            return _skim(opened, opened.tell(), end, sizes=sizes)
        except (orjson.JSONDecodeError, TypeError, KeyError, OutOfOrder):
            return None


def _skim(opened: BinaryIO, begin: int, end: int, *, sizes: Sequence[int]) -> Skimmed:
    first = orjson.loads(opened.readline(LONGEST))
    opened.seek(begin)
    head, seq, last, behind = first["prev"], first["seq"], begin, begin
    leaves: list[Hash] = []
    effects: dict[str, list[str]] = {"effect.intended": [], "effect.finished": []}
    while behind < end and (raw := opened.readline(LONGEST)):
        line = raw[:-1]
        said = orjson.loads(line)
        event: str = said["event"]
        if said["prev"] != head or said["seq"] != seq or event[:4] == "log." or raw[-1] != NEWLINE:
            raise OutOfOrder
        if event in effects:
            effects[event].append(said["effect"])
        head = sha256(line).hexdigest()
        if sizes:
            leaves.append(sha256(b"\0" + line).digest())
        seq += 1
        last, behind = behind, behind + len(raw)
    if behind == begin:
        raise OutOfOrder
    return Skimmed(
        begin=begin,
        end=behind,
        prev=first["prev"],
        seq=first["seq"],
        last=last,
        head=head,
        lines=seq - first["seq"],
        intended=effects["effect.intended"],
        finished=effects["effect.finished"],
        leaves=_stretches(leaves, first["seq"] - 1, sizes),
    )


def _stretches(leaves: Sequence[Hash], begin: int, sizes: Sequence[int]) -> list[tuple[int, str]]:
    if not leaves:
        return []
    end = begin + len(leaves)
    cuts = [begin, *sizes[bisect_right(sizes, begin) : bisect_left(sizes, end)], end]
    return [
        (first, words_of(grown(leaves[first - begin : last - begin], first)).removeprefix("tree "))
        for first, last in pairwise(cuts)
    ]


if __name__ == "__main__":
    file, *numbers = sys.argv[1:]
    first, step, size = map(int, numbers)
    sizes = orjson.loads(sys.stdin.buffer.read())
    for skimmed in skim_pieces(Path(file), first=first, step=step, size=size, sizes=sizes):
        sys.stdout.buffer.write(orjson.dumps(skimmed) + b"\n")
