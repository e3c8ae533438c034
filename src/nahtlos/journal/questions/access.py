"""Who saw what, and what was refused."""

from __future__ import annotations

from pathlib import Path

from nahtlos.journal.history import Entry
from nahtlos.journal.questions.answer import Answer, details, ref_of
from nahtlos.journal.scan import find_lines

COLUMNS = ("when", "who", "what", "line", "details")
WHO = ("revealed_to", "requested_by", "granted_by", "refused_to", "asked_by")


def accesses(folder: Path, *, who: str | None = None, since: str = "", until: str = "") -> Answer:
    """Return what the journal says about access, the oldest first."""
    found = find_lines(folder, log_class="access", since=since, until=until)
    rows = [_row(entry) for entry in found if not entry.event.startswith("log.")]
    if who is not None:
        rows = [row for row in rows if row["who"] == who]
    return Answer(question="access", columns=COLUMNS, rows=rows)


def _row(entry: Entry) -> dict[str, object]:
    role = next((name for name in reversed(WHO) if name in entry.fields), None)
    return {
        "when": entry.ts,
        "who": None if role is None else entry.fields[role],
        "what": entry.event,
        "details": details(entry, without=frozenset({role} if role else ())),
        "line": ref_of(entry),
    }
