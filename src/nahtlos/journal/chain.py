"""The lines of one stream in one class: numbered, chained, in a file per day. Knows nothing of threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from pathlib import Path

from nahtlos.engine.ports import LineRef
from nahtlos.errors import JournalChanged, JournalTooNew
from nahtlos.events import Event, LogClosed, LogOpened, LogRecovered
from nahtlos.journal.disk import Disk, writing_to
from nahtlos.journal.folder import ChainName, day_of
from nahtlos.journal.line import VERSION, Line, hash_of, seal
from nahtlos.journal.merkle import Hash, leaf_hash
from nahtlos.journal.sealing import Seal
from nahtlos.journal.tail import Tail, find_tail


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all chains of a process share."""

    folder: Path
    stream: str
    nahtlos: str
    disk: Disk
    now: Callable[[], datetime]
    shape: Callable[[Event], Line]
    """How the log's own events become lines."""


class Chain:
    """The place of the next line, and the file it goes to."""

    def __init__(self, name: ChainName, setting: Setting, seal: Seal | None = None) -> None:
        self._name = name
        self._seal = seal
        self._setting = setting
        self._disk = setting.disk
        self._path = setting.folder
        self._descriptor: int | None = None
        self._day = ""
        self._size = 0
        self._seq = 0
        self._opened_as = 0
        self._head = ""
        self._unwritten = bytearray()
        self._leaves: list[Hash] = []

    def append(self, lines: Sequence[Line]) -> list[LineRef]:
        """Write lines behind each other, in one write; they are durable when this returns."""
        with writing_to(self._path):
            self._turn_to_today()
        with writing_to(self._path):
            refs = [self._add(line) for line in lines]
            self._write()
        return refs

    def due_in(self) -> float:
        """Return the seconds until its lines have to be signed."""
        return inf if self._seal is None or self._descriptor is None else self._seal.due_in()

    def sign(self, *, is_last: bool = False) -> None:
        """Sign what was written."""
        if self._seal is not None and self._descriptor is not None:
            self._seal.sign(is_last=is_last)

    def close(self) -> None:
        """End the file, if one is open."""
        if self._descriptor is None:
            return
        lines = self._seq - self._opened_as + 2
        self._add(self._setting.shape(LogClosed(stream=self._name.stream, lines=lines)))
        with writing_to(self._path):
            self._write()
        self.sign(is_last=True)
        self.let_go()

    def let_go(self) -> None:
        """Write nothing more."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _turn_to_today(self) -> None:
        today = self._setting.now().astimezone(UTC).date().isoformat()
        # When the clock goes back, a chain stays in its last file: order comes from numbers, not from times.
        if self._descriptor is not None and today > self._day:
            self.close()
        if self._descriptor is None:
            self._open(find_tail(self._setting.folder, self._name))

    def _open(self, tail: Tail) -> None:
        if tail.version > VERSION:
            raise JournalTooNew(stream=self._name.stream, version=tail.version, known=VERSION)
        if self._seal is not None:
            self._seal.resume()
        opened = self._setting.shape(self._opening(tail))
        self._day = max(opened.day, day_of(tail.file))
        self._path = self._setting.folder / self._name.file_of(self._day)
        self._seq, self._head = tail.seq, tail.head
        if tail.file == self._name.file_of(self._day):
            self._size = tail.size
            self._unwritten += b"\n" * tail.needs_newline
        else:
            self._size = 0
            self._settle(tail)
        self._disk.make_folder(self._path.parent)
        self._descriptor = self._disk.open_to_append(self._path)
        self._add(opened)
        self._opened_as = self._seq
        for torn in tail.torn:
            event = LogRecovered(stream=self._name.stream, file=torn.file, torn_at_byte=torn.byte, torn_bytes=torn.size)
            self._add(self._setting.shape(event))

    def _opening(self, tail: Tail) -> LogOpened:
        found = tail.file is not None
        return LogOpened(
            stream=self._name.stream,
            nahtlos=self._setting.nahtlos,
            previous_file=tail.file,
            previous_size=tail.size + tail.needs_newline if found else None,
            previous_head=tail.head if found else None,
        )

    def _settle(self, tail: Tail) -> None:
        """Make durable what the next file will name, and end a line that was torn there."""
        if tail.file is None:
            return
        descriptor = self._disk.open_to_append(self._setting.folder / tail.file)
        try:
            self._disk.append(descriptor, b"\n" * tail.needs_newline)
            self._disk.sync(descriptor)
        finally:
            os.close(descriptor)

    def _add(self, line: Line) -> LineRef:
        self._seq += 1
        data = seal(line.body, prev=self._head, seq=self._seq)
        self._head = hash_of(data)
        self._leaves.append(leaf_hash(data))
        self._unwritten += data + b"\n"
        return LineRef(stream=self._name.stream, seq=self._seq)

    def _write(self) -> None:
        assert self._descriptor is not None
        status = os.fstat(self._descriptor)
        if status.st_size != self._size or not status.st_nlink:
            raise JournalChanged(path=str(self._path))
        self._disk.append(self._descriptor, self._unwritten)
        self._disk.sync(self._descriptor)
        self._size += len(self._unwritten)
        if self._seal is not None:
            self._seal.add(self._leaves, file=self._name.file_of(self._day), size=self._size)
        self._unwritten, self._leaves = bytearray(), []
