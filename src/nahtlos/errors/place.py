"""Where something stands in a text, and how a list or a guess is worded."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the name it is known by (a path relative to the workspace)."""

    name: str
    text: str

    def line(self, number: int) -> str:
        """Return line `number` (from 1), or an empty text behind the end."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""


WINDOW = 160
"""So many characters of a line are shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: line and column count from 1."""

    source: Source
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

    def snippet(self) -> str:
        """Draw the line, its neighbour above, and a mark under the column; of long lines, what stands around it."""
        left = max(0, self.column - 1 - WINDOW // 2) if self.column > WINDOW else 0
        rows = [
            f"  {'>' if number == self.line else ' '} {number:>4} | {_part(self.source.line(number), left)}"
            for number in range(max(1, self.line - 1), self.line + 1)
        ]
        mark = self.column - 1 - left + (left > 0)
        return "\n".join([*rows, " " * (11 + mark) + "^"])


def _part(line: str, left: int) -> str:
    end = "…" if len(line) > left + WINDOW else ""
    return ("…" if left else "") + line[left : left + WINDOW] + end


def close_to(word: str, known: Iterable[str]) -> str:
    """Word the question "did you mean", or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def listed(words: Iterable[str]) -> str:
    """Word a list as a person would: a, b and c."""
    *rest, last = list(words) or ["nothing"]
    return f"{', '.join(rest)} and {last}" if rest else last
