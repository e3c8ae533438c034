"""Which cases a run touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nahtlos.journal.history import Entry
from nahtlos.journal.questions.answer import Answer, ref_of
from nahtlos.journal.scan import scan_lines

COLUMNS = ("item", "key", "delivery_line", "first", "last", "outcome", "effects", "line")
EVENTS = ("item.started", "item.finished", "effect.intended")


def touched(folder: Path, *, run: str) -> Answer:
    """Return the cases of a run: when it had them, what came of them, how many effects were intended."""
    cases: dict[str, Case] = {}
    for entry in scan_lines(folder, containing=[f'"run":"{run}"'], events=EVENTS, log_class="runs"):
        item = str(entry.fields.get("item"))
        if item not in cases:
            cases[item] = Case(first=entry.ts)
        cases[item].hear(entry)
    rows = [case.row(item) for item, case in sorted(cases.items(), key=lambda named: named[1].first)]
    notes = ["Cases without a key were decided when the run listed them; nothing was opened for them."]
    return Answer(
        question="run", columns=COLUMNS, rows=rows, notes=notes if any(row["key"] is None for row in rows) else []
    )


@dataclass(slots=True, kw_only=True)
class Case:
    """What the lines of a run say of one case; several processes may have had it one after the other."""

    first: str
    last: str = ""
    line: str | None = None
    key: object = None
    delivery_line: object = None
    ended: str = ""
    outcome: object = None
    effects: set[object] = field(default_factory=set)

    def hear(self, entry: Entry) -> None:
        """Take in a line."""
        said = entry.fields
        self.first = min(self.first, entry.ts)
        if entry.ts >= self.last:
            self.last, self.line = entry.ts, ref_of(entry)
        match entry.event:
            case "effect.intended":
                self.effects.add(said.get("effect"))
            case "item.started":
                self.key, self.delivery_line = said.get("key"), said.get("line")
                self._end(entry.ts, None)
            case _:
                self._end(entry.ts, said.get("outcome"))

    def _end(self, ts: str, outcome: object) -> None:
        if ts >= self.ended:
            self.ended, self.outcome = ts, outcome

    def row(self, item: str) -> dict[str, object]:
        """Return the row of the answer."""
        return {
            "item": item, "key": self.key, "delivery_line": self.delivery_line, "first": self.first, "last": self.last,
            "outcome": self.outcome, "effects": len(self.effects), "line": self.line,
        }  # fmt: skip
