"""A quick look at the lines of files: is each plainly the one after the line before?

What is not, and each line in which the log speaks about itself, is left to `check`. Run as a program (`python -m`),
this looks at a share of some files; it imports little, because it starts once for each processor.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, TypeAlias

import orjson

from nahtlos.journal.line import MAX_LINE, read_line
from nahtlos.journal.merkle import Hash, grown

LONGEST = MAX_LINE + 1
"""With its newline."""
PIECE = 4 << 20
BLOCK = 1 << 16
"""Not more than `MAX_LINE`: only the first line of a block can be longer. Small ones stay in the processor's cache."""
MOST_EVENTS = 500
WORTH_TELLING = 50
"""Fewer lines than these are sooner checked than told; a file of garbage needs no more memory."""
Files: TypeAlias = tuple[Sequence[str], Sequence[int]]
"""Files whose lines are leaves of one tree, and the sizes at which its root is wanted."""
Leaves: TypeAlias = tuple[int, Sequence[tuple[int, str]]]
"""How many lines stand before them; their whole subtrees: height and hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skimmed:
    """Lines of a file that follow each other, if the first of them is in its place."""

    file: str
    begin: int
    end: int
    prev: str
    seq: int
    """What the first line says."""
    last: int
    """Byte where the last line begins."""
    head: str
    """Hash of the last line."""
    time: str
    """Of the last line."""
    lines: int
    intended: list[str]
    finished: list[str]
    """Ids of effects."""
    leaves: Sequence[Leaves]
    """Cut where a root is wanted."""


class Notes(dict[str, Callable[[object], None] | None]):
    """Where the id of an effect is noted, by event; nothing is noted of other events, and `log.` ones are unknown."""

    def __missing__(self, event: str) -> None:
        """Remember an event that is met for the first time, if there are not too many of them."""
        if event[:4] == "log.":
            raise KeyError(event)
        if len(self) < MOST_EVENTS:
            self[event] = None


class Following:
    """Lines that follow each other so far."""

    def __init__(self, begin: int, first: bytes, *, grows: bool) -> None:
        said = read_line(first) or {"prev": "", "seq": 0}
        self.begin = begin
        self.prev: str = said["prev"]
        self.seq: int = said["seq"]
        self.lines = 0
        self.leaves: list[Hash] = []
        self._head, self._last = self.prev, b""
        self._grows = grows
        self._intended: list[object] = []
        self._finished: list[object] = []
        self._notes = Notes({"effect.intended": self._intended.append, "effect.finished": self._finished.append})

    def take(self, lines: Sequence[bytes]) -> int:
        """Take lines in as long as each is plainly the next; returns how many."""
        load, hash_, whole, notes = orjson.loads, sha256, int, self._notes
        head, first = self._head, self.seq + self.lines
        seq = first
        try:
            for line in lines:
                said = load(line)
                number = said["seq"]
                if said["prev"] != head or number != seq or type(number) is not whole:
                    break
                note = notes[said["event"]]
                if note is not None:
                    note(said["effect"])
                head = hash_(line).hexdigest()
                seq += 1
        except (orjson.JSONDecodeError, TypeError, KeyError):
            pass  # whatever this line is, it is a line for `check`
        taken = seq - first
        if taken:
            self._head, self._last = head, lines[taken - 1]
            self.lines += taken
        if self._grows:
            self.leaves += [hash_(b"\0" + line).digest() for line in lines[:taken]]
        return taken

    def skimmed(self, file: str, end: int, sizes: Sequence[int]) -> Skimmed:
        """Return what was taken in, up to this byte."""
        return Skimmed(
            file=file,
            begin=self.begin,
            end=end,
            prev=self.prev,
            seq=self.seq,
            last=end - len(self._last) - 1,
            head=self._head,
            time=str(orjson.loads(self._last).get("ts")),
            lines=self.lines,
            intended=list(map(str, self._intended)),
            finished=list(map(str, self._finished)),
            leaves=_cut(self.leaves, self.seq - 1, sizes),
        )


def skim(folder: Path, chains: Sequence[Files], *, share: slice = slice(None), size: int = PIECE) -> Iterator[Skimmed]:
    """Yield the lines in order of all pieces of some files, or of a share of the pieces."""
    pieces = [
        (file, begin, sizes)
        for files, sizes in chains
        for file in files
        for begin in range(0, (folder / file).stat().st_size, size)
    ]
    for file, begin, sizes in pieces[share]:
        with (folder / file).open("rb") as opened:
            yield from _skim_piece(opened, file, slice(begin, begin + size), sizes)


def _skim_piece(opened: BinaryIO, file: str, piece: slice, sizes: Sequence[int]) -> Iterator[Skimmed]:
    end = _line_behind(opened, piece.stop)
    byte = _line_behind(opened, piece.start)
    opened.seek(byte)
    following: Following | None = None
    for lines in _blocks(opened, end - byte):
        place = 0
        while place < len(lines):
            following = following or Following(byte, lines[place], grows=bool(sizes))
            taken = following.take(lines[place:])
            byte += sum(map(len, lines[place : place + taken])) + taken
            place += taken
            if place < len(lines):
                if following.lines >= WORTH_TELLING:
                    yield following.skimmed(file, byte, sizes)
                following = None
                byte += len(lines[place]) + 1
                place += 1
    if following and following.lines >= WORTH_TELLING:
        yield following.skimmed(file, byte, sizes)


def _line_behind(opened: BinaryIO, byte: int) -> int:
    """Return where the first line begins that does not begin before this byte."""
    if not byte:
        return 0
    opened.seek(byte - 1)
    opened.readline(LONGEST)
    return opened.tell()


def _blocks(opened: BinaryIO, size: int) -> Iterator[list[bytes]]:
    """Yield the lines of so many bytes, without what is no line: too long, or without an end."""
    rest = b""
    while size > 0 and (block := opened.read(min(BLOCK, size))):
        size -= len(block)
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        if len(rest) > MAX_LINE or (lines and len(lines[0]) > MAX_LINE):
            return
        yield lines


def _cut(leaves: Sequence[Hash], begin: int, sizes: Sequence[int]) -> list[Leaves]:
    if not leaves:
        return []
    end = begin + len(leaves)
    cuts = [begin, *sizes[bisect_right(sizes, begin) : bisect_left(sizes, end)], end]
    return [
        (first, [(height, hash_.hex()) for height, hash_ in grown(leaves[first - begin : last - begin], first).nodes])
        for first, last in pairwise(cuts)
    ]


if __name__ == "__main__":
    folder, first, step, size = sys.argv[1:]
    chains = orjson.loads(sys.stdin.buffer.read())
    for skimmed in skim(Path(folder), chains, share=slice(int(first), None, int(step)), size=int(size)):
        sys.stdout.buffer.write(orjson.dumps(skimmed) + b"\n")
