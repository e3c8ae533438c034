"""Questions about slots: what is due, who runs it, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from nahtlos.engine.slots import Slot, SlotState
from nahtlos.errors import NotInLedger, SlotNotHeld
from nahtlos.ledger.keys import Key
from nahtlos.ledger.records import place
from nahtlos.ledger.tables import meta, schedules, slots

_INSERTS: Final = {
    name: dialect.insert(slots).on_conflict_do_nothing().returning(slots.c.schedule, slots.c.slot)
    for name, dialect in {"sqlite": sqlite, "postgresql": postgresql}.items()
}
_NOT_RUN: Final = slots.c.state.in_(("missed", "skipped"))
_KNOWN: Final = select(slots.c.slot).where(slots.c.schedule == bindparam("of"), ~_NOT_RUN)
_AGAIN: Final = (
    update(slots)
    .where(slots.c.schedule == bindparam("of"), slots.c.slot == bindparam("this"), _NOT_RUN)
    .values(
        kind=bindparam("its_kind"), state="waiting", code=None, ended_at=None, workflow=bindparam("its_workflow"),
        profile=bindparam("its_profile"), added_by=bindparam("wanted_by"), private=bindparam("sealed"),
        deadline=None, worker=None,
    )
)  # fmt: skip
_NEWEST: Final = (
    select(slots.c.schedule, func.max(slots.c.due_at, type_=slots.c.due_at.type).label("newest"))
    .where(slots.c.kind == "time", slots.c.due_at <= bindparam("until"))
    .group_by(slots.c.schedule)
)
_ONE_TAKER: Final = select(meta.c.name).where(meta.c.name == "taking").with_for_update()
_RUNNING: Final = select(slots.c.workflow).where(slots.c.state == "running")
_PAUSED: Final = select(schedules.c.name).where(schedules.c.paused_at.is_not(None))
_NEXT: Final = (
    select(slots)
    .where(
        slots.c.state == "waiting",
        or_(slots.c.not_before.is_(None), slots.c.not_before <= bindparam("now")),
        slots.c.workflow.not_in(_RUNNING),
        or_(slots.c.kind == "person", slots.c.schedule.not_in(_PAUSED)),
    )
    # Exactly as in the index: with one column more, all that is due at once would be sorted each time.
    .order_by(slots.c.rank, slots.c.due_at)
    .limit(1)
)
_ABANDONED: Final = (
    select(slots)
    .where(slots.c.state == "running", slots.c.worker.in_(bindparam("gone", expanding=True)))
    .order_by(slots.c.rank, slots.c.due_at)
    .limit(1)
)
_ONE: Final = (slots.c.schedule == bindparam("of"), slots.c.slot == bindparam("this"))
_TAKE: Final = (
    update(slots)
    .where(*_ONE)
    .values(
        state="running",
        worker=bindparam("me"),
        attempts=slots.c.attempts + 1,
        not_before=None,
        code=None,
        taken_at=func.coalesce(slots.c.taken_at, bindparam("now", type_=slots.c.taken_at.type)),
    )
    .returning(slots)
)
_OF_MINE: Final = update(slots).where(*_ONE, slots.c.worker == bindparam("me"), slots.c.state == "running")
_BEGIN: Final = _OF_MINE.values(run=bindparam("its_run"))
_PUT_BACK: Final = _OF_MINE.values(state="waiting", not_before=bindparam("moment"), code=bindparam("why"))
_FINISH: Final = _OF_MINE.values(
    state=bindparam("came"), code=bindparam("why"), ended_at=bindparam("now"), private=None
)
_OF_RUNS: Final = select(slots).where(slots.c.run.in_(bindparam("these", expanding=True)))
_LATEST_FIRST: Final = select(slots).order_by(slots.c.due_at.desc(), slots.c.schedule, slots.c.slot)
_OPEN: Final = (
    select(slots.c.state, func.count()).where(slots.c.state.in_(("waiting", "running"))).group_by(slots.c.state)
)


def add_slots(connection: Connection, *, rows: Sequence[Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    """Insert what is not there; returns the names of what was new."""
    if not rows:
        return frozenset()
    added = connection.execute(_INSERTS[connection.dialect.name], list(rows))
    return frozenset((row.schedule, row.slot) for row in added)


def slots_run(connection: Connection, *, schedule: str) -> frozenset[str]:
    """Return the slots of a schedule that have a row and were neither missed nor skipped."""
    return frozenset(connection.scalars(_KNOWN, {"of": schedule}))


def make_up_slots(connection: Connection, *, rows: Sequence[Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    """Insert what is not there, and let what was missed or skipped run; returns the names of both."""
    new = set(add_slots(connection, rows=rows))
    for row in rows:
        facts = {
            "of": row["schedule"], "this": row["slot"], "its_kind": row["kind"], "its_workflow": row["workflow"],
            "its_profile": row["profile"], "wanted_by": row["added_by"], "sealed": row["private"],
        }  # fmt: skip
        if (row["schedule"], row["slot"]) not in new and connection.execute(_AGAIN, facts).rowcount:
            new.add((row["schedule"], row["slot"]))
    return frozenset(new)


def newest_slots(connection: Connection, *, until: datetime, schedule: str | None) -> Mapping[str, datetime]:
    """By schedule, when the last slot of the clock was due."""
    question = _NEWEST if schedule is None else _NEWEST.where(slots.c.schedule == schedule)
    return {row.schedule: row.newest for row in connection.execute(question, {"until": until})}


def take_slots(
    connection: Connection, *, gone: Sequence[int], me: int | None, now: datetime, most: int
) -> Sequence[Row[Any]]:
    """Take over what dead processes held, then the next in order; several processes take one after the other."""
    connection.execute(_ONE_TAKER)
    taken: list[Row[Any]] = []
    while len(taken) < most and (row := _take_one(connection, gone, me=me, now=now)) is not None:
        taken.append(row)
    return taken


def _take_one(connection: Connection, gone: Sequence[int], *, me: int | None, now: datetime) -> Row[Any] | None:
    found = connection.execute(_ABANDONED, {"gone": gone}).one_or_none() if gone else None
    found = found or connection.execute(_NEXT, {"now": now}).one_or_none()
    if found is None:
        return None
    return connection.execute(_TAKE, {"of": found.schedule, "this": found.slot, "me": me, "now": now}).one()


def begin_slot(connection: Connection, *, slot: Slot, me: int | None, run: str) -> None:
    """Note the run of a slot."""
    _change(connection, _BEGIN, slot, me=me, its_run=run)


def put_back_slot(
    connection: Connection, *, slot: Slot, me: int | None, not_before: datetime | None, code: str | None
) -> None:
    """Give a slot back."""
    _change(connection, _PUT_BACK, slot, me=me, moment=not_before, why=code)


def finish_slot(
    connection: Connection, *, slot: Slot, me: int | None, state: str, code: str | None, now: datetime
) -> None:
    """Store what came of a slot, and erase its inputs."""
    _change(connection, _FINISH, slot, me=me, came=state, why=code, now=now)


def _change(connection: Connection, change: Any, slot: Slot, **facts: Any) -> None:
    if connection.execute(change, {"of": slot.schedule, "this": slot.slot, **facts}).rowcount:
        return
    known = select(slots.c.state).where(*_ONE)
    if connection.execute(known, {"of": slot.schedule, "this": slot.slot}).one_or_none() is None:
        raise NotInLedger(thing="slot", id=f"{slot.schedule} {slot.slot}")
    raise SlotNotHeld(schedule=slot.schedule, slot=slot.slot)


def one_slot(connection: Connection, *, schedule: str, slot: str) -> Row[Any] | None:
    """Return one slot."""
    return connection.execute(select(slots).where(*_ONE), {"of": schedule, "this": slot}).one_or_none()


def slots_of_runs(connection: Connection, *, runs: Sequence[str]) -> Sequence[Row[Any]]:
    """Return the slots of several runs."""
    return connection.execute(_OF_RUNS, {"these": list(runs)}).all()


def slot_rows(
    connection: Connection, *, schedule: str | None, state: SlotState | None, run: str | None, most: int
) -> Sequence[Row[Any]]:
    """Return slots, the latest first."""
    wanted = {slots.c.schedule: schedule, slots.c.state: state, slots.c.run: run}
    conditions = [column == value for column, value in wanted.items() if value is not None]
    return connection.execute(_LATEST_FIRST.where(*conditions).limit(most)).all()


def count_open(connection: Connection) -> Mapping[SlotState, int]:
    """Count the slots that wait or run."""
    return {cast(SlotState, state): count for state, count in connection.execute(_OPEN)}


# ------------------------------------------------------------------ rows and records


def row_of(slot: Slot, *, master: Key) -> Mapping[str, Any]:
    """Return a slot as it is stored."""
    at = place("slots", f"{slot.schedule}/{slot.slot}", "private")
    has_ended = slot.state not in ("waiting", "running")
    return {
        "schedule": slot.schedule, "slot": slot.slot, "kind": slot.kind, "due_at": slot.due_at,
        "workflow": slot.workflow, "profile": slot.profile, "because": slot.because, "added_by": slot.by,
        "rank": -slot.priority, "state": slot.state, "run": slot.run, "code": slot.code,
        "deadline": None if slot.deadline is None else round(slot.deadline.total_seconds()),
        "not_before": slot.not_before, "attempts": 0, "taken_at": None, "ended_at": slot.ended_at,
        "private": master.seal(dict(slot.inputs), at=at) if slot.inputs and not has_ended else None,
    }  # fmt: skip


def slot_record(row: Row[Any], *, master: Key) -> Slot:
    """Read a slot."""
    at = place("slots", f"{row.schedule}/{row.slot}", "private")
    private = {} if row.private is None else cast(Mapping[str, str], master.unseal(row.private, at=at))
    return Slot(
        schedule=row.schedule, slot=row.slot, kind=row.kind, due_at=row.due_at, workflow=row.workflow,
        profile=row.profile, inputs=private, because=row.because, by=row.added_by, priority=-row.rank,
        deadline=None if row.deadline is None else timedelta(seconds=row.deadline), state=row.state, run=row.run,
        code=row.code, not_before=row.not_before, attempts=row.attempts, taken_at=row.taken_at, ended_at=row.ended_at,
    )  # fmt: skip
