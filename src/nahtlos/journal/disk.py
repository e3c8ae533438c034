"""The few things the journal asks of a disk, each durable or an error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nahtlos.errors import JournalNotWritable

if sys.platform == "darwin":
    import fcntl


class Disk:
    """A disk that keeps what it has confirmed."""

    def make_folder(self, folder: Path) -> None:
        """Make a folder and those above it that are missing."""
        if folder.is_dir():
            return
        self.make_folder(folder.parent)
        folder.mkdir(mode=0o750, exist_ok=True)
        self.sync_folder(folder.parent)

    def open_to_append(self, path: Path) -> int:
        """Open a file that only grows; a new one survives a crash of its folder too."""
        is_new = not path.exists()
        # O_BINARY and O_CLOEXEC are not known everywhere.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(path, flags, 0o640)
        if is_new:
            self.sync_folder(path.parent)
        return descriptor

    def append(self, descriptor: int, data: bytes | bytearray) -> None:
        """Write all bytes; they are durable after `sync`."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    def sync(self, descriptor: int) -> None:
        """Return when everything written is on the disk; after an error nothing is known about it."""
        if sys.platform == "darwin":
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        else:
            os.fsync(descriptor)

    def sync_folder(self, folder: Path) -> None:
        """Make the names in a folder durable; Windows does that by itself."""
        if os.name == "nt":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            self.sync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into an error that names the path."""
    try:
        yield
    except OSError as error:
        raise JournalNotWritable(path=str(path), problem=error.strerror or str(error)) from error
