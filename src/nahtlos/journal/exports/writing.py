"""Writes an export: a stream of pieces into a file that is there as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Literal, TypeAlias

from nahtlos.errors import ExportNotWritten
from nahtlos.journal.exports.csv import as_csv
from nahtlos.journal.exports.ecs import as_ecs
from nahtlos.journal.exports.ocel import as_ocel
from nahtlos.journal.exports.xes import as_xes
from nahtlos.journal.history import Entry, read_events

Format: TypeAlias = Literal["ocel", "xes", "ecs", "csv"]
Read: TypeAlias = Callable[[], Iterable[Entry]]
WAYS: Mapping[str, Callable[[Read], Iterator[str]]] = {
    "ocel": as_ocel,
    "xes": as_xes,
    "ecs": lambda read: as_ecs(read()),
    "csv": lambda read: as_csv(read()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is exported, and how; days as they stand in time stamps, both included."""

    format: str
    since: str = ""
    until: str = ""


def write_export(folder: Path, out: Path, wanted: Wanted) -> int:
    """Write an export and return the number of events; raises `ExportNotWritten`."""

    def read() -> Iterator[Entry]:
        for entry in read_events(folder):
            if entry.ts[:10] >= wanted.since and (not wanted.until or entry.ts[:10] <= wanted.until):
                yield entry

    count = sum(1 for _ in read())
    draft = out.with_name(f".{out.name}.{token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8", newline="") as file:
            for piece in WAYS[wanted.format](read):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ExportNotWritten(path=str(out), problem=error.strerror or str(error)) from error
    return count
