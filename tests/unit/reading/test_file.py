from pathlib import Path

import pytest

from nahtlos.errors import Refused, Source
from nahtlos.reading import read_file
from nahtlos.reading.file import SIZE_LIMIT, place_at


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        read_file(path, "w/f.yaml")
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a: b\n", "a: b\n"),
        ("ä: ß €\n".encode(), "ä: ß €\n"),
        (b"\xef\xbb\xbfa: b", "a: b"),  # the mark that Windows editors write
        (b"a: b\r\nc: d", "a: b\r\nc: d"),
        ("a: \U0001f600".encode(), "a: \U0001f600"),
    ],
)
def test_utf8_is_read(content: bytes, text: str, tmp_path: Path) -> None:
    """Text in UTF-8 is read as it is, without its byte order mark."""
    (tmp_path / "f").write_bytes(content)

    assert read_file(tmp_path / "f", "w/f.yaml") == Source("w/f.yaml", text)


def test_windows_1252_is_refused_where_it_begins(tmp_path: Path) -> None:
    """The first byte that is no UTF-8 is named by its place, and the message says how to save the file."""
    (tmp_path / "f").write_bytes("a: b\nc: Müller\n".encode("cp1252"))

    assert refusal(tmp_path / "f") == (
        'w/f.yaml:2:5  E103  This character is not UTF-8. Save the file with the encoding "UTF-8" '
        "(it may be Windows-1252 now)."
    )


@pytest.mark.parametrize("hidden", ["\0", "\x07", "\x85", "\u2028", "\u202e", "\u2066", "\uffff"])
def test_characters_nobody_sees_are_refused(hidden: str, tmp_path: Path) -> None:
    """Control characters and marks that turn text around are refused with their place."""
    (tmp_path / "f").write_bytes(f"a: b\nc: d{hidden}e".encode())

    assert refusal(tmp_path / "f").startswith(f"w/f.yaml:2:5  E104  The invisible character U+{ord(hidden):04X}")


def test_all_hidden_characters_are_reported(tmp_path: Path) -> None:
    """Every hidden character is reported, not only the first."""
    (tmp_path / "f").write_bytes(b"a: \x01\nb: \x02")

    assert refusal(tmp_path / "f").count("E104") == 2


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    """A file above the limit is refused; one of exactly the limit is read."""
    (tmp_path / "f").write_bytes(b"#" * (SIZE_LIMIT + 1))
    (tmp_path / "g").write_bytes(b"\xef\xbb\xbf" + b"#" * SIZE_LIMIT)

    assert refusal(tmp_path / "f").startswith("E102  w/f.yaml is larger than 1024 KiB.")
    assert len(read_file(tmp_path / "g", "g").text) == SIZE_LIMIT


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """What cannot be opened is named with the reason."""
    message = "E101  w/f.yaml cannot be read: No such file or directory."

    assert refusal(tmp_path / "f").startswith(message)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A folder is no file."""
    assert refusal(tmp_path).startswith("E101  w/f.yaml cannot be read: Is a directory.")


@pytest.mark.parametrize(
    ("text", "index", "line", "column"),
    [("ab", 1, 1, 2), ("a\nb", 2, 2, 1), ("a\r\nb", 3, 2, 1), ("", 0, 1, 1), ("a\n", 2, 2, 1)],
)
def test_an_index_has_a_place(text: str, index: int, line: int, column: int) -> None:
    """Lines and columns count from 1, whatever the lines end with."""
    place = place_at(Source("f", text), index)

    assert (place.line, place.column) == (line, column)
