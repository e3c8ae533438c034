"""Texts and tables for people, JSON for machines; what a foreign system wrote cannot steer the terminal."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
import zlib
from codecs import getincrementaldecoder
from collections.abc import Mapping, Sequence
from textwrap import indent
from types import MappingProxyType
from typing import Any, Final

_PIECE: Final = 64 * 1024
"""Bytes that are unpacked at once."""
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """Return a text without characters that do something to a terminal."""
    return _STEERING.sub("\ufffd", text)


def say(text: str = "") -> None:
    """Print a text for people."""
    sys.stdout.write(plain(text) + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Print what went wrong."""
    sys.stderr.write(plain(text) + "\n")


def say_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object."""
    sys.stdout.write(_json(value) + "\n")
    sys.stdout.flush()


class Spool:
    """What is printed later: packed, because there may be very much of it, and all of it may come to nothing."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(1)
        self._packed: list[bytes] = []
        self.count = 0
        """How many texts there are."""

    def add(self, text: str) -> None:
        """Take a text."""
        self.count += 1
        self._packed.append(self._packer.compress(text.encode("utf-8", "surrogatepass")))

    def pour(self) -> None:
        """Print all texts as they are."""
        decoder, unpacker = getincrementaldecoder("utf-8")("surrogatepass"), zlib.decompressobj()
        for piece in [*self._packed, self._packer.flush()]:
            packed = piece
            while packed:
                sys.stdout.write(decoder.decode(unpacker.decompress(packed, _PIECE)))
                packed = unpacker.unconsumed_tail
        sys.stdout.flush()


class JsonList(Spool):
    """Many values that are printed as one list of a JSON object."""

    def put(self, *values: Mapping[str, Any]) -> None:
        """Take values."""
        for value in values:
            self.add(("," if self.count else "") + "\n" + indent(_json(value), "    "))


def say_json_with(lists: Mapping[str, JsonList], rest: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Print one JSON object that holds long lists."""
    before = "{"
    for name, values in lists.items():
        sys.stdout.write(f"{before}\n  {_json(name)}: [")
        values.pour()
        before = "\n  ]," if values.count else "],"
    for name, value in rest.items():
        sys.stdout.write(f"{before}\n  {_json(name)}: {indent(_json(value), '  ').lstrip()}")
        before = ","
    sys.stdout.write(f"{before.removesuffix(',')}\n}}\n")
    sys.stdout.flush()


def _json(value: Any) -> str:
    """Write JSON in which what would do something to a terminal is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return _STEERING.sub(lambda letter: f"\\u{ord(letter[0]):04x}", text)


def as_table(rows: Sequence[Sequence[str]], *, headings: Sequence[str] = ()) -> str:
    """Write rows in columns; the last column is as long as it needs to be."""
    return Columns().table([headings, *rows] if headings else rows)


class Columns:
    """The columns of a long table that is written piece by piece: they grow, and never shrink."""

    def __init__(self) -> None:
        self._widths: list[int] = []

    @property
    def has_begun(self) -> bool:
        """Whether something was written."""
        return bool(self._widths)

    def table(self, rows: Sequence[Sequence[str]]) -> str:
        """Write rows in columns as wide as those before."""
        table = [[" ".join(cell.split()) for cell in row] for row in rows]
        if not table:
            return ""
        before = self._widths or [0] * len(table[0])
        self._widths = [max(before[place], *(_width(row[place]) for row in table)) for place in range(len(before))]
        return "\n".join("  ".join(map(_padded, row, self._widths)).rstrip() for row in table)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """Return how many columns a text takes: combining marks none, wide letters two."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
