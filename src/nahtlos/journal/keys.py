"""The journal's own keys: for pseudonyms of people and records, and for hashes that only tell `same as before?`."""

from __future__ import annotations

import hmac
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from secrets import token_hex
from unicodedata import normalize

from nahtlos.engine.screen import Value
from nahtlos.errors import JournalKeyUnusable
from nahtlos.journal.disk import Disk, writing_to

SIZE = 32
SHORT = 32
"""Hex digits of a pseudonym or keyed hash: 128 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A secret of this workspace, with its number."""

    number: int
    secret: bytes = field(repr=False)

    def pseudonym(self, value: str) -> str:
        """Return the same short text for the same value, and nothing that leads back to it."""
        return f"p{self.number}:{self._sign(b'pseudonym', normalize('NFC', value))}"

    def fingerprint(self, values: Mapping[str, Value]) -> str:
        """Return the same short text for the same values of the same types."""
        return f"h{self.number}:{self._sign(b'fingerprint', json.dumps(_typed(values)))}"

    def _sign(self, purpose: bytes, text: str) -> str:
        # Pages can hold halves of characters, which UTF-8 has no bytes for.
        data = purpose + b"\0" + text.encode("utf-8", "surrogatepass")
        return hmac.digest(self.secret, data, "sha256").hex()[:SHORT]


def load_key(folder: Path, *, year: Callable[[], int], disk: Disk) -> Key:
    """Return the newest key of a folder; the first one is made at its first use and numbered with its year.

    Keys do not change by themselves at new year: what was hashed in December must compare in January.
    """
    with writing_to(folder):
        disk.make_folder(folder)
        numbers = [int(path.stem) for path in folder.glob("*.key") if re.fullmatch(r"\d{1,6}", path.stem)]
        path = folder / f"{max(numbers, default=year())}.key"
        if not numbers:
            _make(path, disk)
    return Key(number=int(path.stem), secret=_read(path))


def _make(path: Path, disk: Disk) -> None:
    """Bring a whole key into being at once: a second process sees all of it or makes none."""
    draft = path.with_suffix(f".{token_hex(4)}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        disk.append(descriptor, token_hex(SIZE).encode() + b"\n")
        disk.sync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    disk.sync_folder(path.parent)


def _read(path: Path) -> bytes:
    try:
        text = path.read_text("ascii").strip()
        is_open = os.name == "posix" and path.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as error:
        raise JournalKeyUnusable(path=str(path), problem="it cannot be read") from error
    if is_open:
        raise JournalKeyUnusable(path=str(path), problem="others may read it (chmod 600 closes it)")
    if not re.fullmatch(rf"[0-9a-f]{{{2 * SIZE}}}", text):
        raise JournalKeyUnusable(path=str(path), problem="it is not whole")
    return bytes.fromhex(text)


def _typed(value: Value) -> object:
    """Write a value so that equal ones become equal texts, and 1, "1", 1.0 and yes do not."""
    match value:
        case None | bool() | str():
            return value
        case Mapping():
            return {"record": [[name, _typed(value[name])] for name in sorted(value)]}
        case tuple():
            return {"list": [_typed(each) for each in value]}
        case Decimal():
            return {"number": str(value.normalize()) if value else "0"}
        case _:
            return {type(value).__name__: str(value)}
