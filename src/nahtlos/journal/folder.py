"""Where the files of a journal lie: one per day, class and stream."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from nahtlos.errors import JournalUnreadable
from nahtlos.events import LogClass

CLASSES: tuple[LogClass, ...] = get_args(LogClass)
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ChainName:
    """Names the lines of one stream in one class, over all their files."""

    log_class: LogClass
    stream: str

    def __str__(self) -> str:
        return f"{self.log_class}/{self.stream}"

    def file_of(self, day: str) -> str:
        """Return the name of a day's file, relative to the journal's folder."""
        return f"{day}/{self.log_class}/{self.stream}.jsonl"


def day_of(file: str | None) -> str:
    """Return the day of a file's name; of no file, a text before all days."""
    return file[:10] if file else ""


def days_of(folder: Path) -> list[str]:
    """Return the days of which there may be files, the last one first."""
    try:
        return sorted((path.name for path in folder.iterdir() if DAY.fullmatch(path.name)), reverse=True)
    except OSError as error:
        raise JournalUnreadable(path=str(folder), problem=error.strerror or str(error)) from error


def files_backwards(folder: Path, chain: ChainName) -> Iterator[str]:
    """Yield the files of a chain that hold something, the last one first."""
    for day in days_of(folder):
        path = folder / chain.file_of(day)
        if path.is_file() and path.stat().st_size:
            yield chain.file_of(day)


def chains_of(folder: Path) -> dict[ChainName, Sequence[str]]:
    """Return all chains, each with its files from the first day to the last."""
    found: defaultdict[ChainName, list[str]] = defaultdict(list)
    for day in reversed(days_of(folder)):
        for log_class in CLASSES:
            for path in (folder / day / log_class).glob("*.jsonl"):
                chain = ChainName(log_class=log_class, stream=path.stem)
                found[chain].append(chain.file_of(day))
    return dict(sorted(found.items()))
