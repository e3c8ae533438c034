"""The lines of a chain as leaves of its tree: each line that stands in its files, torn ones and stubs too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from nahtlos.journal.line import read_stub
from nahtlos.journal.merkle import Hash, leaf_hash


def leaf_of(line: bytes) -> Hash:
    """Return the leaf of a line without its newline; a stub has kept that of the line it stands for."""
    stub = read_stub(line) if line.startswith(b'{"pruned"') else None
    return leaf_hash(line) if stub is None else stub.leaf


def leaves_of(folder: Path, files: Sequence[str], *, behind: int = 0) -> Iterator[Hash]:
    """Yield the leaves of some files of a chain, from a byte of the first one on."""
    for file in files:
        with (folder / file).open("rb", buffering=1 << 20) as opened:
            opened.seek(behind)
            for raw in opened:
                yield leaf_of(raw.removesuffix(b"\n"))
        behind = 0
