"""What kind of file came: told by its first bytes, as names and headers of servers are often wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile, ZipFile

HEAD = 4096
SIGNS: Mapping[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpeg": (b"\xff\xd8\xff",),
    "zip": (b"PK\x03\x04", b"PK\x05\x06"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    "xml": (b"<?xml", b"\xef\xbb\xbf<?xml", b"\xff\xfe<\x00?\x00", b"\xfe\xff\x00<\x00?"),
}
"""With what files begin; an old Excel file is an OLE container."""
PARTS: Mapping[str, str] = {"xlsx": "xl/", "docx": "word/"}
"""What a zip file of that kind holds."""
PAGE = (b"<!doctype html", b"<html")


def is_of(path: Path, kind: str) -> bool:
    """Tell whether a file is what it should be; `csv` and `text` are texts that are no page of a website."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if kind in PARTS:
        return _holds(path, PARTS[kind])
    if kind in SIGNS:
        return head.startswith(SIGNS[kind])
    is_page = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(PAGE)
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return bool(head) and not is_page and (is_wide or b"\0" not in head)


def _holds(path: Path, folder: str) -> bool:
    try:
        with ZipFile(path) as archive:
            return any(name.startswith(folder) for name in archive.namelist())
    except BadZipFile:
        return False
