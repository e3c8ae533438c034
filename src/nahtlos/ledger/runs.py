"""Questions about runs, and their changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from nahtlos.engine.ports import ItemState, Outcome, RunRecord
from nahtlos.errors import NotInLedger
from nahtlos.ledger.keys import Key
from nahtlos.ledger.records import place
from nahtlos.ledger.tables import items, runs

_ONE: Final = select(runs).where(runs.c.id == bindparam("this"))
_NEWEST_FIRST: Final = select(runs).order_by(runs.c.started_at.desc(), runs.c.id.desc()).limit(bindparam("most"))
_SET_STATE: Final = update(runs).where(runs.c.id == bindparam("this")).values(state=bindparam("wanted"))
_NEXT_ROUND: Final = update(runs).where(runs.c.id == bindparam("this")).values(round=runs.c.round + 1)
_OUTCOMES: Final = (
    select(items.c.outcome, func.count())
    .where(items.c.run == bindparam("this"), items.c.outcome.is_not(None))
    .group_by(items.c.outcome)
)
_TALLIES: Final = (
    select(items.c.run, items.c.state, items.c.outcome, func.count().label("cases"))
    .where(items.c.run.in_(bindparam("these", expanding=True)))
    .group_by(items.c.run, items.c.state, items.c.outcome)
)
_STATES: Final = select(items.c.state, func.count()).where(items.c.run == bindparam("this")).group_by(items.c.state)


def start_run(connection: Connection, *, run: RunRecord, master: Key) -> None:
    """Store a run that begins."""
    key, sealed_key = master.new_key(at=place("runs", run.id, "sealed_key"))
    private = key.seal({"inputs": run.inputs, "options": run.options}, at=place("runs", run.id, "private"))
    row = {
        "id": run.id, "workflow": run.workflow, "workflow_hash": run.workflow_hash, "started_by": run.started_by,
        "started_at": run.started_at, "profile": run.profile, "state": run.state, "stated_total": run.stated_total,
        "left_out": run.left_out, "round": 0, "sealed_key": sealed_key, "private": private,
    }  # fmt: skip
    connection.execute(insert(runs), row)


def run_row(connection: Connection, *, run: str) -> Row[Any]:
    """Return one run."""
    row = connection.execute(_ONE, {"this": run}).one_or_none()
    if row is None:
        raise NotInLedger(thing="run", id=run)
    return row


def newest_runs(connection: Connection, *, workflow: str | None, is_unfinished: bool, most: int) -> Sequence[Row[Any]]:
    """Return runs, the newest first."""
    question = _NEWEST_FIRST
    if workflow is not None:
        question = question.where(runs.c.workflow == workflow)
    if is_unfinished:
        question = question.where(runs.c.state != "finished")
    return connection.execute(question, {"most": most}).all()


def set_run_state(connection: Connection, *, run: str, state: str) -> None:
    """Store in which state a run is."""
    if connection.execute(_SET_STATE, {"this": run, "wanted": state}).rowcount == 0:
        raise NotInLedger(thing="run", id=run)


def begin_round(connection: Connection, *, run: str) -> None:
    """Let everything that is in doubt be taken once more."""
    connection.execute(_NEXT_ROUND, {"this": run})


def count_outcomes(connection: Connection, *, run: str) -> Mapping[Outcome, int]:
    """Count the items of a run by outcome; those without one are not counted."""
    return {cast(Outcome, outcome): count for outcome, count in connection.execute(_OUTCOMES, {"this": run})}


def count_states(connection: Connection, *, run: str) -> Mapping[ItemState, int]:
    """Count the items of a run by state."""
    return {cast(ItemState, state): count for state, count in connection.execute(_STATES, {"this": run})}


def tallies(
    connection: Connection, *, these: Sequence[str]
) -> Mapping[str, Mapping[tuple[ItemState, Outcome | None], int]]:
    """Count the items of several runs by state and outcome."""
    counted: dict[str, dict[tuple[ItemState, Outcome | None], int]] = {run: {} for run in these}
    for row in connection.execute(_TALLIES, {"these": list(these)}):
        counted[row.run][row.state, row.outcome] = row.cases
    return counted
