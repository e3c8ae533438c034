"""Signed notes: those of others are understood, our own say what they should, and garbage is no note."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from nahtlos.journal.merkle import EMPTY
from nahtlos.journal.note import (
    Checkpoint,
    Verifier,
    is_signed,
    parse_checkpoint,
    parse_note,
    parse_verifier,
    public_bytes,
    sign_note,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
NAME = "example.org/log"
VERIFIER = Verifier(name=NAME, key=public_bytes(KEY))
CHECKPOINT = Checkpoint(origin=NAME, size=12, root=EMPTY, extensions=("time 2026-03-01T12:00:00.000000Z",))

OTHERS_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
OTHERS_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""From the documentation of Go's `sumdb/note`, another implementation."""


def signed() -> bytes:
    return str(sign_note(CHECKPOINT.text(), name=NAME, key=KEY)).encode()


def test_a_note_of_another_implementation_is_understood() -> None:
    """Key, id and signature of Go's example hold here; a changed word does not."""
    key = parse_verifier(OTHERS_KEY)
    assert key is not None

    assert str(key) == OTHERS_KEY
    assert is_signed(parse_note(OTHERS_NOTE), [key])
    assert not is_signed(parse_note(OTHERS_NOTE.replace("answer", "Answer")), [key])


def test_a_checkpoint_as_it_stands_in_a_file() -> None:
    """Origin, size, root, extensions; an empty line; the signature."""
    lines = signed().decode().split("\n")

    assert lines[:5] == [NAME, "12", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", CHECKPOINT.extensions[0], ""]
    assert lines[5].startswith(f"\u2014 {NAME} ")
    assert lines[6:] == [""]


def test_a_checkpoint_that_is_read_again() -> None:
    """It says the same, and is signed by its key and no other."""
    note = parse_note(signed())
    assert note is not None

    assert parse_checkpoint(note.text) == CHECKPOINT
    assert CHECKPOINT.says("time") == "2026-03-01T12:00:00.000000Z"
    assert CHECKPOINT.says("tim") == ""
    assert note.is_signed_by(VERIFIER)
    assert not note.is_signed_by(Verifier(name="example.org/other", key=VERIFIER.key))
    assert not note.is_signed_by(Verifier(name=NAME, key=b"x" * 32))


@pytest.mark.parametrize("place", range(0, len(signed()), 7))
def test_a_byte_of_a_note_is_changed(place: int) -> None:
    """It is no note any more, or nobody signed it."""
    data = bytearray(signed())
    data[place] ^= 1

    assert not is_signed(parse_note(bytes(data)), [VERIFIER])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "only one line\n",
        f"{NAME}\n12\n",
        f"{NAME}\n012\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        f"{NAME}\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        f"{NAME}\n9999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        f"{NAME}\n1\u0663\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        f"{NAME}\n12\n47DEQpj8HBSa\n",
        f"{NAME}\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n",
        f"{NAME}\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\nmore\n",
        f"{NAME}\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    ],
)
def test_texts_that_are_no_checkpoint(text: str) -> None:
    """Lines missing, sizes and roots in another spelling, empty lines: nothing."""
    assert parse_checkpoint(text) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"text\n\n",
        b"text\n\n\xe2\x80\x94 name\n",
        b"text\n\n\xe2\x80\x94 name AAAA\n",
        b"text\n\n\xe2\x80\x94 na+me AAAAAAAA\n",
        b"text\n\n- name AAAAAAAA\n",
        b"te\x00xt\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"\xff\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAAA",
        b"x" * 70_000 + b"\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"text\n\n" + b"\xe2\x80\x94 name AAAAAAAA\n" * 65,
        "text\ud800\n\n\u2014 name AAAAAAAA\n",
    ],
)
def test_bytes_that_are_no_note(data: bytes | str) -> None:
    """Nothing, whatever they are."""
    assert parse_note(data) is None


@pytest.mark.parametrize(
    "text", ["", "a", "a+b", "a+b+c", OTHERS_KEY[:-1], OTHERS_KEY.replace("c74f", "c74e"), "+" * 9]
)
def test_texts_that_are_no_key(text: str) -> None:
    """Nothing; a key whose id is not its own is none."""
    assert parse_verifier(text) is None


def test_a_key_that_is_no_point() -> None:
    """A key that cannot be one signs nothing."""
    note = sign_note("text\n", name=NAME, key=KEY)

    assert not note.is_signed_by(Verifier(name=NAME, key=b"\xff" * 32))


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: f"a\n\n\u2014 {text}\n")))
@settings(max_examples=500, deadline=None)
def test_garbage_raises_nothing(data: bytes | str) -> None:
    """It is a note that nobody signed, or none."""
    note = parse_note(data)

    assert not is_signed(note, [VERIFIER])
    assert note is None or parse_checkpoint(note.text) is None or note.signatures
