"""Keys and what they seal: AES-256-GCM, bound to the place where it is kept.

Each item and each run has a key of its own, wrapped by the ledger's master key. Whoever destroys a wrapped key has
erased everything about that item, in every copy of the database.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nahtlos.engine.screen import Value
from nahtlos.errors import LedgerForged
from nahtlos.ledger.payload import decode, encode

SIZE: Final = 32
_NONCE: Final = 12


class Key:
    """Seals values, and wraps other keys. It cannot print itself."""

    __slots__ = ("_cipher",)

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)

    def seal(self, value: Value, *, at: str) -> bytes:
        """Encrypt a value for one place: table, row and column."""
        return self._seal(encode(value), at)

    def unseal(self, sealed: bytes, *, at: str) -> Value:
        """Return the value that was sealed for this place."""
        return decode(self._unseal(sealed, at))

    def seal_bytes(self, data: bytes, *, at: str) -> bytes:
        """Encrypt what is no value, like a picture, for one place."""
        return self._seal(data, at)

    def unseal_bytes(self, sealed: bytes, *, at: str) -> bytes:
        """Return the bytes that were sealed for this place."""
        return self._unseal(sealed, at)

    def new_key(self, *, at: str) -> tuple[Key, bytes]:
        """Make a key; return it, and wrapped for its place."""
        secret = os.urandom(SIZE)
        return Key(secret), self._seal(secret, at)

    def unwrap(self, wrapped: bytes, *, at: str) -> Key:
        """Return the key that was wrapped for this place."""
        return Key(self._unseal(wrapped, at))

    def _seal(self, data: bytes, at: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, data, at.encode())

    def _unseal(self, sealed: bytes, at: str) -> bytes:
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], at.encode())
        except (InvalidTag, ValueError):
            raise LedgerForged(where=at) from None


def fingerprint(secret: bytes) -> str:
    """Tell master keys apart without giving anything away."""
    return hashlib.sha256(b"nahtlos ledger key\n" + secret).hexdigest()[:32]


def read_master_key(path: Path) -> bytes | None:
    """Read the key file; None where nobody has made one, an empty key where the file holds something else."""
    try:
        secret = base64.b64decode(path.read_bytes().strip(), validate=True)
    except FileNotFoundError:
        return None
    except binascii.Error:
        return b""
    return secret if len(secret) == SIZE else b""


def create_master_key(path: Path) -> bytes:
    """Make the key file, whole or not at all, for its owner only; if another process was faster, take its key."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(os.urandom(SIZE)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
    _sync_folder(path.parent)
    return read_master_key(path) or b""


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
