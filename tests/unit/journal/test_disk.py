"""Durable writing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nahtlos.journal.disk import Disk


class WatchedDisk(Disk):
    """A disk that remembers which folders it made durable."""

    def __init__(self) -> None:
        self.folders: list[Path] = []

    def sync_folder(self, folder: Path) -> None:
        self.folders.append(folder)
        super().sync_folder(folder)


def test_each_new_name_is_made_durable_in_its_folder(tmp_path: Path) -> None:
    """A file whose folder forgets it is lost with all its fsyncs."""
    disk = WatchedDisk()

    disk.make_folder(tmp_path / "a/b")
    os.close(disk.open_to_append(tmp_path / "a/b/file"))
    os.close(disk.open_to_append(tmp_path / "a/b/file"))

    assert disk.folders == [tmp_path, tmp_path / "a", tmp_path / "a/b"]


def test_a_file_only_grows(tmp_path: Path) -> None:
    """What was written before stays, wherever the descriptor points."""
    (tmp_path / "file").write_bytes(b"old ")
    disk = Disk()
    descriptor = disk.open_to_append(tmp_path / "file")

    os.lseek(descriptor, 0, os.SEEK_SET)
    disk.append(descriptor, b"new")
    disk.sync(descriptor)
    os.close(descriptor)

    assert (tmp_path / "file").read_bytes() == b"old new"


def test_a_write_that_is_cut_short_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may take fewer bytes than it was given."""
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    descriptor = Disk().open_to_append(tmp_path / "file")

    Disk().append(descriptor, b"0123456789")
    os.close(descriptor)

    assert (tmp_path / "file").read_bytes() == b"0123456789"
