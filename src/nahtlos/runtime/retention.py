"""Ends what is kept for too long: payloads of cases, lines of the journal, requests, and the pseudonyms of a year."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from nahtlos.errors import NahtlosError, TooEarly
from nahtlos.events import LogClass, PseudonymsForgotten
from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import CLASSES, chains_of, day_of
from nahtlos.journal.line import Said
from nahtlos.journal.pruning import Prunable, find_prunable, prune
from nahtlos.model import Settings
from nahtlos.runtime.definitions import read_workflow
from nahtlos.runtime.erasing import Erasable, Receipt, erase
from nahtlos.runtime.records import Records
from nahtlos.runtime.surroundings import current_user
from nahtlos.runtime.two_persons import DAYS
from nahtlos.runtime.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """Finished cases of a workflow whose payloads are kept too long."""

    workflow: str
    days: int
    items: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Lines of a class go that are older than a day."""

    log_class: LogClass
    name: str
    before: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Everything that is kept too long, and what has to stay nevertheless."""

    payloads: Sequence[Overdue]
    files: Sequence[tuple[Rule, Prunable]]
    years: Sequence[int]
    """Whose pseudonyms nobody needs any more."""
    notes: Sequence[str]
    stays: Stays

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.years and not any(each.items for each in self.payloads) and not self._lines

    @property
    def _lines(self) -> int:
        return sum(prunable.lines for _, prunable in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """What lines have to stay: those about open cases, about what is on hold, and about the runs of both."""

    items: frozenset[str]
    runs: frozenset[str]
    shared: frozenset[str] = field(default_factory=frozenset)
    """Runs of single cases: of them, only lines about the whole run stay."""

    def __call__(self, said: Said) -> bool:
        """Whether this line has to stay."""
        named = {str(said.get("item")), *(map(str, said["items"]) if isinstance(said.get("items"), list) else ())}
        if named & self.items or str(said.get("run")) in self.runs:
            return True
        return "item" not in said and str(said.get("run")) in self.shared


async def find_due(
    workspace: Workspace, records: Records, settings: Settings, *, log_class: LogClass | None, before: date | None
) -> Due:
    """Say what a prune would do by the rules, or by a day for one class; raises `TooEarly` within its minimum."""
    now = records.clock.now()
    rules = _rules(settings, now, log_class, before)
    stays = await _stays(records)
    files = [
        (rule, prunable)
        for rule in rules
        for prunable in find_prunable(
            workspace.logs, log_class=rule.log_class, before=rule.before.isoformat(), must_stay=stays
        )
    ]
    payloads, notes = ([], []) if before is not None else await _payloads(workspace, records, now)
    unlimited = [name for name in CLASSES if getattr(settings.journal.retention, name) is None]
    if unlimited:
        notes = [
            *notes,
            f"No rule ends the keeping of {', '.join(unlimited)}: journal.retention in config/nahtlos.yaml.",
        ]
    return Due(payloads=payloads, files=files, years=await _years(workspace, records, rules, files, now), notes=notes,
        stays=stays)  # fmt: skip


def _rules(settings: Settings, now: datetime, log_class: LogClass | None, before: date | None) -> list[Rule]:
    today, rules = now.astimezone(UTC).date(), []
    for name in CLASSES:
        kept = getattr(settings.journal.retention, name)
        if before is None and kept is not None and log_class in (None, name):
            rules.append(Rule(log_class=name, name=f"journal.retention.{name}", before=_back(today, kept.at_most)))
        elif before is not None and name == log_class:
            allowed = date.min if kept is None else _back(today, kept.at_least)
            if kept is None or before > allowed:
                raise TooEarly(log_class=name, before=str(before), allowed=str(allowed))
            rules.append(Rule(log_class=name, name="asked", before=before))
    return rules


def _back(day: date, days: int) -> date:
    return day - timedelta(days=days)


async def _stays(records: Records) -> Stays:
    open_items = await records.ledger.privacy.open_items()
    holds = await records.ledger.privacy.holds()
    held = frozenset(id_ for kind, id_ in holds if kind == "item")
    runs_of_held = {(await records.ledger.item(id_)).run for id_ in held}
    return Stays(
        items=held | open_items.keys(),
        runs=frozenset(id_ for kind, id_ in holds if kind == "run"),
        shared=frozenset({*open_items.values(), *runs_of_held}),
    )


async def _payloads(workspace: Workspace, records: Records, now: datetime) -> tuple[list[Overdue], list[str]]:
    overdue, notes = [], []
    for name in sorted(await records.ledger.privacy.workflows()):
        try:
            process = read_workflow(workspace, name).process
        except NahtlosError:
            notes.append(f'The workflow "{name}" cannot be read any more, so nobody knows how long its payloads stay.')
            continue
        if process is not None:
            items = await records.ledger.privacy.overdue(name, before=now - timedelta(days=process.retention))
            overdue.append(Overdue(workflow=name, days=process.retention, items=items))
    return overdue, notes


async def _years(
    workspace: Workspace, records: Records, rules: Sequence[Rule], files: Sequence[tuple[Rule, Prunable]], now: datetime
) -> list[int]:
    """A year is over when none of its lines about runs is left with content, and nothing open compares with its key."""
    rule = next((rule for rule in rules if rule.log_class == "runs"), None)
    if rule is None:
        return []
    left = _years_with_content(workspace, files)
    numbers = records.journal.keys.numbers()
    over = [year for year in numbers if year < min(rule.before.year, now.year) and year not in left]
    is_quiet = not await records.ledger.privacy.open_items()
    return [year for year in over if year != numbers[0] or is_quiet]


def _years_with_content(workspace: Workspace, files: Sequence[tuple[Rule, Prunable]]) -> Collection[int]:
    kept = {int(day_of(prunable.file)[:4]) for _, prunable in files if prunable.kept and prunable.log_class == "runs"}
    last = {
        int(day_of(chain_files[-1])[:4]) for chain, chain_files in chains_of(workspace.logs).items()
        if chain.log_class == "runs"
    }  # fmt: skip
    return kept | last


async def prune_all(workspace: Workspace, records: Records, due: Due) -> Receipt | None:
    """Do what is due: the journal says each before it happens."""
    by, receipt = current_user(), None
    items = [item for each in due.payloads for item in each.items]
    if items:
        found = Erasable(items=items, gone=(), open_items=(), held=())
        receipt = await erase(workspace, records, found, reason="retention of the workflow", because="retention")
    for rule, prunable in due.files:
        if prunable.lines:
            await records.journal.write(prunable.event(rule=rule.name, due=rule.before.isoformat()))
            prune(workspace.logs, prunable, must_stay=due.stays, disk=Disk())
    for year in due.years:
        await records.journal.write(PseudonymsForgotten(year=year, forgotten_by=by))
        records.journal.keys.destroy(year)
    await records.ledger.privacy.forget_requests(before=records.clock.now() - timedelta(days=DAYS))
    return receipt
