"""Looks into a folder: which files are in it, whether one is still being written, what is in it.

All of it blocks, so it is called aside. Names of files are somebody else's data: they are compared, never parsed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

_TEMPORARY: Final = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", ".swp", "~")
_HIDDEN: Final = (".", "~")
_CHUNK: Final = 1024 * 1024
_SUFFIX: Final = 8


@dataclass(frozen=True, slots=True)
class Look:
    """How a file looks from outside; as long as it looks the same, nobody has written to it."""

    size: int
    mtime_ns: int


def look_into(folder: Path, pattern: str) -> Mapping[str, Look]:
    """Return the plain files of a folder whose names count; those on their way have other names."""
    found: dict[str, Look] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if counts(entry.name, pattern) and entry.is_file(follow_symlinks=False):
                seen = entry.stat(follow_symlinks=False)
                found[entry.name] = Look(size=seen.st_size, mtime_ns=seen.st_mtime_ns)
    return found


def look_at(path: Path) -> Look:
    """Return how a file looks; a link is not followed."""
    seen = path.lstat()
    return Look(size=seen.st_size, mtime_ns=seen.st_mtime_ns)


def counts(name: str, pattern: str) -> bool:
    """Tell whether a name may be that of a delivery; capitals make no difference."""
    small = name.casefold()
    return (
        fnmatchcase(small, pattern.casefold())
        and not small.startswith(_HIDDEN)
        and not small.endswith(_TEMPORARY)
        and is_text(name)
    )


def is_text(name: str) -> bool:
    """Tell whether a name can be handed on: it is readable, and steers nothing."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return name.isprintable()


def content_of(path: Path, look: Look | None = None) -> str | None:
    """Return the SHA-256 of a file; None when it does not look like that (any more), or somebody writes to it."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode) or is_written_to(descriptor):
            return None
        digest = hashlib.sha256()
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        after = os.fstat(descriptor)
    looks = {Look(size=each.st_size, mtime_ns=each.st_mtime_ns) for each in (before, after)}
    return digest.hexdigest() if looks == {look or Look(size=before.st_size, mtime_ns=before.st_mtime_ns)} else None


def is_written_to(descriptor: int) -> bool:
    """Tell whether somebody has a file open for writing; False where the system cannot tell.

    Linux grants a read lease only while nobody has. A writer who comes within these microseconds would send us a
    signal, so it is made one that everybody ignores.
    """
    if sys.platform != "linux":
        return False
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def masked_name(name: str) -> str:
    """Return what may be said of a file's name: its ending, if it is an ordinary one."""
    suffix = Path(name).suffix.casefold().removeprefix(".")
    is_ordinary = suffix.isascii() and suffix.isalnum() and len(suffix) <= _SUFFIX
    return f"….{suffix}" if is_ordinary else "…"
