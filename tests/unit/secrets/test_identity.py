"""The key that opens the secrets."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from nahtlos.errors import IdentityMissing, IdentityUnusable
from nahtlos.secrets.identity import identity_path, load_identity, make_identity


@pytest.mark.parametrize(
    ("environment", "path"),
    [
        ({}, "/home/anna/.config/nahtlos/identity.txt"),
        ({"NAHTLOS_IDENTITY": ""}, "/home/anna/.config/nahtlos/identity.txt"),
        ({"NAHTLOS_IDENTITY": "/run/keys/bot.txt"}, "/run/keys/bot.txt"),
    ],
)
def test_an_identity_lies_where_the_environment_says(environment: dict[str, str], path: str) -> None:
    """Otherwise in the settings of the user, outside the workspace."""
    assert identity_path(environment, Path("/home/anna")) == Path(path)


def test_a_new_identity_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    """As ssh wants it."""
    made = make_identity(tmp_path / "a/identity.txt")

    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert made.recipient.startswith("age1")
    assert load_identity(made.path).recipient == made.recipient


def test_an_identity_that_is_there_is_kept(tmp_path: Path) -> None:
    """Making one again locks nobody out."""
    made = make_identity(tmp_path / "identity.txt")

    assert make_identity(tmp_path / "identity.txt").recipient == made.recipient


def test_an_identity_does_not_print_its_key(tmp_path: Path) -> None:
    """Not even in the dump of a crash."""
    assert "AGE-SECRET" not in repr(make_identity(tmp_path / "identity.txt"))


def test_a_missing_identity_says_how_to_make_one(tmp_path: Path) -> None:
    """The first hour with nahtlos."""
    with pytest.raises(IdentityMissing, match="nahtlos secrets init"):
        load_identity(tmp_path / "identity.txt")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "holds no age key"),
        ("# created today\n\n", "holds no age key"),
        ("AGE-SECRET-KEY-1ABC", "is no age key"),
        ("hunter2", "is no age key"),
        ("\x00\xff", "is no age key"),
    ],
)
def test_a_broken_identity_says_so_without_repeating_it(tmp_path: Path, text: str, problem: str) -> None:
    """Half a key is still a secret."""
    path = tmp_path / "identity.txt"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(IdentityUnusable, match=problem) as broken:
        load_identity(path)

    assert "ABC" not in str(broken.value)
    assert broken.value.__cause__ is None


def test_an_identity_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """It would not be an identity."""
    make_identity(tmp_path / "identity.txt")
    (tmp_path / "identity.txt").chmod(0o640)

    with pytest.raises(IdentityUnusable, match="chmod 600"):
        load_identity(tmp_path / "identity.txt")


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_an_identity_that_cannot_be_read_is_said(tmp_path: Path, content: bytes | None) -> None:
    """A folder, or bytes that are no text."""
    path = tmp_path / "identity.txt"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)

    with pytest.raises(IdentityUnusable, match="cannot be read"):
        load_identity(path)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """No identity, no secrets, no crash."""
    (tmp_path / "file").touch()

    with pytest.raises(IdentityUnusable, match="file"):
        make_identity(tmp_path / "file" / "identity.txt")
