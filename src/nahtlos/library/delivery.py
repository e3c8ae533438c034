"""A file that somebody delivered, as lines of text: inside the workspace, of a sensible size, in a known encoding.

It is never in memory as a whole. One look through its bytes finds out what it is and takes its hash; whoever reads its
lines afterwards reads exactly these bytes, or is told that they have changed.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from io import DEFAULT_BUFFER_SIZE, BufferedReader, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import Any, Final

from nahtlos.errors import (
    BrokenRow,
    DeliveryChangedMeanwhile,
    DeliveryEmpty,
    DeliveryMissing,
    DeliveryNotText,
    DeliveryTooLarge,
    DeliveryUnreadable,
    EncodingUnknown,
    OutsideWorkspace,
    WrongEncoding,
)

SIZE_LIMIT = 100 * 1024 * 1024
"""How many bytes a delivery may have."""
LINE_LIMIT: Final = 1024 * 1024
"""How many characters a line may have."""

_TOO_LONG: Final = f"it is longer than {LINE_LIMIT:,} characters"
_CHUNK: Final = 1024 * 1024
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A workbook or an archive, gzip, an old workbook, a PDF: none of them is unpacked.
_NO_TEXT: Final = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A file that is text, and the name it is known by."""

    name: str
    path: Path
    encoding: str
    content: str
    """SHA-256 of its bytes."""

    def lines(self) -> Iterator[str]:
        """Read its lines with their ends; raises `DeliveryChangedMeanwhile` when it is another file in the end."""
        number = 0
        with _opened(self.path, self.name) as file:
            counted = _Counted(file)
            try:
                text = TextIOWrapper(BufferedReader(counted, _CHUNK), encoding=self.encoding, newline="")
                while line := text.readline(LINE_LIMIT + 1):
                    number += 1
                    if len(line) > LINE_LIMIT:
                        raise BrokenRow(delivery=self.name, line=number, problem=_TOO_LONG)
                    yield line
            except UnicodeDecodeError:
                raise DeliveryChangedMeanwhile(name=self.name) from None
        if counted.digest.hexdigest() != self.content:
            raise DeliveryChangedMeanwhile(name=self.name)


class _Counted(RawIOBase):
    """The bytes of a file, hashed as they are read."""

    def __init__(self, file: BufferedReader) -> None:
        super().__init__()
        self.digest = hashlib.sha256()
        self._file = file

    def readable(self) -> bool:
        """Tell that it is there to be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Read some bytes into a buffer."""
        count = self._file.readinto(buffer)
        self.digest.update(memoryview(buffer)[:count])
        return count


def look_through(folder: Path, name: str, encoding: str | None = None) -> Delivery:
    """Look through a file of the workspace; without an encoding, find out which of the usual ones it is."""
    path = _inside(folder, name)
    if _size(path, name) > SIZE_LIMIT:
        raise DeliveryTooLarge(name=name, limit=SIZE_LIMIT)
    begins = _beginning(path, name)
    if not begins.removeprefix(codecs.BOM_UTF8).strip() and len(begins) < DEFAULT_BUFFER_SIZE:
        raise DeliveryEmpty(name=name)
    if begins.startswith(_NO_TEXT) or (begins.startswith(_UTF16) and encoding is None):
        raise DeliveryNotText(name=name)
    if encoding is None and begins.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    if encoding is not None:
        return Delivery(name=name, path=path, encoding=encoding, content=_looked_through(path, name, encoding))
    for known in ("utf-8", "cp1252"):
        try:
            return Delivery(name=name, path=path, encoding=known, content=_looked_through(path, name, known))
        except WrongEncoding:
            continue
    raise EncodingUnknown(name=name)


def find_delivery(folder: Path, name: str) -> Path:
    """Return the path of a file of the workspace that can be read and is of a sensible size."""
    path = _inside(folder, name)
    size = _size(path, name)
    if not size:
        raise DeliveryEmpty(name=name)
    if size > SIZE_LIMIT:
        raise DeliveryTooLarge(name=name, limit=SIZE_LIMIT)
    return path


def _looked_through(path: Path, name: str, encoding: str) -> str:
    """Return the hash of a file that is text in this encoding."""
    decoder = _decoder(encoding, name)
    digest, size, line, is_blank = hashlib.sha256(), 0, 1, True
    with _opened(path, name) as file:
        while True:
            chunk = file.read(_CHUNK)
            size += len(chunk)
            if size > SIZE_LIMIT:
                raise DeliveryTooLarge(name=name, limit=SIZE_LIMIT)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += error.object.count(b"\n", 0, error.start)
                raise WrongEncoding(name=name, encoding=encoding, line=line) from None
            if "\0" in text:
                raise DeliveryNotText(name=name)
            is_blank = is_blank and not text.strip()
            if not chunk:
                break
            digest.update(chunk)
            line += text.count("\n")
    if is_blank:
        raise DeliveryEmpty(name=name)
    return digest.hexdigest()


def _decoder(encoding: str, name: str) -> codecs.IncrementalDecoder:
    try:
        if not getattr(codecs.lookup(encoding), "_is_text_encoding", True):
            raise LookupError
        return codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise WrongEncoding(name=name, encoding=encoding, line=None) from None


def _inside(folder: Path, name: str) -> Path:
    """Return the path of a file, links followed; nothing outside the workspace is looked at."""
    try:
        path = (folder / name).resolve()
    except (OSError, ValueError, RuntimeError):
        raise DeliveryUnreadable(name=name, reason="this is no name of a file") from None
    if not path.is_relative_to(folder.resolve()) or Path(name).is_absolute():
        raise OutsideWorkspace(name=name)
    return path


def _size(path: Path, name: str) -> int:
    with _opened(path, name) as file:
        return os.fstat(file.fileno()).st_size


def _beginning(path: Path, name: str) -> bytes:
    with _opened(path, name) as file:
        return file.read(DEFAULT_BUFFER_SIZE)


def _opened(path: Path, name: str) -> BufferedReader:
    """Open a plain file: a pipe would let us wait for ever."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise DeliveryUnreadable(name=name, reason="it is no plain file")
        return path.open("rb")
    except FileNotFoundError:
        raise DeliveryMissing(name=name, known=_neighbours(path, name)) from None
    except OSError as error:
        raise DeliveryUnreadable(name=name, reason=error.strerror or type(error).__name__) from error
    except ValueError:
        raise DeliveryUnreadable(name=name, reason="this is no name of a file") from None


def _neighbours(path: Path, name: str) -> tuple[str, ...]:
    folder = path.parent
    if not folder.is_dir():
        return ()
    return tuple(str(Path(name).with_name(neighbour.name)) for neighbour in folder.iterdir() if neighbour.is_file())
