"""One change at a time: a lock on a file beside the secrets, which ends with the process that holds it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nahtlos.errors import SecretsUnreadable

PATIENCE = 10.0
"""Seconds; a change takes some milliseconds."""
PAUSE = 0.02


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock for as long as the block lasts."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SecretsUnreadable(path=str(path), problem=error.strerror or "it cannot be locked") from error
    try:
        end = time.monotonic() + PATIENCE
        while not _take(descriptor):
            if time.monotonic() > end:
                raise SecretsUnreadable(path=str(path), problem="somebody else has been changing it for 10 s")
            time.sleep(PAUSE)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - Windows only

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
