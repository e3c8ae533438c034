"""Which stream a process writes: the lowest slot of its host that no other process holds."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unicodedata import normalize

from nahtlos.errors import NoFreeSlot
from nahtlos.journal.disk import Disk, writing_to

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

SLOTS = 1000
SLOT_FOLDER = ".slots"


@contextmanager
def hold_slot(folder: Path, host: str, disk: Disk) -> Iterator[str]:
    """Hold a slot and yield the name of its stream; the system frees it when the process ends, however it ends."""
    descriptor, stream = _take(folder / SLOT_FOLDER, _plain(host), disk)
    try:
        yield stream
    finally:
        os.close(descriptor)


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Wait until nobody else holds this lock, and hold it; for what takes milliseconds."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _take(folder: Path, host: str, disk: Disk) -> tuple[int, str]:
    with writing_to(folder):
        disk.make_folder(folder)
        for slot in range(SLOTS):
            # A lock belongs to its descriptor: two journals of one process take two slots.
            descriptor = os.open(folder / f"{host}-{slot}.lock", os.O_RDWR | os.O_CREAT, 0o640)
            if _is_locked_now(descriptor):
                return descriptor, f"{host}-{slot}"
            os.close(descriptor)
    raise NoFreeSlot(folder=str(folder), slots=SLOTS)


def _is_locked_now(descriptor: int) -> bool:
    """Lock a file for this descriptor alone, or say that somebody else has it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _plain(host: str) -> str:
    letters = normalize("NFKD", host).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:40].strip("-") or "host"
