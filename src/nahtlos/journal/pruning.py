"""Takes the content out of old lines by a rule; their hashes stay in their places, so that all others are still proven.

What the log says about itself stays, and so does the last file of a chain, which somebody may be writing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from secrets import token_hex

from nahtlos.events import LogClass, LogPruned
from nahtlos.journal.checkpoints import last_checkpoint, place_in
from nahtlos.journal.disk import Disk, writing_to
from nahtlos.journal.folder import ChainName, chains_of, day_of
from nahtlos.journal.line import Said, read_line, stub_of

MUST_STAY = Callable[[Said], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prunable:
    """A file with lines whose time is over."""

    file: str
    log_class: LogClass
    first: int
    last: int
    """Numbers of the first and the last of those lines."""
    lines: int
    kept: int
    """Lines that have to stay although their time is over."""

    def event(self, *, rule: str, due: str) -> LogPruned:
        """Return what the journal has to say before it is done."""
        return LogPruned(file=self.file, first=self.first, last=self.last, lines=self.lines, rule=rule, due=due)


def find_prunable(folder: Path, *, log_class: LogClass, before: str, must_stay: MUST_STAY) -> Sequence[Prunable]:
    """Return the files of a class from days before a day that hold lines to prune."""
    found = [
        _look(folder, log_class, file, partial(_stays, signed, must_stay))
        for chain, files in chains_of(folder).items()
        if chain.log_class == log_class
        for signed in [_signed(folder, chain)]
        for file in files[:-1]
        if day_of(file) < before and file != signed.file
    ]
    return [each for each in found if each.lines or each.kept]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed:
    """Up to where a chain is signed: what is left of a pruned line is proven by a signature only."""

    size: int = 0
    file: str = ""
    """The one in which the newest checkpoint is placed; whoever signs goes on there."""


def _signed(folder: Path, chain: ChainName) -> _Signed:
    checkpoint = last_checkpoint(folder, chain)
    if checkpoint is None:
        return _Signed()
    at = place_in(checkpoint)
    return _Signed(size=checkpoint.size, file=at[0] if at else "")


def _stays(signed: _Signed, must_stay: MUST_STAY, said: Said) -> bool:
    return said["seq"] > signed.size or must_stay(said)


def _look(folder: Path, log_class: LogClass, file: str, must_stay: MUST_STAY) -> Prunable:
    numbers, kept = [], 0
    with (folder / file).open("rb") as opened:
        for raw in opened:
            said = read_line(raw)
            if said is None or _is_its_own(said):
                continue
            if must_stay(said):
                kept += 1
            else:
                numbers.append(said["seq"])
    return Prunable(
        file=file, log_class=log_class, first=min(numbers, default=0), last=max(numbers, default=0), lines=len(numbers),
        kept=kept,
    )  # fmt: skip


def prune(folder: Path, prunable: Prunable, *, must_stay: MUST_STAY, disk: Disk) -> None:
    """Write a file anew with stubs in the place of its lines, whole or not at all."""
    path = folder / prunable.file
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    with writing_to(path):
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, path.stat().st_mode & 0o777)
        try:
            for data in _pruned(path, prunable, must_stay):
                disk.append(descriptor, data)
            disk.sync(descriptor)
        finally:
            os.close(descriptor)
        draft.replace(path)
        disk.sync_folder(path.parent)


def _pruned(path: Path, prunable: Prunable, must_stay: MUST_STAY) -> Iterator[bytes]:
    with path.open("rb") as opened:
        for raw in opened:
            said = read_line(raw)
            if said is None or said["seq"] > prunable.last or _is_its_own(said) or must_stay(said):
                yield raw
            else:
                yield stub_of(raw.removesuffix(b"\n"), seq=said["seq"]).data() + b"\n" * raw.endswith(b"\n")


def _is_its_own(said: Said) -> bool:
    return bool(said["event"].startswith("log."))
