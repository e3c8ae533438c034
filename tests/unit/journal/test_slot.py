"""Streams of hosts and their slots."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from nahtlos.errors import JournalNotWritable, NoFreeSlot
from nahtlos.journal import slot
from nahtlos.journal.disk import Disk
from nahtlos.journal.slot import hold_slot


def test_the_lowest_free_slot_is_taken(tmp_path: Path) -> None:
    """A slot that became free is used again, so that streams live on."""
    with ExitStack() as others:
        first = ExitStack()
        first.enter_context(hold_slot(tmp_path, "pc", Disk()))
        others.enter_context(hold_slot(tmp_path, "pc", Disk()))
        first.close()

        with hold_slot(tmp_path, "pc", Disk()) as stream:
            assert stream == "pc-0"
            with hold_slot(tmp_path, "pc", Disk()) as third:
                assert third == "pc-2"


@pytest.mark.parametrize(
    ("host", "stream"),
    [
        ("pc-42.amt.local", "pc-42-amt-local-0"),
        ("BÜRO_7", "buro-7-0"),
        ("../../etc", "etc-0"),
        ("ñandú", "nandu-0"),
        ("", "host-0"),
        ("日本", "host-0"),
        ("x" * 200, "x" * 40 + "-0"),
    ],
)
def test_a_host_name_becomes_a_plain_name(tmp_path: Path, host: str, stream: str) -> None:
    """Streams are names of files."""
    with hold_slot(tmp_path, host, Disk()) as taken:
        assert taken == stream


def test_no_slot_left_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A drive that cannot lock looks like one where all slots are taken."""
    monkeypatch.setattr(slot, "SLOTS", 1)

    with hold_slot(tmp_path, "pc", Disk()), pytest.raises(NoFreeSlot, match="All 1 slots"):
        hold_slot(tmp_path, "pc", Disk()).__enter__()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """Without a place for the journal nothing starts."""
    (tmp_path / "logs").write_text("a file, not a folder")

    with pytest.raises(JournalNotWritable, match="logs"):
        hold_slot(tmp_path / "logs", "pc", Disk()).__enter__()
