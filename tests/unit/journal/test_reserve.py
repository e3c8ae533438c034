"""Room for the last words, and what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from nahtlos.errors import JournalNotWritable
from nahtlos.events import LogStopped, RunFinished, RunPaused, RunResumed
from nahtlos.journal.disk import Disk, writing_to
from nahtlos.journal.reserve import Reserve, Underway, is_full


def test_the_room_is_taken_once_and_given_back(tmp_path: Path) -> None:
    """It is real room: as many bytes as it says, kept over processes, and gone when it is needed."""
    reserve = Reserve(tmp_path / "pc-0.reserve", Disk(), size=4096)

    reserve.hold()
    first = (tmp_path / "pc-0.reserve").read_bytes()
    reserve.hold()

    assert len(first) == 4096
    assert (tmp_path / "pc-0.reserve").read_bytes() == first
    reserve.release()
    reserve.release()
    assert not [*tmp_path.iterdir()]


def test_what_a_crash_left_of_it_is_filled_up(tmp_path: Path) -> None:
    """Half a reserve is none."""
    (tmp_path / "pc-0.reserve").write_bytes(b"x" * 100)

    Reserve(tmp_path / "pc-0.reserve", Disk(), size=4096).hold()

    assert (tmp_path / "pc-0.reserve").stat().st_size == 4096


def test_only_runs_that_are_under_way_are_paused() -> None:
    """What has ended needs no last word."""
    underway = Underway()
    for run in ("r1", "r2", "r3"):
        underway.hear(RunResumed(run=run, resumed_by="me", workflow_hash="0" * 16, in_doubt=0))
    underway.hear(RunFinished(run="r1", outcomes={}, balanced=None))
    underway.hear(RunPaused(run="r3", reason="limit"))

    assert underway.last_words("pc-0") == [
        LogStopped(stream="pc-0", problem="full"), RunPaused(run="r2", reason="fault")
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "full"), [(28, True), (122, True), (5, False), (13, False)])
def test_only_a_full_disk_gets_last_words(number: int, full: bool) -> None:
    """After any other error nobody knows what the disk would keep."""
    with pytest.raises(JournalNotWritable) as caught, writing_to(Path("logs")):
        raise OSError(number, "no")

    assert is_full(caught.value) is full
