"""Runs as people and callers see them: how each is, what came of it, what started it; nothing about a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from nahtlos.engine.outcome import SEVERITY
from nahtlos.engine.ports import ItemRecord, ItemState, Outcome, RunRecord
from nahtlos.engine.screen import Value
from nahtlos.engine.shift import Shift
from nahtlos.engine.slots import Slot
from nahtlos.errors import NotInLedger, RunNotAtWork, StillAtWork, UnknownRun
from nahtlos.events import RunStopAsked
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.runtime.records import Records

Condition = Literal["at_work", "stopping", "paused", "open", "finished", "broken_off"]
"""`open`: came to its end, but cases wait for people. `broken_off`: its process is gone; a resume goes on."""
CONDITIONS: Final[tuple[Condition, ...]] = ("at_work", "stopping", "paused", "open", "finished", "broken_off")

Tally: TypeAlias = Mapping[tuple[ItemState, Outcome | None], int]
"""How many cases are in which state, with which outcome."""
_LOOK_EVERY: Final = 0.25
_FOR_PEOPLE: Final[tuple[Literal["waiting", "in_doubt"], ...]] = ("waiting", "in_doubt")
_MOST_CASES: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A run, and everything that is known of it besides its cases."""

    run: RunRecord
    tally: Tally
    shift: Shift | None = None
    slot: Slot | None = None
    """What started it, if that was not a person at the keyboard."""
    cases: Sequence[ItemRecord] = ()
    """Those that wait for people, the first of them."""

    @property
    def condition(self) -> Condition:
        """How it is just now."""
        if self.shift is not None and self.shift.is_at_work:
            return "at_work" if self.shift.stop is None else "stopping"
        if self.run.state in ("finished", "paused"):
            return "finished" if self.run.state == "finished" else "paused"
        ended = self.shift is not None and self.shift.ended_at is not None
        stopped = self.shift is not None and self.shift.ending is not None and self.shift.ending.code is not None
        return "paused" if stopped else "open" if ended else "broken_off"

    @property
    def outcomes(self) -> Mapping[Outcome, int]:
        """How many cases ended how; those that wait or are in doubt among them."""
        counts = dict.fromkeys(reversed(SEVERITY), 0)
        for (_, outcome), count in self.tally.items():
            if outcome is not None:
                counts[outcome] += count
        return counts

    @property
    def open_cases(self) -> int:
        """How many are not finished."""
        return sum(count for (state, _), count in self.tally.items() if state != "finished")

    @property
    def cases_in_all(self) -> int:
        """How many were listed."""
        return sum(self.tally.values())

    def as_json(self) -> dict[str, Any]:
        """Return what a machine may want; inputs are left out, because they may be personal."""
        shift, slot, run = self.shift, self.slot, self.run
        ending = None if shift is None else shift.ending
        return {
            "run": run.id, "workflow": run.workflow, "workflow_hash": run.workflow_hash, "profile": run.profile,
            "state": self.condition, "started_by": run.started_by, "started_at": run.started_at.isoformat(),
            "ended_at": None if shift is None or shift.ended_at is None else shift.ended_at.isoformat(),
            "outcomes": dict(self.outcomes), "open": self.open_cases, "cases_in_all": self.cases_in_all,
            "left_out": run.left_out, "stated": run.stated_total,
            "at_work": {"host": shift.host, "pid": shift.pid} if shift is not None and shift.is_at_work else None,
            "stop": None if shift is None or shift.stop is None
            else {"by": shift.stop.by, "at": shift.stop.at.isoformat(), "reason": shift.stop.reason},
            "stopped_by": None if ending is None or ending.code is None
            else {"code": ending.code, "message": ending.why},
            "balance": None if ending is None else plain(ending.balance),
            "trigger": None if slot is None
            else {"schedule": slot.schedule, "slot": slot.slot, "kind": slot.kind, "because": slot.because,
                  "by": slot.by, "due_at": slot.due_at.isoformat()},
        }  # fmt: skip


async def newest(ledger: SqlLedger, *, workflow: str | None = None, most: int = 50) -> Sequence[Overview]:
    """Return runs, the newest first."""
    runs = await ledger.runs(workflow=workflow, most=most)
    ids = [run.id for run in runs]
    tallies, shifts, slots = await _known(ledger, ids)
    return [
        Overview(run=run, tally=tallies[run.id], shift=shifts.get(run.id), slot=slots.get(run.id)) for run in runs
    ]


async def look_at(ledger: SqlLedger, run: str) -> Overview:
    """Return one run with the cases that wait for people; raises `UnknownRun`."""
    try:
        found = await ledger.run(run)
    except NotInLedger:
        raise UnknownRun(run=run, known=tuple(known.id for known in await ledger.runs())) from None
    tallies, shifts, slots = await _known(ledger, [run])
    cases = await _waiting(ledger, run)
    return Overview(
        run=found, tally=tallies[run], shift=shifts.get(run), slot=slots.get(run),
        cases=cases,
    )  # fmt: skip


async def _waiting(ledger: SqlLedger, run: str) -> Sequence[ItemRecord]:
    found: list[ItemRecord] = []
    async for page in ledger.pages(run=run, outcomes=_FOR_PEOPLE):
        found += [item for item in page if item.state in _FOR_PEOPLE]
        if len(found) >= _MOST_CASES:
            break
    return found[:_MOST_CASES]


async def _known(
    ledger: SqlLedger, runs: Sequence[str]
) -> tuple[Mapping[str, Tally], Mapping[str, Shift], Mapping[str, Slot]]:
    return await ledger.tallies(runs), await ledger.shifts.newest(runs), await ledger.slots.of_runs(runs)


async def ask_to_stop(records: Records, run: str, *, by: str, reason: str | None) -> Overview:
    """Ask a run to stop, in the journal first; raises `RunNotAtWork` when nobody works on it."""
    seen = await look_at(records.ledger, run)
    if seen.condition not in ("at_work", "stopping"):
        raise RunNotAtWork(run=run, state=seen.condition)
    await records.journal.write(RunStopAsked(run=run, asked_by=by, reason=reason))
    if not await records.ledger.shifts.ask_to_stop(run, by=by, reason=reason):
        raise RunNotAtWork(run=run, state=(await look_at(records.ledger, run)).condition)
    return await look_at(records.ledger, run)


async def wait_for_stop(records: Records, run: str, *, seconds: float) -> Overview:
    """Wait until nobody works on a run any more; raises `StillAtWork` when that takes too long."""
    end = records.clock.monotonic() + seconds
    while (seen := await look_at(records.ledger, run)).condition in ("at_work", "stopping"):
        if records.clock.monotonic() >= end:
            raise StillAtWork(run=run, seconds=seconds)
        await records.clock.sleep(_LOOK_EVERY)
    return seen


def plain(value: Value) -> Any:
    """Return a kept value as JSON has it."""
    match value:
        case Mapping():
            return {name: plain(part) for name, part in value.items()}
        case tuple():
            return [plain(part) for part in value]
        case _:
            return value
