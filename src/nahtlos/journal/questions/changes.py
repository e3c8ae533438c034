"""What was written to systems in a stretch of time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from nahtlos.journal.history import Entry
from nahtlos.journal.questions.answer import Answer, ref_of
from nahtlos.journal.scan import find_lines, scan_lines

COLUMNS = (
    "when", "system", "resource", "kind", "fields", "outcome", "differ", "key", "item", "run", "effect", "account",
    "intent", "result",
)  # fmt: skip


def changes(folder: Path, *, systems: Collection[str], since: str, until: str) -> Answer:
    """Return each effect that was intended then, with the last that is known of it."""
    texts = [f'"system":"{system}"' for system in systems]
    intents = {
        str(entry.fields.get("effect")): entry
        for entry in find_lines(folder, containing=texts, events=["effect.intended"], since=since, until=until)
        if entry.fields.get("system") in systems
    }
    results = _results(folder, intents.keys(), since=since) if intents else {}
    rows = [_row(intent, results.get(effect)) for effect, intent in intents.items()]
    notes = [] if all(results.get(effect) for effect in intents) else ["Effects without a result are in doubt."]
    return Answer(question="changes", columns=COLUMNS, rows=rows, notes=notes)


def _results(folder: Path, effects: Collection[str], *, since: str) -> Mapping[str, Entry]:
    """Return the last that is known of effects; a take-over may find out more days later, in another stream."""
    results: dict[str, Entry] = {}
    for entry in scan_lines(folder, events=["effect.finished"], log_class="runs", since=since):
        effect = str(entry.fields.get("effect"))
        if effect in effects and (effect not in results or entry.ts >= results[effect].ts):
            results[effect] = entry
    return results


def _row(intent: Entry, result: Entry | None) -> dict[str, object]:
    said = intent.fields
    return {
        "when": intent.ts,
        **{name: said.get(name) for name in ("system", "resource", "kind", "fields")},
        "outcome": "no result" if result is None else result.fields.get("outcome"),
        "differ": [] if result is None else result.fields.get("fields", []),
        **{name: said.get(name) for name in ("key", "item", "run", "effect", "account")},
        "intent": ref_of(intent),
        "result": None if result is None else ref_of(result),
    }
