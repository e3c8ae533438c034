"""What somebody sees who looks after runs: all of them, one of them, and both as they change."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from nahtlos.cli.live import shown_live
from nahtlos.cli.masking import masked
from nahtlos.cli.options import here
from nahtlos.cli.output import as_table, say, say_json
from nahtlos.cli.status import Status
from nahtlos.engine.outcome import SEVERITY
from nahtlos.engine.ports import ItemRecord
from nahtlos.errors import StatementUnusable
from nahtlos.events import ValuesRevealed
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.runtime.definitions import personal_fields, read_settings
from nahtlos.runtime.overview import Overview, ask_to_stop, look_at, newest, wait_for_stop
from nahtlos.runtime.records import open_records, open_workspace_ledger
from nahtlos.runtime.surroundings import current_user
from nahtlos.runtime.workspace import find_workspace

LOOK_EVERY: Final = 1.0
"""Seconds between two looks of a live view."""
_AT_WORK: Final = ("at_work", "stopping")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which runs somebody wants to see."""

    workflow: str | None = None
    state: str | None = None
    most: int = 20

    async def of(self, ledger: SqlLedger) -> Sequence[Overview]:
        """Look."""
        seen = await newest(ledger, workflow=self.workflow, most=1000 if self.state else self.most)
        return [each for each in seen if self.state in (None, each.condition)][: self.most]


@asynccontextmanager
async def _ledger() -> AsyncIterator[SqlLedger]:
    workspace = find_workspace(here())
    async with open_workspace_ledger(workspace, read_settings(workspace)) as ledger:
        yield ledger


# ------------------------------------------------------------------ all of them


def show_all(wanted: Wanted, *, follow: bool, as_json: bool) -> Status:
    """Print runs, one a line."""

    async def look(ledger: SqlLedger) -> Sequence[Overview]:
        return await wanted.of(ledger)

    if follow:
        return _follow(look, _table, _as_json, ends=lambda _: False, as_json=as_json)
    seen = asyncio.run(_once(look))
    if as_json:
        say_json(_as_json(seen))
    else:
        say(_table(seen))
    return Status.DONE


def _as_json(seen: Sequence[Overview]) -> dict[str, Any]:
    return {"runs": [each.as_json() for each in seen]}


def _table(seen: Sequence[Overview]) -> str:
    rows = [
        [each.run.id, _words(each.condition), each.run.started_by, _started_for(each), _counts(each)] for each in seen
    ]
    return as_table(rows, headings=("run", "state", "by", "started for", "cases")) if rows else "No runs."


def _words(condition: str) -> str:
    return condition.replace("_", " ")


def _counts(seen: Overview) -> str:
    untouched = seen.cases_in_all - sum(seen.outcomes.values())
    parts = [f"{count} {_words(outcome)}" for outcome in reversed(SEVERITY) if (count := seen.outcomes[outcome])]
    return ", ".join([*parts, *([f"{untouched} to do"] if untouched else [])]) or "none"


def _started_for(seen: Overview) -> str:
    slot = seen.slot
    if slot is None:
        return "a person"
    return f"{slot.schedule} ({slot.kind})"


# ------------------------------------------------------------------ one of them


def show_one(run: str, *, follow: bool, reveal: bool, as_json: bool) -> Status:
    """Print everything that is known of a run besides its finished cases."""

    async def look(ledger: SqlLedger) -> Overview:
        return await look_at(ledger, run)

    if follow:
        return _follow(look, _page, _facts, ends=lambda seen: seen.condition not in _AT_WORK, as_json=as_json)
    seen = asyncio.run(_revealed(run) if reveal else _once(look))
    inputs = {name: str(value) for name, value in seen.run.inputs.items()} if reveal else None
    if as_json:
        say_json(_facts(seen) | ({} if inputs is None else {"inputs": inputs}))
        return Status.DONE
    say(_page(seen))
    if inputs:
        say("\ninputs\n" + as_table([["", name, value] for name, value in inputs.items()]))
    return Status.DONE


async def _revealed(run: str) -> Overview:
    workspace = find_workspace(here())
    async with open_records(workspace, read_settings(workspace)) as records:
        seen = await look_at(records.ledger, run)
        await records.journal.write(
            ValuesRevealed(revealed_to=current_user(), workflow=seen.run.workflow, items=0, command="runs show")
        )
        return seen


def _facts(seen: Overview) -> dict[str, Any]:
    personal = personal_fields(find_workspace(here()), seen.run.workflow)
    cases = [
        {"id": item.id, "line": item.line, "outcome": item.outcome or item.state, "code": item.code,
         "reason": _reason(item, personal)}
        for item in seen.cases
    ]  # fmt: skip
    return {**seen.as_json(), "cases": cases}


def _reason(item: ItemRecord, personal: frozenset[str] | None) -> str:
    return masked(item.reason or "", item.record, personal)


