"""A quick look at the pieces of large files, on all processors: is each line exactly the one after the line before?

A piece that is not plainly in order, or in which the log speaks about itself, is left to `check`. Run as a program
(`python -m`), this looks at some pieces of one file. It is not `multiprocessing`: that would begin by running the main
script of whoever verifies a second time.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import orjson

from nahtlos.journal.line import MAX_LINE

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


class OutOfOrder(Exception):  # noqa: N818 - never leaves this module
    """A line that needs a closer look."""


def skim_file(path: Path, *, worth_it: int = WORTH_IT, size: int = PIECE) -> Sequence[Skimmed]:
    """Return the pieces of a file that are plainly in order."""
    if path.stat().st_size < worth_it:
        return []
    processes = os.cpu_count() or 1
    commands = [
        [sys.executable, "-P", "-m", __name__, str(path), str(first), str(processes), str(size)]
        for first in range(processes)
    ]
    with ThreadPoolExecutor(processes) as pool:
        found = [piece for pieces in pool.map(_skim_elsewhere, commands) for piece in pieces]
    return sorted(found, key=lambda piece: piece.begin)


def _skim_elsewhere(command: Sequence[str]) -> Sequence[Skimmed]:
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        done = subprocess.run(command, env=surroundings, stdin=subprocess.DEVNULL, capture_output=True, check=True)  # noqa: S603 - our own program
    except (OSError, subprocess.CalledProcessError):
        return []
    return [Skimmed(**orjson.loads(line)) for line in done.stdout.splitlines()]


def skim_pieces(path: Path, *, first: int, step: int, size: int = PIECE) -> Sequence[Skimmed]:
    """Look at every `step`-th piece of a file."""
    begins = range(first * size, path.stat().st_size, step * size)
    found = (_skim_piece(path, begin, begin + size) for begin in begins)
    return [piece for piece in found if piece is not None]


def _skim_piece(path: Path, begin: int, end: int) -> Skimmed | None:
    with path.open("rb", buffering=1 << 20) as opened:
        if begin:
            opened.seek(begin - 1)
            opened.readline()
        try:
            return _skim(opened, opened.tell(), end)
        except (orjson.JSONDecodeError, TypeError, KeyError, OutOfOrder):
            return None


def _skim(opened: BinaryIO, begin: int, end: int) -> Skimmed:
    first = orjson.loads(opened.readline(LONGEST))
    opened.seek(begin)
    head, seq, last, behind = first["prev"], first["seq"], begin, begin
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
    )


if __name__ == "__main__":
    file, *numbers = sys.argv[1:]
    first, step, size = map(int, numbers)
    for skimmed in skim_pieces(Path(file), first=first, step=step, size=size):
        sys.stdout.buffer.write(orjson.dumps(skimmed) + b"\n")
