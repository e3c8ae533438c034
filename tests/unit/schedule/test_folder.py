"""What counts as a delivery in a folder, and what is in it."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import pytest

from nahtlos.schedule.folder import Look, content_of, counts, look_into, masked_name


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("vouchers.csv", True),
        ("VOUCHERS.CSV", True),
        ("Müller, Jürgen (neu).csv", True),
        ("vouchers.xlsx", False),
        # on its way
        ("vouchers.csv.part", False),
        ("vouchers.part.csv", True),
        ("vouchers.csv.tmp", False),
        ("vouchers.csv.filepart", False),
        ("vouchers.csv~", False),
        # of an editor or a file system
        ("~$vouchers.csv", False),
        (".vouchers.csv", False),
        # names that steer something, or are no text
        ("vou\nchers.csv", False),
        ("vou\u202echers.csv", False),
        (os.fsdecode(b"vou\xffchers.csv"), False),
    ],
)
def test_names_that_count(name: str, is_one: bool) -> None:
    """Complete ones that match the pattern, whatever else is in the name."""
    assert counts(name, "*.csv") is is_one


@pytest.mark.parametrize("name", ["{{ secret.x }}.csv", "=cmd.csv", "'; drop table.csv", "[a].csv"])
def test_hostile_name_is_a_name(name: str, tmp_path: Path) -> None:
    """It is compared and never understood."""
    (tmp_path / name).write_text("x")

    assert list(look_into(tmp_path, "*.csv")) == [name]


def test_only_plain_files_are_seen(tmp_path: Path) -> None:
    """A folder or a link with the right name is no delivery."""
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    os.mkfifo(tmp_path / "pipe.csv")

    assert list(look_into(tmp_path, "*.csv")) == ["a.csv"]


def test_content_is_recognised(tmp_path: Path) -> None:
    """By its SHA-256, and only as long as the file looks as it was seen."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 3_000_000)
    look = look_into(tmp_path, "*")["a.csv"]

    assert content_of(path, look) == hashlib.sha256(b"x" * 3_000_000).hexdigest()
    path.write_bytes(b"y")
    assert content_of(path, look) is None
    assert content_of(path) == hashlib.sha256(b"y").hexdigest()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tell")
def test_file_that_somebody_writes_to(tmp_path: Path) -> None:
    """It is not complete, however long it has looked the same."""
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"half")
        file.flush()
        assert content_of(path) is None

    assert content_of(path) == hashlib.sha256(b"half").hexdigest()


def test_link_is_not_followed(tmp_path: Path) -> None:
    """A file that was replaced by a link after it was seen is refused."""
    (tmp_path / "secret").write_text("x")
    (tmp_path / "a.csv").symlink_to(tmp_path / "secret")

    with pytest.raises(OSError):
        content_of(tmp_path / "a.csv", Look(size=1, mtime_ns=0))


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Müller Jürgen 12.03.1985.csv", "….csv"),
        ("LISTE.XLSX", "….xlsx"),
        ("Meier, geboren am 12.03.1985", "….1985"),
        ("a.Frau Müller", "…"),
        ("a.müller", "…"),
        ("nothing", "…"),
        ("a.verylongending", "…"),
    ],
)
def test_masked_name(name: str, masked: str) -> None:
    """Nothing of a name is said but an ordinary ending."""
    assert masked_name(name) == masked
