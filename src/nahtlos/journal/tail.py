"""How a chain ended the last time: its last readable line, and what was torn behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import BinaryIO

from nahtlos.journal.folder import ChainName, files_backwards
from nahtlos.journal.line import NOTHING_BEFORE, VERSION, Said, hash_of, read_line

WINDOW = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Torn:
    """A line that was not written to its end."""

    file: str
    byte: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """Where a chain goes on."""

    file: str | None
    size: int
    """Of that file."""
    seq: int
    """Of the last line, torn ones counted."""
    head: str
    """Hash of the last line's bytes."""
    torn: tuple[Torn, ...]
    """In the order in which they were written."""
    needs_newline: bool
    version: int = VERSION
    """Of the format of the last readable line."""


NEW = Tail(file=None, size=0, seq=0, head=NOTHING_BEFORE, torn=(), needs_newline=False)


@dataclass(frozen=True, slots=True)
class _Piece:
    file: str
    byte: int
    data: bytes
    is_closed: bool

    def torn(self) -> Torn:
        return Torn(file=self.file, byte=self.byte, size=len(self.data))


def find_tail(folder: Path, chain: ChainName) -> Tail:
    """Read a chain backwards to its last readable line.

    A line that only lacks its newline keeps its number and is named as torn all the same. Torn lines keep the numbers
    that they had been given.
    """
    torn: list[_Piece] = []
    last: _Piece | None = None
    seq, version = 0, VERSION
    for piece in _pieces_backwards(folder, chain):
        last = last or piece
        fields = read_line(piece.data)
        if fields is not None:
            seq, version = fields["seq"], _version_of(fields)
            break
        torn.append(piece)
    if last is None:
        return NEW
    named = torn if torn or last.is_closed else [last]
    return Tail(
        file=last.file,
        size=last.byte + len(last.data) + last.is_closed,
        seq=seq + len(torn),
        head=hash_of(last.data),
        torn=tuple(piece.torn() for piece in reversed(named)),
        needs_newline=not last.is_closed,
        version=version,
    )


def _version_of(fields: Said) -> int:
    """What is no number says nothing; the chain proves whether the line is as it was written."""
    version = fields.get("v")
    return version if isinstance(version, int) else VERSION


def _pieces_backwards(folder: Path, chain: ChainName) -> Iterator[_Piece]:
    for file in files_backwards(folder, chain):
        with (folder / file).open("rb") as opened:
            yield from _read_backwards(opened, file)


def _read_backwards(opened: BinaryIO, file: str) -> Iterator[_Piece]:
    """Read the end of a file, and all of it only if no readable line is there."""
    seen = opened.seek(0, SEEK_END)
    for start in (max(0, seen - WINDOW), 0):
        opened.seek(start)
        data = opened.read(seen - start)
        whole_from = data.find(b"\n") + 1 or len(data) if start else 0
        yield from reversed(list(_pieces(data[whole_from:], file, start + whole_from)))
        seen = start + whole_from


def _pieces(data: bytes, file: str, byte: int) -> Iterator[_Piece]:
    for line in BytesIO(data):
        yield _Piece(file, byte, line.removesuffix(b"\n"), line.endswith(b"\n"))
        byte += len(line)
