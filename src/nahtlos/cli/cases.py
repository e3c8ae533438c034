"""Cases as people see them: all of them, one with everything about it, and what is decided."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from nahtlos.cli.masking import masked
from nahtlos.cli.options import here
from nahtlos.cli.output import Columns, JsonList, as_table, say, say_json, say_json_with
from nahtlos.cli.status import Status
from nahtlos.engine.ports import EffectRecord, ItemRecord, Outcome, StepRecord
from nahtlos.engine.screen import Value
from nahtlos.errors import OneChoice, StatementUnusable
from nahtlos.events import ValuesRevealed
from nahtlos.runtime.deciding import Choice, find_question
from nahtlos.runtime.deciding import decide as make_decision
from nahtlos.runtime.definitions import personal_fields, read_settings
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.surroundings import current_user
from nahtlos.runtime.workspace import Workspace, find_workspace

HIDDEN = "…"
OPEN_EFFECT = ("intended", "in_doubt")
"""Of which nobody knows whether it happened."""


@asynccontextmanager
async def _opened() -> AsyncIterator[tuple[Workspace, Records]]:
    workspace = find_workspace(here())
    async with open_records(workspace, read_settings(workspace)) as records:
        yield workspace, records


# ------------------------------------------------------------------ all of them


NAMES = ("id", "run", "line", "outcome", "code", "reason")


def show_all(run: str | None, outcome: str | None, *, as_json: bool) -> Status:
    """Print cases, one a line; no values."""
    if as_json:
        cases = JsonList()
        asyncio.run(_each(run, outcome, lambda lines: cases.put(*lines)))
        say_json_with({"cases": cases})
        return Status.DONE
    columns = Columns()

    def show(lines: Sequence[Mapping[str, Any]]) -> None:
        rows = [[str(line[name] or "") for name in NAMES] for line in lines]
        say(columns.table(rows if columns.has_begun else [NAMES, *rows]))

    asyncio.run(_each(run, outcome, show))
    if not columns.has_begun:
        say("No cases.")
    return Status.DONE


async def _each(run: str | None, outcome: str | None, show: Callable[[Sequence[Mapping[str, Any]]], object]) -> None:
    """Show cases page by page; without a run and an outcome, those that somebody has to look at."""
    outcomes = () if outcome is None else (cast(Outcome, outcome),)
    personal = Personal()
    async with _opened() as (workspace, records):
        is_for_people = run is None and outcome is None
        async for page in records.ledger.pages(run=run, outcomes=outcomes, is_for_people=is_for_people):
            show([_line(item, personal.of(workspace, item.workflow)) for item in page])


@dataclass(frozen=True, slots=True)
class Personal:
    """Which fields of which workflow are personal, read once each."""

    known: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def of(self, workspace: Workspace, workflow: str) -> frozenset[str] | None:
        """Return those of a workflow."""
        if workflow not in self.known:
            self.known[workflow] = personal_fields(workspace, workflow)
        return self.known[workflow]


def _line(item: ItemRecord, personal: frozenset[str] | None) -> dict[str, Any]:
    return {
        "id": item.id, "run": item.run, "workflow": item.workflow, "line": item.line, "state": item.state,
        "outcome": item.outcome or item.state, "code": item.code,
        "reason": masked(item.reason, item.record, personal) if item.reason else None,
    }  # fmt: skip


# ------------------------------------------------------------------ one of them


def show_one(item_id: str, *, reveal: bool, as_json: bool) -> Status:
    """Print everything about a case."""
    sees = reveal or (not as_json and sys.stdout.isatty())
    workspace, item, steps, effects = asyncio.run(_one(item_id, sees=sees))
    line = _line(item, personal_fields(workspace, item.workflow))
    facts = {
        **line,
        "reason": item.reason if sees else line["reason"],
        "key": item.key if sees else HIDDEN,
        "attempts": item.attempts,
        "record": _values(item.record, sees=sees),
        "steps": [_step(step, sees=sees) for step in steps],
        "effects": [_effect(effect, sees=sees) for effect in effects],
    }
    if as_json:
        say_json(facts)
    else:
        _say(facts)
    return Status.DONE


async def _one(
    item_id: str, *, sees: bool
) -> tuple[Workspace, ItemRecord, Sequence[StepRecord], Sequence[EffectRecord]]:
    async with _opened() as (workspace, records):
        item = await records.ledger.item(item_id)
        steps, effects = await records.ledger.steps(item.id), await records.ledger.effects(item=item.id)
        if sees:
            await records.journal.write(
                ValuesRevealed(revealed_to=current_user(), workflow=item.workflow, items=1, command="items show")
            )
        return workspace, item, steps, effects


def _values(values: Mapping[str, Value] | None, *, sees: bool) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: value if sees or value in (None, "") else HIDDEN for name, value in values.items()}


def _step(step: StepRecord, *, sees: bool) -> dict[str, Any]:
    return {
        "step": step.path, "outcome": step.outcome, "code": step.code, "fields": list(step.fields),
        "before": _values(step.before, sees=sees), "after": _values(step.after, sees=sees),
    }  # fmt: skip


def _effect(effect: EffectRecord, *, sees: bool) -> dict[str, Any]:
    return {
        "effect": effect.id, "kind": effect.kind, "record": f"{effect.system}.{effect.resource}",
        "state": effect.state, "intended_at": effect.intended_at.isoformat(),
        "before": _values(effect.before, sees=sees), "after": _values(effect.after, sees=sees),
        "found": _values(effect.found, sees=sees),
    }  # fmt: skip


def _say(facts: Mapping[str, Any]) -> None:
    for name in ("id", "run", "line", "key", "outcome", "code", "reason", "attempts"):
        if facts[name] not in (None, ""):
            say(f"{name:<9} {facts[name]}")
    say("\nrecord\n" + as_table([["", name, _word(value)] for name, value in facts["record"].items()]))
    if facts["steps"]:
        say("\nsteps")
        say(as_table([["", s["step"], s["outcome"], s["code"] or "", ", ".join(s["fields"])] for s in facts["steps"]]))
    for step in facts["steps"]:
        if step["outcome"] == "waiting" and step["after"]:
            before = step["before"] or {}
            rows = [
                ["", n, _word(before.get(n)), "→", _word(step["after"][n])] for n in step["fields"] or step["after"]
            ]
            say(f"\n{step['step']} waits with this difference\n" + as_table(rows))
    for effect in facts["effects"]:
        say(f"\neffect {effect['effect']}: {effect['kind']} {effect['record']}, {effect['state'].replace('_', ' ')}")
        if effect["state"] in OPEN_EFFECT:
            say(as_table(_both_sides(effect), headings=("", "", "before", "should be", "found")))


def _both_sides(effect: Mapping[str, Any]) -> list[list[str]]:
    """Put beside each other what was there, what should be there, and what the last look found."""
    before, found = effect["before"], effect["found"]
    return [
        ["", name, _seen(before, name), _word(wanted), _seen(found, name)] for name, wanted in effect["after"].items()
    ]


def _seen(values: Mapping[str, Any] | None, name: str) -> str:
    return "-" if values is None or name not in values else _word(values[name])


def _word(value: object) -> str:
    return "(empty)" if value in (None, "") else str(value)


# ------------------------------------------------------------------ a decision


def decide(item_id: str, choices: Sequence[str], reason: str, *, as_json: bool) -> Status:
    """Write down what a person decided, and why."""
    if not reason.strip() or not reason.isprintable() or len(reason) > 500:
        raise StatementUnusable(option="--reason")
    if len(choices) != 1:
        raise OneChoice(choices=("--write", "--keep", "--done", "--again"))
    item = asyncio.run(_decide(item_id, cast(Choice, choices[0]), reason))
    if as_json:
        say_json({"id": item.id, "run": item.run, "choice": choices[0]})
    else:
        say(f"Decided. `nahtlos run {item.workflow} --resume {item.run}` acts on it.")
    return Status.DONE


async def _decide(item_id: str, choice: Choice, reason: str) -> ItemRecord:
    async with _opened() as (workspace, records):
        question = await find_question(records, item_id)
        item = question.item
        noted = masked(reason, item.record, personal_fields(workspace, item.workflow))
        await make_decision(records, question, choice, reason=reason, noted=noted)
        return item
