"""Signed notes and checkpoints as C2SP describes them (c2sp.org/signed-note, c2sp.org/tlog-checkpoint), with Ed25519.

What is read here may come from anybody: it is a note or nothing, never an error.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from nahtlos.journal.merkle import HIGHEST, SIZE, Hash

DASH = "\u2014 "
ED25519 = b"\x01"
END = b"\n\n"
KEY_ID = 4
LONGEST = 64 << 10
SIGNATURES_AT_MOST = 64
NAME = re.compile(r"[^\s+\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,256}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """A public key with the name it signs under."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return key_id(self.name, ED25519 + self.key)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{as_base64(ED25519 + self.key)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A line below a note: who signed, with which key, and the signature; it need not be true."""

    name: str
    key_id: bytes
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text and what was signed below it."""

    text: str
    """With its last newline."""
    signatures: tuple[Signature, ...]

    def is_signed_by(self, verifier: Verifier) -> bool:
        """Say whether one of the signatures is that of a key."""
        own = [each for each in self.signatures if (each.name, each.key_id) == (verifier.name, verifier.id)]
        return any(is_true(each.data, self.text.encode(), verifier.key) for each in own)

    def __str__(self) -> str:
        lines = [f"{DASH}{each.name} {as_base64(each.key_id + each.data)}\n" for each in self.signatures]
        return f"{self.text}\n{''.join(lines)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Says how many lines a log has, and the root over them."""

    origin: str
    size: int
    root: Hash
    extensions: tuple[str, ...] = ()
    """Lines that say more; `time …` is one that nahtlos writes."""

    def text(self) -> str:
        """Return the body of the note."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, as_base64(self.root), *self.extensions))

    def says(self, word: str) -> str:
        """Return what stands behind a word in the extensions, or an empty text."""
        return next((line[len(word) + 1 :] for line in self.extensions if line.startswith(f"{word} ")), "")


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the public half of a key."""
    return key.public_key().public_bytes_raw()


def key_id(name: str, key: bytes) -> bytes:
    """Return the four bytes by which a signature names its key; the key begins with its kind."""
    return sha256(name.encode() + b"\n" + key).digest()[:KEY_ID]


def is_true(signature: bytes, message: bytes, key: bytes) -> bool:
    """Say whether a key signed a message with Ed25519."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def sign_note(text: str, *, name: str, key: Ed25519PrivateKey) -> Note:
    """Return a text with a signature."""
    verifier = Verifier(name=name, key=public_bytes(key))
    return Note(text=text, signatures=(Signature(name=name, key_id=verifier.id, data=key.sign(text.encode())),))


def parse_note(data: bytes | str) -> Note | None:
    """Read a signed note; nothing, if this is none."""
    text = _as_text(data)
    if text is None or "\n\n" not in text or not text.endswith("\n"):
        return None
    cut = text.rindex("\n\n")
    lines = text[cut + 2 : -1].split("\n")
    signatures = [_parse_signature(line) for line in lines[:SIGNATURES_AT_MOST]]
    if len(lines) > SIGNATURES_AT_MOST or None in signatures:
        return None
    return Note(text=text[: cut + 1], signatures=tuple(each for each in signatures if each))


def parse_verifier(text: str) -> Verifier | None:
    """Read a public key in the form `name+id+key`; nothing, if this is none."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3 or not NAME.fullmatch(parts[0]):
        return None
    key = from_base64(parts[2], size=1 + SIZE)
    if key is None or key[:1] != ED25519:
        return None
    verifier = Verifier(name=parts[0], key=key[1:])
    return verifier if verifier.id.hex() == parts[1] else None


def parse_checkpoint(text: str) -> Checkpoint | None:
    """Read the body of a checkpoint; nothing, if this is none."""
    if not text.endswith("\n"):
        return None
    origin, size, root, *extensions = [*text[:-1].split("\n"), "", ""]
    hash_ = from_base64(root, size=SIZE)
    lines = tuple(extensions[:-2])
    if not origin or hash_ is None or not re.fullmatch(r"0|[1-9][0-9]{0,18}", size) or "" in lines:
        return None
    if int(size) >> HIGHEST:
        return None
    return Checkpoint(origin=origin, size=int(size), root=hash_, extensions=lines)


def as_base64(data: bytes) -> str:
    """Write bytes as C2SP does."""
    return b64encode(data).decode()


def from_base64(text: str, *, size: int) -> bytes | None:
    """Read so many bytes, in their only spelling; nothing, if these are none."""
    try:
        data = b64decode(text, validate=True)
    except (NotBase64, ValueError):
        return None
    return data if len(data) == size and as_base64(data) == text else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What stands at a place of a file of notes: a note, or bytes that are none."""

    line: int
    byte: int
    note: Note | None


def notes_in(data: bytes) -> Iterator[Placed]:
    """Yield the notes of a file in which each one is followed by an empty line, and what is between them."""
    parts = data.split(END)
    line, byte, place = 1, 0, 0
    while place < len(parts):
        part, below = parts[place], parts[place + 1] if place + 1 < len(parts) else b""
        is_note = below.startswith(DASH.encode())
        whole = part + END + below.removesuffix(b"\n") if is_note else part
        if part or is_note or place + 1 < len(parts):
            yield Placed(line=line, byte=byte, note=parse_note(whole + b"\n") if is_note else None)
        line += whole.count(b"\n") + len(END)
        byte += len(whole) + len(END)
        place += 1 + is_note


def is_signed(note: Note | None, verifiers: Iterable[Verifier]) -> bool:
    """Say whether there is a note, and one of these keys signed it."""
    return note is not None and any(map(note.is_signed_by, verifiers))


def _as_text(data: bytes | str) -> str | None:
    try:
        text = data.decode() if isinstance(data, bytes) else data
        is_long = len(text.encode()) > LONGEST
    except UnicodeError:
        return None
    return None if is_long or re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text) else text


def _parse_signature(line: str) -> Signature | None:
    if not line.startswith(DASH):
        return None
    name, _, encoded = line[len(DASH) :].partition(" ")
    try:
        data = b64decode(encoded, validate=True)
    except (NotBase64, ValueError):
        return None
    if not NAME.fullmatch(name) or len(data) <= KEY_ID or as_base64(data) != encoded:
        return None
    return Signature(name=name, key_id=data[:KEY_ID], data=data[KEY_ID:])
