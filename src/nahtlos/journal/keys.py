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


class Keyring:
    """All keys of a workspace: pseudonyms change with the year, keyed hashes do not.

    What was hashed in December must compare in January, so keyed hashes, and whatever the ledger compares, take the
    oldest key there is. Pseudonyms take that of the year: a key that is destroyed takes its year with it.
    """

    def __init__(self, folder: Path, *, year: Callable[[], int], disk: Disk) -> None:
        self._folder = folder
        self._year = year
        self._disk = disk
        self._known: dict[int, Key] = {}
        with writing_to(folder):
            disk.make_folder(folder)
        self._oldest = self._key(min(self.numbers(), default=year()))

    def numbers(self) -> list[int]:
        """Return the numbers of the keys that have not been destroyed, the oldest first."""
        return sorted(int(path.stem) for path in self._folder.glob("*.key") if re.fullmatch(r"\d{1,6}", path.stem))

    def pseudonym(self, value: str) -> str:
        """Return the pseudonym of this year."""
        return self._key(self._year()).pseudonym(value)

    def pseudonyms(self, value: str) -> tuple[str, ...]:
        """Return the pseudonyms of all years whose keys are still there."""
        return tuple(self._key(number).pseudonym(value) for number in self.numbers())

    def lock_name(self, value: str) -> str:
        """Return what stands for a record over all years, for the ledger alone: one record has one writer."""
        return self._oldest.pseudonym(value)

    def fingerprint(self, values: Mapping[str, Value]) -> str:
        """Return a keyed hash that compares over all years."""
        return self._oldest.fingerprint(values)

    def destroy(self, number: int) -> None:
        """Overwrite and remove a key: nobody can compute the pseudonyms of its year again."""
        path = self._folder / f"{number}.key"
        with writing_to(path):
            with path.open("r+b") as opened:
                opened.write(b"0" * path.stat().st_size)
                opened.flush()
                os.fsync(opened.fileno())
            path.unlink()
            self._disk.sync_folder(self._folder)
        self._known.pop(number, None)

    def _key(self, number: int) -> Key:
        if number not in self._known:
            path = self._folder / f"{number}.key"
            if not path.exists():
                with writing_to(self._folder):
                    _make(path, self._disk)
            self._known[number] = Key(number=number, secret=_read(path))
        return self._known[number]


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
