"""Room on the disk for the last words: when it is full, the journal still says that it stopped, and which runs did."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from nahtlos.errors import JournalError
from nahtlos.events import Event, LogStopped, RunFinished, RunPaused, RunResumed, RunStarted
from nahtlos.journal.disk import Disk, writing_to

SIZE = 128 << 10
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Reserve:
    """A file that holds nothing but its place."""

    def __init__(self, path: Path, disk: Disk, *, size: int = SIZE) -> None:
        self._path = path
        self._disk = disk
        self._size = size

    def hold(self) -> None:
        """Take the room; where there is none, nothing is begun."""
        with writing_to(self._path):
            missing = self._size - (self._path.stat().st_size if self._path.exists() else 0)
            if missing <= 0:
                return
            descriptor = self._disk.open_to_append(self._path)
            try:
                # Random, because some file systems keep no room for zeros.
                self._disk.append(descriptor, os.urandom(missing))
                self._disk.sync(descriptor)
            finally:
                os.close(descriptor)

    def release(self) -> None:
        """Give the room back."""
        with suppress(OSError):
            self._path.unlink()


class Underway:
    """Which runs write to this journal now."""

    def __init__(self) -> None:
        self._runs: dict[str, None] = {}

    def hear(self, event: Event) -> None:
        """Take note of a durable event in which a run begins or ends."""
        match event:
            case RunStarted() | RunResumed():
                self._runs[event.run] = None
            case RunFinished() | RunPaused():
                self._runs.pop(event.run, None)

    def last_words(self, stream: str) -> Sequence[Event]:
        """Say that the log stopped, and each run with it."""
        return [LogStopped(stream=stream, problem="full"), *(RunPaused(run=run, reason="fault") for run in self._runs)]


def is_full(error: JournalError) -> bool:
    """Tell whether the disk had no more room: then, and only then, the reserve helps."""
    return isinstance(error.__cause__, OSError) and error.__cause__.errno in FULL
