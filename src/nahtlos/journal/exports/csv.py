"""A table for spreadsheets: one line per event, and nothing in it that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from nahtlos.journal.exports.objects import OBJECTS, attributes_of, id_of, person_of
from nahtlos.journal.history import Entry

HEADINGS = ("time", "line", "file", "event", "person", *OBJECTS, "outcome", "code", "more")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SHOWN = frozenset({"outcome", "code"})


def as_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield lines, headings first; in UTF-8 with a mark, so that spreadsheets see letters as they are."""
    yield "\ufeff" + _line(HEADINGS)
    for entry in entries:
        fields = entry.fields
        more = " ".join(f"{name}={value}" for name, value in attributes_of(entry) if name not in SHOWN)
        names = [str(fields.get(field, "")) for field in OBJECTS]
        known = [entry.ts, id_of(entry), entry.file, entry.event, person_of(entry) or "", *names]
        yield _line([*known, str(fields.get("outcome", "")), str(fields.get("code", "")), more])


def harmless(cell: str) -> str:
    """Return a text that no spreadsheet computes."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _line(cells: Iterable[str]) -> str:
    out = StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(map(harmless, cells))
    return out.getvalue()
