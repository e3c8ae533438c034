"""What an answer is: rows with the same columns, each with the line that proves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nahtlos.journal.history import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one question."""

    question: str
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, object]]
    notes: Sequence[str] = ()
    """What a reader has to know to understand it rightly."""

    def as_json(self) -> dict[str, object]:
        """Return everything for machines."""
        return {"question": self.question, "rows": [dict(row) for row in self.rows], "notes": list(self.notes)}


def ref_of(entry: Entry) -> str:
    """Name a line: class, stream and number."""
    return f"{entry.chain.log_class}/{entry.chain.stream}:{entry.seq}"


def details(entry: Entry, *, without: frozenset[str] = frozenset()) -> str:
    """Write the fields of a line behind each other, but for empty ones."""
    said = ((name, value) for name, value in entry.fields.items() if value not in ([], {}, ""))
    return ", ".join(f"{name}={_word(value)}" for name, value in said if name not in without)


def _word(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return " ".join(map(str, value))
        case dict():
            return " ".join(f"{name}:{number}" for name, number in value.items())
        case _:
            return str(value)
