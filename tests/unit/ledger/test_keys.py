"""Keys and what they seal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nahtlos.errors import LedgerForged
from nahtlos.ledger.keys import SIZE, Key, create_master_key, fingerprint, read_master_key


def test_sealed_value_opens_with_key_and_place_only() -> None:
    """Another key, another place or another byte: forged."""
    key = Key(bytes(SIZE))
    sealed = key.seal({"name": "Jürgen"}, at="items:1:private")

    assert key.unseal(sealed, at="items:1:private") == {"name": "Jürgen"}
    for other, data, at in (
        (Key(b"\1" * SIZE), sealed, "items:1:private"),
        (key, sealed, "items:2:private"),
        (key, sealed[:-1] + bytes([sealed[-1] ^ 1]), "items:1:private"),
        (key, sealed[:5], "items:1:private"),
        (key, b"", "items:1:private"),
    ):
        with pytest.raises(LedgerForged, match=at):
            other.unseal(data, at=at)


def test_same_value_is_sealed_differently_each_time() -> None:
    """Nobody sees that two cases have the same name."""
    key = Key(bytes(SIZE))

    assert key.seal("Jürgen", at="a") != key.seal("Jürgen", at="a")


def test_wrapped_key_opens_what_the_new_key_sealed() -> None:
    """The master key is needed to get at it."""
    master = Key(bytes(SIZE))
    key, wrapped = master.new_key(at="items:1:sealed_key")

    sealed = key.seal("Jürgen", at="x")

    assert master.unwrap(wrapped, at="items:1:sealed_key").unseal(sealed, at="x") == "Jürgen"
    with pytest.raises(LedgerForged):
        master.unwrap(wrapped, at="items:2:sealed_key")


def test_key_does_not_print_itself() -> None:
    """Neither in messages nor in tracebacks."""
    secret = os.urandom(SIZE)

    assert secret.hex() not in repr(Key(secret))
    assert secret.hex() not in fingerprint(secret)


def test_key_file_is_never_overwritten(tmp_path: Path) -> None:
    """Two that make one at the same moment have the same one, and nothing is left lying about."""
    path = tmp_path / "ledger.key"

    secret = create_master_key(path)

    assert secret == create_master_key(path)
    assert len(secret) == SIZE
    assert secret == read_master_key(path)
    assert [path] == list(tmp_path.iterdir())
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_key_file_is_no_key(tmp_path: Path) -> None:
    """That is not an error yet."""
    assert read_master_key(tmp_path / "ledger.key") is None


@pytest.mark.parametrize("content", [b"", b"c2hvcnQ=", b"\xff\xfe", b"not base64!"])
def test_key_file_with_something_else(tmp_path: Path, content: bytes) -> None:
    """It gives a key that fits nothing."""
    path = tmp_path / "ledger.key"
    path.write_bytes(content)

    assert read_master_key(path) == b""