def _page(seen: Overview) -> str:
    facts = seen.as_json()
    rows = [[name, value] for name, value in _lines(seen, facts) if value]
    parts = [as_table(rows)]
    if facts["balance"] is not None:
        parts.append("balance\n" + _balance(facts["balance"]))
    if seen.cases:
        personal = personal_fields(find_workspace(here()), seen.run.workflow)
        cases = [
            ["", f"case {item.line}", item.id, _words(item.outcome or item.state), _reason(item, personal)]
            for item in seen.cases
        ]
        parts.append("waiting for people\n" + as_table(cases))
    return "\n\n".join(parts)


def _lines(seen: Overview, facts: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    at_work, stopped, asked = facts["at_work"], facts["stopped_by"], seen.shift and seen.shift.stop
    return (
        ("run", seen.run.id),
        ("state", _words(seen.condition) + (f" on {at_work['host']} (process {at_work['pid']})" if at_work else "")),
        ("workflow", f"{seen.run.workflow} ({seen.run.workflow_hash[:12]})"),
        ("profile", seen.run.profile or ""),
        ("started", f"{_time(seen.run.started_at)} by {seen.run.started_by}"),
        ("started for", "" if seen.slot is None else f"{_started_for(seen)}: {seen.slot.because}"),
        ("ended", _time(seen.shift.ended_at) if seen.shift and seen.shift.ended_at else ""),
        ("cases", _counts(seen)),
        ("left out", str(seen.run.left_out or "")),
        ("stop asked", "" if not asked else f"{_time(asked.at)} by {asked.by}" + _because(asked.reason)),
        ("stopped by", "" if stopped is None else f"{stopped['code']} {stopped['message'] or ''}"),
    )


def _because(reason: str | None) -> str:
    return "" if reason is None else f": {reason}"


def _time(moment: Any) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def _balance(balance: Mapping[str, Any]) -> str:
    verdict = {True: "balanced", False: "not balanced", None: "not recounted"}[balance["is_balanced"]]
    rows = [["", "verdict", verdict, ""]]
    if balance["is_balanced"] is not None:
        should = balance["listed"] + balance["left_out"]
        rows.append(["", "source", f"{balance['stated']} of {should}", _agrees(balance["source_agrees"])])
        rows += [
            ["", target["record"], f"{target['found']} of {target['expected']}", _agrees(target["agrees"])]
            for target in balance["targets"]
        ]
    return as_table(rows)


def _agrees(agrees: bool | None) -> str:  # noqa: FBT001 - it is the one thing said
    return "agrees" if agrees else "differs"


# ------------------------------------------------------------------ as they change


async def _once(look: Callable[[SqlLedger], Any]) -> Any:
    async with _ledger() as ledger:
        return await look(ledger)


def _follow(
    look: Callable[[SqlLedger], Any], page: Callable[[Any], str], facts: Callable[[Any], dict[str, Any]], *,
    ends: Callable[[Any], bool], as_json: bool,
) -> Status:  # fmt: skip
    """Show it again whenever it has changed: in place on a terminal, else as lines."""

    async def watch(show: Callable[[Any], None]) -> None:
        async with _ledger() as ledger:
            while True:
                seen = await look(ledger)
                show(seen)
                if ends(seen):
                    return
                await asyncio.sleep(LOOK_EVERY)

    try:
        if as_json:
            asyncio.run(watch(_changes(lambda seen: json.dumps(facts(seen), ensure_ascii=False, default=str))))
        elif not sys.stdout.isatty():
            asyncio.run(watch(_changes(page)))
        else:
            with shown_live() as draw:
                asyncio.run(watch(lambda seen: draw(page(seen))))
    except KeyboardInterrupt:
        pass
    return Status.DONE


def _changes(words: Callable[[Any], str]) -> Callable[[Any], None]:
    last = ""

    def show(seen: Any) -> None:
        nonlocal last
        text = words(seen)
        if text != last:
            last = text
            say(text)

    return show


# ------------------------------------------------------------------ a stop


def stop(run: str, *, reason: str | None, wait: float, as_json: bool) -> Status:
    """Ask a run to stop, and wait until it has."""
    if reason is not None and (not reason.strip() or not reason.isprintable() or len(reason) > 500):
        raise StatementUnusable(option="--reason")
    seen = asyncio.run(_stop(run, reason, wait))
    if as_json:
        say_json(seen.as_json())
    elif seen.condition in _AT_WORK:
        say(f"Asked. The run {run} stops where nothing is half done.")
    else:
        say(f"The run {run} is {_words(seen.condition)}: {_counts(seen)}.")
        if seen.condition != "finished":
            say(f"`nahtlos run --resume {run}` goes on.")
    return Status.DONE


async def _stop(run: str, reason: str | None, wait: float) -> Overview:
    workspace = find_workspace(here())
    async with open_records(workspace, read_settings(workspace)) as records:
        seen = await ask_to_stop(records, run, by=current_user(), reason=reason)
        return await wait_for_stop(records, run, seconds=wait) if wait else seen
