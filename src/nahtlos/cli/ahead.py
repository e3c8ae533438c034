"""Shows what a run would write, field by field, old and new."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nahtlos.cli.balance import FOR_PEOPLE, counts
from nahtlos.cli.masking import masked
from nahtlos.cli.options import here
from nahtlos.cli.output import as_table, complain, say, say_json
from nahtlos.cli.progress import shown_progress
from nahtlos.cli.status import Status
from nahtlos.cli.stopping import run_stoppable
from nahtlos.engine.attempt import Difference
from nahtlos.engine.dry import Forecast
from nahtlos.engine.ports import ItemRecord
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
    with shown_progress(quiet=look.as_json) as progress:
        work = look_ahead(
            job, replace(wish, progress=progress, warn=complain), save_to=save_to, reveals=look.sees_values
        )
        seen = run_stoppable(work, wish.brakes, told=complain)
    personal = personal_fields(workspace, workflow)
    if look.as_json:
        say_json(_as_json(seen, personal, look))
    else:
        _say(seen, personal, look)
        if save_to is not None:
            say(f"\nSaved: `nahtlos run {workflow} --plan {save_to}` writes exactly this.")
    return _status(seen)


def _status(seen: Forecast) -> Status:
    outcomes = seen.outcomes
    if outcomes.get("failed") or outcomes.get("in_doubt"):
        return Status.FAILED
    return Status.OPEN if outcomes.get("rejected") or outcomes.get("waiting") else Status.DONE


# ------------------------------------------------------------------ for people


def _say(seen: Forecast, personal: frozenset[str] | None, look: Look) -> None:
    lines = {item.line: item for item in seen.items}
    for difference in seen.differences:
        key = f" {difference.key}" if look.sees_values else ""
        head = f"{SIGNS[difference.kind]} case {difference.line}{key}: {difference.record} {WORDS[difference.kind]}"
        say(head)
        say(_indented(as_table(_fields(difference, look))))
    for item in lines.values():
        if item.outcome in FOR_PEOPLE and item.reason:
            reason = item.reason if look.sees_values else masked(item.reason, item.record, personal)
            say(f"! case {item.line}: {(item.outcome or '').replace('_', ' ')}: {reason}")
    say(("\n" if seen.differences else "") + _summary(seen))


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


def _summary(seen: Forecast) -> str:
    kinds = [difference.kind for difference in seen.differences]
    parts = [f"{SIGNS[kind]} {kinds.count(kind)} {WORDS[kind]}" for kind in SIGNS if kind in kinds]
    outcomes = seen.outcomes
    parts += [f"= {outcomes['skipped']} unchanged"] if outcomes.get("skipped") else []
    parts += [f"! {outcomes[name]} {name.replace('_', ' ')}" for name in ("rejected", "failed") if outcomes.get(name)]
    return f"{len(seen.items)} cases: {', '.join(parts) or 'nothing to do'}. Nothing was written."


# ------------------------------------------------------------------ for machines


def _as_json(seen: Forecast, personal: frozenset[str] | None, look: Look) -> dict[str, Any]:
    return {
        "outcomes": counts(seen.outcomes),
        "differences": [_difference(difference, look) for difference in seen.differences],
        "cases": list(_cases(seen.items, personal, look)),
    }


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


def _cases(items: Iterable[ItemRecord], personal: frozenset[str] | None, look: Look) -> Iterable[dict[str, Any]]:
    for item in items:
        if item.outcome in FOR_PEOPLE:
            reason = item.reason or ""
            words = reason if look.sees_values else masked(reason, item.record, personal)
            yield {"line": item.line, "outcome": item.outcome, "code": item.code, "reason": words}
