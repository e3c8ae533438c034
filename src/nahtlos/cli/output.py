"""Texts and tables for people, JSON for machines; what a foreign system wrote cannot steer the terminal."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

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
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")
    sys.stdout.flush()


def as_table(rows: Sequence[Sequence[str]], *, headings: Sequence[str] = ()) -> str:
    """Write rows in columns; the last column is as long as it needs to be."""
    table = [[" ".join(cell.split()) for cell in row] for row in ([headings, *rows] if headings else rows)]
    if not table:
        return ""
    widths = [max(_width(row[place]) for row in table) for place in range(len(table[0]))]
    return "\n".join("  ".join(map(_padded, row, widths)).rstrip() for row in table)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """Return how many columns a text takes: combining marks none, wide letters two."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
