"""The checkpoints of a chain, beside its files: what they say, where they stand, how they are added.

A checkpoint carries the roots of the whole subtrees, so that whoever writes goes on from it without reading everything.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import ChainName, days_of
from nahtlos.journal.merkle import HIGHEST, SIZE, Stretch
from nahtlos.journal.note import Checkpoint, Note, as_base64, from_base64, notes_in, parse_checkpoint

AT = re.compile(r"(\d{4}-\d\d-\d\d/[a-z]+/[a-z0-9-]+\.jsonl) (\d{1,18})")
SIZES = re.compile(r"0|[1-9]\d{0,17}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A note in a file of checkpoints, or bytes that are none."""

    file: str
    line: int
    byte: int
    note: Note | None
    checkpoint: Checkpoint | None


def checkpoint_file(file: str) -> str:
    """Return the file with the checkpoints of a file of lines, relative to the journal's folder."""
    return file.removesuffix("jsonl") + "checkpoints"


def read_checkpoints(folder: Path, chain: ChainName) -> Iterator[Found]:
    """Yield what stands in the files of checkpoints of a chain, the oldest first."""
    for day in reversed(days_of(folder)):
        file = checkpoint_file(chain.file_of(day))
        path = folder / file
        if path.is_file():
            yield from _found_in(path.read_bytes(), file)


def last_checkpoint(folder: Path, chain: ChainName) -> Checkpoint | None:
    """Return the newest checkpoint that can be read; who signed it is for others to check."""
    for day in days_of(folder):
        file = checkpoint_file(chain.file_of(day))
        path = folder / file
        if path.is_file():
            found = [each.checkpoint for each in _found_in(path.read_bytes(), file) if each.checkpoint]
            if found:
                return found[-1]
    return None


def add_checkpoint(path: Path, note: Note, disk: Disk) -> None:
    """Write a checkpoint behind the others; what a crash tore there is closed, not cut."""
    disk.make_folder(path.parent)
    before = _last_bytes(path)
    descriptor = disk.open_to_append(path)
    try:
        gap = b"" if before in (b"", b"\n\n") else b"\n" if before.endswith(b"\n") else b"\n\n"
        disk.append(descriptor, gap + f"{note}\n".encode())
        disk.sync(descriptor)
    finally:
        os.close(descriptor)


def words_of(tree: Stretch) -> str:
    """Return the line that names the whole subtrees of a tree."""
    return " ".join(["tree", *(f"{height}:{as_base64(hash_)}" for height, hash_ in tree.nodes)])


def tree_in(checkpoint: Checkpoint) -> Stretch | None:
    """Return the tree that a checkpoint carries; nothing, if it is not the one that it names."""
    tree = stretch_of(0, checkpoint.says("tree"))
    return tree if tree and (tree.end, tree.root()) == (checkpoint.size, checkpoint.root) else None


def stretch_of(begin: int, words: str) -> Stretch | None:
    """Read whole subtrees behind so many lines; nothing, if these are none."""
    nodes = []
    for word in words.split(" ") if words else ():
        height, _, encoded = word.partition(":")
        hash_ = from_base64(encoded, size=SIZE)
        if not re.fullmatch(r"\d{1,2}", height) or int(height) > HIGHEST or hash_ is None:
            return None
        nodes.append((int(height), hash_))
    try:
        return Stretch(begin, nodes)
    except ValueError:
        return None


def place_in(checkpoint: Checkpoint) -> tuple[str, int] | None:
    """Return the file and the byte behind the last line that a checkpoint covers."""
    found = AT.fullmatch(checkpoint.says("at"))
    return (found[1], int(found[2])) if found else None


def size_before(checkpoint: Checkpoint) -> int | None:
    """Return the size that the checkpoint before had."""
    words = checkpoint.says("before")
    return int(words) if SIZES.fullmatch(words) else None


def _last_bytes(path: Path) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as opened:
        opened.seek(max(0, opened.seek(0, os.SEEK_END) - 2))
        return opened.read()


def _found_in(data: bytes, file: str) -> Iterator[Found]:
    for placed in notes_in(data):
        checkpoint = parse_checkpoint(placed.note.text) if placed.note else None
        yield Found(file=file, line=placed.line, byte=placed.byte, note=placed.note, checkpoint=checkpoint)
