"""Real disks that are full or may only be read: file systems of their own, laid over a folder."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def as_root(*words: str) -> None:
    """Do what only root may."""
    admin = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    subprocess.run([*admin, *words], check=True)


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Lay another file system over a folder; it is gone afterwards, whatever happened."""
    folder.mkdir(parents=True, exist_ok=True)
    as_root("mount", *options, str(folder))
    try:
        yield
    finally:
        as_root("umount", "--lazy", str(folder))


@contextmanager
def small_disk(folder: Path, *, size: str) -> Iterator[None]:
    """Make a folder a disk of its own with so much room."""
    with mounted(folder, "-t", "tmpfs", "-o", f"size={size}", "tmpfs"):
        yield


def read_only(folder: Path) -> None:
    """Let nobody write to what is mounted there, root included."""
    as_root("mount", "--options", "remount,bind,ro", str(folder))


def fill_up(folder: Path) -> Path:
    """Take all the room there is, down to the last byte."""
    filler = folder / "filler"
    for size in (4096, 1):
        with suppress(OSError), filler.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(size))
    return filler
