"""A file lock for as long as a process lives: whoever can lock the file of another one knows that it is gone.

Works between processes of one computer only; on a network drive nobody gets a lifeline, and leases alone decide.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nahtlos.ledger.drives import network_drive


class Lifelines:
    """The folder with one file per living worker."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hold(self, name: str) -> int | None:
        """Take a lifeline for the rest of this process; returns what `drop` needs."""
        if network_drive(self._folder.parent):
            return None
        self._folder.mkdir(parents=True, exist_ok=True)
        # Never inherited by child processes: a browser may outlive its worker.
        descriptor = os.open(self._path(name), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try_lock(descriptor)
        return descriptor

    def drop(self, name: str, held: int | None) -> None:
        """Give a lifeline back."""
        if held is not None:
            os.close(held)
            self.forget(name)

    def is_cut(self, name: str) -> bool:
        """Tell whether the worker with this lifeline is gone for certain; without its file, nobody knows."""
        try:
            descriptor = os.open(self._path(name), os.O_RDWR)
        except OSError:
            return False
        try:
            return try_lock(descriptor, shared=True)
        finally:
            os.close(descriptor)

    def forget(self, name: str) -> None:
        """Remove what a worker that is gone left behind."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.lock"


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Lock a file at once or not at all. Shared: two that look at the same time do not see each other."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - Windows only

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
