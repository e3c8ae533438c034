"""What kind of file came."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from nahtlos.browser.content import is_of


def archive(*names: str) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return content.getvalue()


FILES = {
    "pdf": b"%PDF-1.7\n...",
    "png": b"\x89PNG\r\n\x1a\n...",
    "jpeg": b"\xff\xd8\xff\xe0...",
    "xml": '\ufeff<?xml version="1.0"?><a/>'.encode(),
    "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...",
    "xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "docx": archive("[Content_Types].xml", "word/document.xml"),
    "csv": "Name;Ort\nMüller;Köln\n".encode("cp1252"),
}
PAGE = b"\n<!DOCTYPE html><title>Fehler</title>"
STRICT = sorted(set(FILES) - {"csv"})


@pytest.mark.parametrize("kind", sorted(FILES))
def test_a_file_is_what_it_is(kind: str, tmp_path: Path) -> None:
    """And a page of a website is none of them."""
    path = tmp_path / "file.bin"
    path.write_bytes(FILES[kind])
    assert is_of(path, kind)

    path.write_bytes(PAGE)
    assert not is_of(path, kind)


@pytest.mark.parametrize("kind", STRICT)
@pytest.mark.parametrize("other", sorted(FILES))
def test_a_file_is_nothing_else(kind: str, other: str, tmp_path: Path) -> None:
    """Whatever its name says."""
    path = tmp_path / f"file.{kind}"
    path.write_bytes(FILES[other])

    assert is_of(path, kind) == (kind == other)


def test_an_empty_or_binary_file_is_no_text(tmp_path: Path) -> None:
    """Nothing came, or something else."""
    path = tmp_path / "list.csv"
    for content in (b"", b"a;b\0c"):
        path.write_bytes(content)
        assert not is_of(path, "csv")
