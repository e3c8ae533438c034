"""Time stamps of a real authority (`openssl ts`), checked by us and by openssl."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.outside import Authority as Ca
from tests.outside import make_ca, openssl, stamping

from nahtlos.errors import AnchorAway, AnchorUnusable
from nahtlos.journal.anchors.time_stamp import Authority, load_roots
from nahtlos.journal.disk import Disk

ROOT = "q" * 42 + "w="
LINES = (
    f"2026-03-01T12:00:00.000000Z nahtlos.0123456789abcdef/admin/pc-0 7 {ROOT}\n"
    f"2026-03-01T12:00:01.000000Z nahtlos.0123456789abcdef/runs/pc-0 1234 {ROOT}\n"
)


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return make_ca(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def address(ca: Ca) -> Iterator[str]:
    with stamping(ca) as address:
        yield address


@pytest.fixture
def authority(ca: Ca, address: str, tmp_path: Path) -> Authority:
    roots = load_roots(ca.ca, anchor="tsa")
    return Authority(name="tsa", address=address, roots=roots, folder=tmp_path / "tsa", disk=Disk())


def test_a_stamp_is_kept_and_believed(authority: Authority, ca: Ca) -> None:
    """openssl confirms it without us, and it says how long each chain was."""
    authority.send(LINES)

    [text], [answer] = authority.folder.glob("*.txt"), authority.folder.glob("*.tsr")
    assert text.read_text() == LINES
    assert "Verification: OK" in openssl("ts", "-verify", "-data", text, "-in", answer, "-CAfile", ca.ca)
    moment = authority.stamped_at(answer.read_bytes(), LINES.encode())
    assert moment is not None and abs(moment - datetime.now(UTC)) < timedelta(minutes=1)
    assert [(known.chain, known.size) for known in authority.knows()] == [("admin/pc-0", 7), ("runs/pc-0", 1234)]


def test_what_was_changed_afterwards_is_not_believed(authority: Authority) -> None:
    """Neither other lines below the stamp, nor another stamp below the lines."""
    authority.send(LINES)
    [text], [answer] = authority.folder.glob("*.txt"), authority.folder.glob("*.tsr")

    text.write_text(LINES.replace("1234", "1233"))
    assert authority.knows() == []
    text.write_text(LINES)
    answer.write_bytes(answer.read_bytes()[:-1])
    assert authority.knows() == []
    answer.unlink()
    assert authority.knows() == []


def test_another_authority_is_not_believed(ca: Ca, address: str, tmp_path: Path) -> None:
    """Whoever stands between us and the authority cannot stamp in its name."""
    other = make_ca(tmp_path / "other")
    roots = load_roots(other.ca, anchor="tsa")
    authority = Authority(name="tsa", address=address, roots=roots, folder=tmp_path / "tsa", disk=Disk())

    with pytest.raises(AnchorAway, match="no time stamp of its certificates"):
        authority.send(LINES)

    assert not authority.folder.exists()


def test_an_authority_that_is_away(ca: Ca, tmp_path: Path) -> None:
    """It is said, and nothing is kept."""
    roots = load_roots(ca.ca, anchor="tsa")
    there = Authority(name="tsa", address="http://127.0.0.1:1", roots=roots, folder=tmp_path / "tsa", disk=Disk())

    with pytest.raises(AnchorAway, match="cannot be reached"):
        there.send(LINES)

    assert there.knows() == []


def test_certificates_that_are_none(tmp_path: Path) -> None:
    """A wrong file is named before anything is asked."""
    (tmp_path / "ca.pem").write_text("hello")

    with pytest.raises(AnchorUnusable, match=r"ca\.pem holds no certificates"):
        load_roots(tmp_path / "ca.pem", anchor="tsa")
