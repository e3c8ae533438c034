"""A file that somebody delivered, as text: inside the workspace, of a sensible size, in a known encoding."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from nahtlos.errors import (
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

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The text of a file, and the name it is known by."""

    name: str
    text: str


def read_delivery(folder: Path, name: str, encoding: str | None = None) -> Delivery:
    """Read a file of the workspace; without an encoding, find out which of the usual ones it is."""
    content = _read(_inside(folder, name), name)
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise DeliveryEmpty(name=name)
    if content.startswith(_UTF16) and encoding is None:
        raise DeliveryNotText(name=name)
    text = _decoded(content, name, encoding)
    if "\0" in text:
        raise DeliveryNotText(name=name)
    return Delivery(name=name, text=text)


def find_delivery(folder: Path, name: str) -> Path:
    """Return the path of a file of the workspace that can be read and is of a sensible size."""
    path = _inside(folder, name)
    if not _read(path, name):
        raise DeliveryEmpty(name=name)
    return path


def _inside(folder: Path, name: str) -> Path:
    """Return the path of a file, links followed; nothing outside the workspace is looked at."""
    try:
        path = (folder / name).resolve()
    except (OSError, ValueError, RuntimeError):
        raise DeliveryUnreadable(name=name, reason="this is no name of a file") from None
    if not path.is_relative_to(folder.resolve()) or Path(name).is_absolute():
        raise OutsideWorkspace(name=name)
    return path


def _read(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise DeliveryMissing(name=name, known=_neighbours(path, name)) from None
    except OSError as error:
        raise DeliveryUnreadable(name=name, reason=error.strerror or type(error).__name__) from error
    except ValueError:
        raise DeliveryUnreadable(name=name, reason="this is no name of a file") from None
    if len(content) > SIZE_LIMIT:
        raise DeliveryTooLarge(name=name, limit=SIZE_LIMIT)
    return content


def _neighbours(path: Path, name: str) -> tuple[str, ...]:
    folder = path.parent
    if not folder.is_dir():
        return ()
    return tuple(str(Path(name).with_name(neighbour.name)) for neighbour in folder.iterdir() if neighbour.is_file())


def _decoded(content: bytes, name: str, encoding: str | None) -> str:
    if encoding is not None:
        return _decoded_as(content, name, encoding)
    if content.startswith(codecs.BOM_UTF8):
        return _decoded_as(content, name, "utf-8-sig")
    for known in ("utf-8", "cp1252"):
        try:
            return content.decode(known)
        except UnicodeDecodeError:
            continue
    raise EncodingUnknown(name=name)


def _decoded_as(content: bytes, name: str, encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding)
    except LookupError:
        raise WrongEncoding(name=name, encoding=encoding, line=None) from None
    if not getattr(codec, "_is_text_encoding", True):
        raise WrongEncoding(name=name, encoding=encoding, line=None)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise WrongEncoding(name=name, encoding=encoding, line=content.count(b"\n", 0, error.start) + 1) from None
