"""File locks that say whether a worker lives."""

from __future__ import annotations

from pathlib import Path

import pytest

from nahtlos.ledger import lifelines
from nahtlos.ledger.lifelines import Lifelines


def test_held_lifeline_is_not_cut(tmp_path: Path) -> None:
    """Not even for the process that holds it."""
    lines = Lifelines(tmp_path / "workers")

    held = lines.hold("a")

    assert not lines.is_cut("a")
    lines.drop("a", held)


def test_dead_worker_leaves_a_cut_lifeline(tmp_path: Path) -> None:
    """The file without the lock: what kill -9 leaves behind."""
    lines = Lifelines(tmp_path / "workers")
    held = lines.hold("a")
    left = (tmp_path / "workers" / "a.lock").read_bytes()
    lines.drop("a", held)
    (tmp_path / "workers" / "a.lock").write_bytes(left)

    assert lines.is_cut("a")
    assert lines.is_cut("a")
    lines.forget("a")
    lines.forget("a")
    assert list((tmp_path / "workers").iterdir()) == []


def test_without_a_file_nobody_knows(tmp_path: Path) -> None:
    """The worker may live on another computer."""
    assert not Lifelines(tmp_path / "workers").is_cut("a")


def test_no_lifeline_on_a_network_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks lie there, so leases alone decide."""
    lines = Lifelines(tmp_path / "workers")
    monkeypatch.setattr(lifelines, "network_drive", lambda path: "nfs")

    held = lines.hold("a")
    lines.drop("a", held)

    assert held is None
    assert not (tmp_path / "workers").exists()
