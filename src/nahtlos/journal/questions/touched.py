"""Which cases a run touched."""

from __future__ import annotations

from pathlib import Path

from nahtlos.journal.questions.answer import Answer, ref_of
from nahtlos.journal.scan import find_lines

COLUMNS = ("item", "key", "delivery_line", "first", "last", "outcome", "effects", "line")
EVENTS = ("item.started", "item.finished", "effect.intended")


def touched(folder: Path, *, run: str) -> Answer:
    """Return the cases of a run: when it had them, what came of them, how many effects were intended."""
    cases: dict[str, dict[str, object]] = {}
    effects: dict[str, set[object]] = {}
    for entry in find_lines(folder, containing=[f'"run":"{run}"'], events=EVENTS, log_class="runs"):
        said = entry.fields
        item = str(said.get("item"))
        case = cases.setdefault(item, dict.fromkeys(COLUMNS) | {"item": item, "first": entry.ts})
        case |= {"last": entry.ts, "line": ref_of(entry)}
        match entry.event:
            case "item.started":
                case |= {"key": said.get("key"), "delivery_line": said.get("line"), "outcome": None}
            case "item.finished":
                case["outcome"] = said.get("outcome")
            case _:
                effects.setdefault(item, set()).add(said.get("effect"))
    rows = [case | {"effects": len(effects.get(item, ()))} for item, case in cases.items()]
    notes = ["Cases without a key were decided when the run listed them; nothing was opened for them."]
    return Answer(
        question="run", columns=COLUMNS, rows=rows, notes=notes if any(row["key"] is None for row in rows) else []
    )
