"""What happened to cases, from the run that listed them to their erasure."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from nahtlos.journal.history import Entry
from nahtlos.journal.questions.answer import Answer, details, ref_of
from nahtlos.journal.scan import find_lines

COLUMNS = ("when", "item", "what", "line", "details")
WITHOUT = frozenset({"item", "items", "salt", "purpose"})
OF_RUNS = ("run.started", "run.resumed")


def happened(folder: Path, *, items: Collection[str]) -> Answer:
    """Return all lines that name the cases, and those about the beginnings of their runs."""
    lines = [entry for entry in _naming(folder, items) if _named(entry, items)]
    runs = {str(entry.fields["run"]) for entry in lines if "run" in entry.fields}
    if runs:
        begun = find_lines(folder, containing=[f'"run":"{run}"' for run in runs], events=OF_RUNS, log_class="runs")
        lines = sorted([*lines, *(entry for entry in begun if entry.fields.get("run") in runs)], key=lambda e: e.ts)
    rows = [
        {
            "when": entry.ts,
            "item": " ".join(_named(entry, items)),
            "what": entry.event,
            "details": details(entry, without=WITHOUT),
            "line": ref_of(entry),
        }
        for entry in lines
    ]
    return Answer(question="case", columns=COLUMNS, rows=rows)


def items_with_key(folder: Path, pseudonyms: Collection[str]) -> frozenset[str]:
    """Return the cases whose key, or the key of a record they wrote to, has one of these pseudonyms."""
    found = find_lines(
        folder,
        containing=[f'"key":"{pseudonym}"' for pseudonym in pseudonyms],
        events=["item.started", "effect.intended"],
        log_class="runs",
    )
    return frozenset(str(entry.fields["item"]) for entry in found if entry.fields.get("key") in pseudonyms)


def _naming(folder: Path, items: Collection[str]) -> Collection[Entry]:
    return find_lines(folder, containing=[f'"{item}"' for item in items]) if items else ()


def _named(entry: Entry, items: Collection[str]) -> list[str]:
    many = entry.fields.get("items")
    names = [str(entry.fields.get("item")), *(map(str, many) if isinstance(many, list) else ())]
    return [name for name in names if name in items]
