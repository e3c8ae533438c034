"""Finds lines of a journal quickly: bytes are compared before anything is parsed, so that no index is needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from nahtlos.errors import JournalUnreadable
from nahtlos.events import LogClass
from nahtlos.journal.folder import ChainName, chains_of, day_of
from nahtlos.journal.history import FRAME, Entry
from nahtlos.journal.line import Said, read_line

Test: TypeAlias = Callable[[bytes], object]
"""Of the bytes of a line."""
TIME = b'"ts":"'


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
    found = scan_lines(folder, containing=containing, events=events, log_class=log_class, since=since, until=until)
    return sorted(found, key=lambda entry: entry.ts)


def scan_lines(
    folder: Path,
    *,
    containing: Collection[str] = (),
    events: Collection[str] = (),
    log_class: LogClass | None = None,
    since: str = "",
    until: str = "",
) -> Iterator[Entry]:
    """Yield the same lines chain by chain, for questions that need not hold them all."""
    named = [f'"event":"{event}"'.encode() for event in events]
    tests = [_holding([text.encode() for text in containing]), _holding(named), _between(since, until)]
    wanted = [test for test in tests if test is not None]
    return (
        entry
        for chain, files in chains_of(folder).items()
        if log_class in (None, chain.log_class)
        for file in files
        # A clock that went back writes earlier times into a later file, never later ones into an earlier file.
        if day_of(file) >= since[:10]
        for entry in _lines(folder, chain, file, wanted)
        if since <= entry.ts and (not until or entry.ts < until) and (not events or entry.event in events)
    )


def _holding(texts: Sequence[bytes]) -> Test | None:
    return re.compile(b"|".join(map(re.escape, texts))).search if texts else None


def _between(since: str, until: str) -> Test | None:
    """Look where the time stamp stands in a line that is as it should be; all others are let through."""
    if not since and not until:
        return None
    begin, end = since.encode(), until.encode() or b"~"

    def test(raw: bytes) -> bool:
        place = raw.find(TIME, 70, 110) + len(TIME)
        return place < len(TIME) or begin <= raw[place : place + 27] < end

    return test


def _lines(folder: Path, chain: ChainName, file: str, wanted: Sequence[Test]) -> Iterator[Entry]:
    try:
        with (folder / file).open("rb", buffering=1 << 20) as opened:
            for number, raw in enumerate(opened, start=1):
                for test in wanted:
                    if not test(raw):
                        break
                else:
                    said = read_line(raw)
                    if said is not None:
                        yield _entry(said, chain, file, number)
    except OSError as error:
        raise JournalUnreadable(path=str(folder / file), problem=error.strerror or str(error)) from error


def _entry(said: Said, chain: ChainName, file: str, number: int) -> Entry:
    fields = dict(said)
    for name in FRAME:
        fields.pop(name, None)
    return Entry(
        chain=chain, file=file, line=number, seq=said["seq"], ts=str(said.get("ts")), event=said["event"], fields=fields
    )
