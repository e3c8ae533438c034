"""Every error of nahtlos: what happened, where, and what to do next.

    NahtlosError
    ├── Refused            many problems of one input, reported together
    ├── ReadingError       E1xx  the text of a file
    ├── ModelError         E2xx  the shape of a workflow, bot or setting
    ├── PlanError          E3xx  names, types and effects that do not fit together
    ├── RunError           E4xx  what went wrong at a foreign system or with a case
    │   └── ScreenError    E45x  what a screen did not show or did not accept
    ├── RecordError        E5xx  ledger (E50x) and journal (E55x)
    └── WorkspaceError     E6xx  folders, settings, secrets, browsers, accounts

An error is built from facts and words itself; it prints nothing and looks nothing up. Values of personal fields are
never facts of an error: whoever raises it passes the field's name instead.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the name it is known by (a path relative to the workspace)."""

    name: str
    text: str

    def line(self, number: int) -> str:
        """Return line `number` (from 1), or an empty text behind the end."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: line and column count from 1."""

    source: Source
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

    def snippet(self) -> str:
        """Draw the line, its neighbours above, and a mark under the column."""
        first = max(1, self.line - 1)
        rows = [
            f"  {'>' if number == self.line else ' '} {number:>4} | {self.source.line(number)}"
            for number in range(first, self.line + 1)
        ]
        return "\n".join([*rows, " " * (11 + self.column - 1) + "^"])


def close_to(word: str, known: Iterable[str]) -> str:
    """Word the question "did you mean", or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def listed(words: Iterable[str]) -> str:
    """Word a list as a person would: a, b and c."""
    *rest, last = list(words) or ["nothing"]
    return f"{', '.join(rest)} and {last}" if rest else last


@dataclass(eq=False, kw_only=True)
class NahtlosError(Exception):
    """Something a user has to know."""

    code: ClassVar[str] = "E000"
    place: Place | None = None

    def message(self) -> str:
        """Say what happened and what to do, in one or two sentences."""
        raise NotImplementedError

    def __str__(self) -> str:
        if self.place is None:
            return f"{self.code}  {self.message()}"
        return f"{self.place}  {self.code}  {self.message()}"

    def report(self) -> str:
        """Say it with the line it is about."""
        return str(self) if self.place is None else f"{self}\n{self.place.snippet()}"

    def as_json(self) -> dict[str, object]:
        """Return code, message and place for machines."""
        place = self.place
        where = {} if place is None else {"file": place.source.name, "line": place.line, "column": place.column}
        return {"code": self.code, "message": self.message(), **where}


@dataclass(eq=False, kw_only=True)
class Refused(NahtlosError):
    """An input has problems; all of them are here, in the order of the files."""

    problems: Sequence[NahtlosError] = field(default_factory=tuple)

    def message(self) -> str:
        """Count the problems."""
        return f"{len(self.problems)} problem{'s' if len(self.problems) != 1 else ''}"

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    def report(self) -> str:
        """Say each problem with its line."""
        return "\n\n".join(problem.report() for problem in self.problems)


# ---------------------------------------------------------------- E1xx reading


class ReadingError(NahtlosError):
    """The text of a file cannot be read."""


# ---------------------------------------------------------------- E2xx model


class ModelError(NahtlosError):
    """The shape of a file is wrong."""


# ---------------------------------------------------------------- E3xx plan


class PlanError(NahtlosError):
    """The parts do not fit together."""


# ---------------------------------------------------------------- E4xx run


class RunError(NahtlosError):
    """Something went wrong while a run was under way."""


# ---------------------------------------------------------------- E45x screens


@dataclass(eq=False, kw_only=True)
class ScreenError(RunError):
    """A screen did not show, or did not accept, what it should."""

    acted: bool = False
    """Whether the page may have noticed: then something may have been written."""


# ---------------------------------------------------------------- E50x ledger, E55x journal


class RecordError(NahtlosError):
    """Ledger or journal cannot be read or written."""


# ---------------------------------------------------------------- E6xx workspace


class WorkspaceError(NahtlosError):
    """Folders, settings, secrets, browsers or accounts are not as they must be."""
