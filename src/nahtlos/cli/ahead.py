"""Shows what a run would write, field by field, old and new."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nahtlos.cli.balance import counts
from nahtlos.cli.masking import masked
from nahtlos.cli.options import here
from nahtlos.cli.output import JsonList, Spool, as_table, complain, plain, say, say_json_with
from nahtlos.cli.progress import shown_progress
from nahtlos.cli.status import Status
from nahtlos.cli.stopping import run_stoppable
from nahtlos.engine.attempt import Difference
from nahtlos.engine.dry import Forecast, Foreseen
from nahtlos.engine.ports import FOR_PEOPLE, ItemRecord
from nahtlos.engine.screen import Value
from nahtlos.expressions import UNKNOWN, render
from nahtlos.runtime.definitions import personal_fields
from nahtlos.runtime.job import prepare
from nahtlos.runtime.running import Wish, look_ahead
from nahtlos.runtime.workspace import find_workspace

SIGNS = {"create": "+", "update": "~", "ask": "?", "operation": "+"}
WORDS = {
    "create": "would be created",
    "update": "would be changed",
    "ask": "would ask a person",
    "operation": "would be done",
}
HIDDEN = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a plan is looked at."""

    reveal: bool
    as_json: bool

    @property
    def sees_values(self) -> bool:
        """Whether values are shown: to a person at a terminal, or because somebody asked for them."""
        return self.reveal or (not self.as_json and sys.stdout.isatty())


def show(workflow: str, wish: Wish, *, profile: str | None, save_to: Path | None, look: Look) -> Status:
    """Look ahead and print what is seen."""
    workspace = find_workspace(here())
    job = prepare(workspace, workflow, profile=profile)
    view = (JsonView if look.as_json else TextView)(look=look, personal=personal_fields(workspace, workflow))
    with shown_progress(quiet=look.as_json) as progress:
        work = look_ahead(
            job, replace(wish, progress=progress, warn=complain), tell=view.take, save_to=save_to,
            reveals=look.sees_values,
        )  # fmt: skip
        seen = run_stoppable(work, wish.brakes, told=complain)
    view.show(seen)
    if save_to is not None and not look.as_json:
        say(f"\nSaved: `nahtlos run {workflow} --plan {save_to}` writes exactly this.")
    return _status(seen)


def _status(seen: Forecast) -> Status:
    outcomes = seen.outcomes
    if outcomes.get("failed") or outcomes.get("in_doubt"):
        return Status.FAILED
    return Status.OPEN if outcomes.get("rejected") or outcomes.get("waiting") else Status.DONE


# ------------------------------------------------------------------ for people


@dataclass(slots=True, kw_only=True)
class TextView:
    """What would be written, for people; it is printed when all of it is known."""

    look: Look
    personal: frozenset[str] | None
    _differences: Spool = field(default_factory=Spool)
    _cases: Spool = field(default_factory=Spool)
    _kinds: Counter[str] = field(default_factory=Counter)

    def take(self, seen: Foreseen) -> None:
        """Take in what is foreseen of a case."""
        for difference in seen.differences:
            self._kinds[difference.kind] += 1
            self._differences.add(plain(_said(difference, self.look)) + "\n")
        item = seen.item
        if item.outcome in FOR_PEOPLE and item.reason:
            reason = _reason(item, self.look, self.personal)
            self._cases.add(plain(f"! case {item.line}: {item.outcome.replace('_', ' ')}: {reason}") + "\n")

    def show(self, seen: Forecast) -> None:
        """Print it."""
        self._differences.pour()
        self._cases.pour()
        say(("\n" if self._kinds else "") + self._summary(seen))

    def _summary(self, seen: Forecast) -> str:
        parts = [f"{SIGNS[kind]} {self._kinds[kind]} {WORDS[kind]}" for kind in SIGNS if self._kinds[kind]]
        outcomes = seen.outcomes
        parts += [f"= {outcomes['skipped']} unchanged"] if outcomes.get("skipped") else []
        parts += [
            f"! {outcomes[name]} {name.replace('_', ' ')}" for name in ("rejected", "failed") if outcomes.get(name)
        ]
        return f"{seen.count} cases: {', '.join(parts) or 'nothing to do'}. Nothing was written."


def _reason(item: ItemRecord, look: Look, personal: frozenset[str] | None) -> str:
    """Say why a person is wanted, with the values only for who may see them."""
    reason = item.reason or ""
    return reason if look.sees_values else masked(reason, item.record, personal)


def _said(difference: Difference, look: Look) -> str:
    key = f" {difference.key}" if look.sees_values else ""
    head = f"{SIGNS[difference.kind]} case {difference.line}{key}: {difference.record} {WORDS[difference.kind]}"
    return f"{head}\n{_indented(as_table(_fields(difference, look)))}"


def _fields(difference: Difference, look: Look) -> list[list[str]]:
    before = difference.before or {}
    if difference.before is None:
        return [[name, shown(difference.after.get(name), look)] for name in difference.fields]
    return [
        [name, shown(before.get(name), look), "→", shown(difference.after.get(name), look)]
        for name in difference.fields
    ]  # fmt: skip


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def shown(value: Value, look: Look) -> str:
    """Write a value, or something in its place."""
    if value is UNKNOWN:
        return "(known after the write)"
    if value in (None, ""):
        return "(empty)"
    if not look.sees_values:
        return HIDDEN
    return f'"{", ".join(map(str, value)) if isinstance(value, tuple) else render(value)}"'


# ------------------------------------------------------------------ for machines


@dataclass(slots=True, kw_only=True)
class JsonView:
    """What would be written, for machines."""

    look: Look
    personal: frozenset[str] | None
    _differences: JsonList = field(default_factory=JsonList)
    _cases: JsonList = field(default_factory=JsonList)

    def take(self, seen: Foreseen) -> None:
        """Take in what is foreseen of a case."""
        for difference in seen.differences:
            self._differences.put(_difference(difference, self.look))
        item = seen.item
        if item.outcome in FOR_PEOPLE:
            reason = _reason(item, self.look, self.personal)
            self._cases.put({"line": item.line, "outcome": item.outcome, "code": item.code, "reason": reason})

    def show(self, seen: Forecast) -> None:
        """Print it."""
        lists = {"differences": self._differences, "cases": self._cases}
        say_json_with(lists, {"outcomes": counts(seen.outcomes)})


def _difference(difference: Difference, look: Look) -> dict[str, Any]:
    before = difference.before or {}
    return {
        "line": difference.line,
        "key": difference.key if look.sees_values else HIDDEN,
        "step": difference.step,
        "record": difference.record,
        "kind": difference.kind,
        "fields": [
            {"name": name, "old": _value(before.get(name), look), "new": _value(difference.after.get(name), look)}
            for name in difference.fields
        ],
    }


def _value(value: Value, look: Look) -> Value:
    if value in (None, "") or value is UNKNOWN:
        return None
    return value if look.sees_values else HIDDEN
