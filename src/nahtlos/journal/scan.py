"""Finds lines of a journal quickly: bytes are compared before anything is parsed, so that no index is needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from nahtlos.errors import JournalUnreadable
from nahtlos.events import LogClass
from nahtlos.journal.folder import ChainName, chains_of, day_of
from nahtlos.journal.history import FRAME, Entry
from nahtlos.journal.line import read_line


def find_lines(
    folder: Path,
    *,
    containing: Collection[str] = (),
    events: Collection[str] = (),
    log_class: LogClass | None = None,
    since: str = "",
    until: str = "",
) -> Sequence[Entry]:
    """Return the lines that hold one of these texts and are one of these events, the oldest first.

    `since` and `until` are time stamps as they stand in lines; what is left out does not limit.
    """
    is_wanted = _filter([text.encode() for text in containing], [f'"event":"{event}"'.encode() for event in events])
    found = [
        entry
        for chain, files in chains_of(folder).items()
        if log_class in (None, chain.log_class)
        for file in files
        # A clock that went back writes earlier times into a later file, never later ones into an earlier file.
        if day_of(file) >= since[:10]
        for entry in _lines(folder, chain, file, is_wanted)
        if since <= entry.ts and (not until or entry.ts < until) and (not events or entry.event in events)
    ]
    return sorted(found, key=lambda entry: entry.ts)


def _filter(*groups: Sequence[bytes]) -> Callable[[bytes], object]:
    """Return a test that a line passes if it holds one text of each group."""
    searches = [re.compile(b"|".join(map(re.escape, group))).search for group in groups if group]
    if not searches:
        return lambda _: True
    if len(searches) == 1:
        return searches[0]
    one, other = searches
    return lambda raw: one(raw) and other(raw)


def _lines(folder: Path, chain: ChainName, file: str, is_wanted: Callable[[bytes], object]) -> Iterator[Entry]:
    try:
        with (folder / file).open("rb", buffering=1 << 20) as opened:
            for number, raw in enumerate(opened, start=1):
                if is_wanted(raw) and (said := read_line(raw)) is not None:
                    yield Entry(
                        chain=chain, file=file, line=number, seq=said["seq"], ts=str(said.get("ts")),
                        event=said["event"], fields={name: said[name] for name in said if name not in FRAME},
                    )  # fmt: skip
    except OSError as error:
        raise JournalUnreadable(path=str(folder / file), problem=error.strerror or str(error)) from error
