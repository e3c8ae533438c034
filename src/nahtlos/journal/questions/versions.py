"""Which version of which workflow ran when, and by whose hand."""

from __future__ import annotations

from pathlib import Path

from nahtlos.journal.history import Entry
from nahtlos.journal.questions.answer import Answer, ref_of
from nahtlos.journal.scan import find_lines

COLUMNS = (
    "when", "workflow", "version", "run", "what", "by", "released_by", "profile", "nahtlos", "legal_basis", "line"
)  # fmt: skip
NOT_SEPARATED = "not separated"


def versions(folder: Path, *, workflow: str | None = None, since: str = "", until: str = "") -> Answer:
    """Return each start and resume of runs, with the hash of what ran."""
    found = find_lines(folder, events=["run.started", "run.resumed"], log_class="runs")
    starts = {entry.fields.get("run"): entry for entry in found if entry.event == "run.started"}
    rows = [_row(entry, starts.get(entry.fields.get("run"))) for entry in found if _is_within(entry, since, until)]
    if workflow is not None:
        rows = [row for row in rows if row["workflow"] == workflow]
    note = "Nobody but the starter released a version: release and start are not separated yet."
    return Answer(question="workflow", columns=COLUMNS, rows=rows, notes=[note] if rows else [])


def _is_within(entry: Entry, since: str, until: str) -> bool:
    return since <= entry.ts and (not until or entry.ts < until)


def _row(entry: Entry, start: Entry | None) -> dict[str, object]:
    said = {} if start is None else start.fields
    return {
        "when": entry.ts,
        "workflow": said.get("workflow"),
        "version": entry.fields.get("workflow_hash"),
        "run": entry.fields.get("run"),
        "what": entry.event.removeprefix("run."),
        "by": entry.fields.get("started_by") or entry.fields.get("resumed_by"),
        "released_by": NOT_SEPARATED,
        **{name: said.get(name) for name in ("profile", "nahtlos", "legal_basis")},
        "line": ref_of(entry),
    }
