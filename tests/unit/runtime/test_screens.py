"""What a process leaves behind for its browser."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from nahtlos.runtime.screens import forget_downloads


def test_downloads_of_a_killed_process_are_removed_and_those_of_a_living_one_kept(tmp_path: Path) -> None:
    """Files about people do not stay because a process was killed."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    gone, kept = tmp_path / f"downloads-{ended.pid}-x1", tmp_path / f"downloads-{os.getpid()}-x2"
    for folder in (gone, kept):
        folder.mkdir()
        (folder / "notice.pdf").write_bytes(b"%PDF")

    forget_downloads(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [kept.name]
