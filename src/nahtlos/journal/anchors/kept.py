"""Small files that are replaced as a whole: after a crash there is the old content or the new one."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex

from nahtlos.journal.disk import Disk, writing_to


def keep(path: Path, data: bytes, disk: Disk, *, mode: int = 0o640) -> None:
    """Replace a file durably."""
    with writing_to(path):
        disk.make_folder(path.parent)
        draft = path.with_name(f".{token_hex(4)}.draft")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            disk.append(descriptor, data)
            disk.sync(descriptor)
        finally:
            os.close(descriptor)
        draft.replace(path)
        disk.sync_folder(path.parent)


def kept(path: Path) -> bytes:
    """Return what is in a file; nothing, if there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
