"""Schedules as people see them: what comes, what was, and what they want of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from nahtlos.cli.options import here
from nahtlos.cli.output import as_table, say, say_json
from nahtlos.cli.status import Status
from nahtlos.engine.slots import Slot
from nahtlos.runtime import timetable
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.records import Records, open_records, open_workspace_ledger
from nahtlos.runtime.surroundings import SystemClock
from nahtlos.runtime.timetable import Span, Timetable, read_timetable
from nahtlos.runtime.workspace import find_workspace
from nahtlos.schedule.due import Due
from nahtlos.schedule.schedule import Schedule
from nahtlos.schedule.walls import instant, wall_time
from nahtlos.schedule.words import explain

T = TypeVar("T")
DAY = timedelta(days=1)


def _timetable() -> Timetable:
    return read_timetable(find_workspace(here()), SystemClock().now())


def _with_records(work: Callable[[Records], Awaitable[T]]) -> T:
    workspace = find_workspace(here())

    async def done() -> T:
        async with open_records(workspace, read_settings(workspace)) as records:
            return await work(records)

    return asyncio.run(done())


# ------------------------------------------------------------------ what there is


def show_all(*, as_json: bool) -> Status:
    """Print all schedules."""
    known = _timetable()
    rows = asyncio.run(_rows(known))
    if as_json:
        say_json({"schedules": rows})
    elif rows:
        headings = ("schedule", "workflow", "next", "last", "state")
        say(as_table([[str(row[name] or "") for name in headings] for row in rows], headings=headings))
    else:
        say("There are no schedules in config/schedules.yaml.")
    return Status.DONE


async def _rows(known: Timetable) -> list[dict[str, Any]]:
    workspace, now = find_workspace(here()), SystemClock().now()
    due = {schedule.name: due for schedule in known.schedules.values() for due in _first(schedule, now)}
    async with open_workspace_ledger(workspace, read_settings(workspace)) as ledger:
        states = await ledger.slots.states()
        last = {name: await ledger.slots.list(schedule=name, most=1) for name in known.schedules}
    return [
        {
            "schedule": name, "title": schedule.title, "workflow": schedule.workflow, "profile": schedule.profile,
            "next": _next(schedule, due.get(name)),
            "last": " ".join(f"{slot.slot} {slot.state}" for slot in last[name]),
            "state": _state(schedule, states.get(name)), "priority": schedule.priority, "missed": schedule.missed,
        }
        for name, schedule in known.schedules.items()
    ]  # fmt: skip


def _first(schedule: Schedule, now: datetime) -> list[Due]:
    return [due for _, due in timetable.first(Timetable(schedules={schedule.name: schedule}).coming(now), 1)]


def _next(schedule: Schedule, due: Due | None) -> str | None:
    return None if due is None else f"{wall_time(due.at, schedule.zone):%Y-%m-%d %H:%M}"


def _state(schedule: Schedule, known: Any) -> str:
    if not schedule.enabled:
        return "disabled"
    if known is not None and known.paused_at is not None:
        return f"paused by {known.paused_by} since {wall_time(known.paused_at, schedule.zone):%Y-%m-%d %H:%M}"
    return "active"


def show_next(name: str | None, count: int, *, as_json: bool) -> Status:
    """Print what is due next, and why."""
    coming = timetable.first(_timetable().coming(SystemClock().now(), name=name), count)
    if as_json:
        say_json({"next": [_due_as_json(schedule, due) for schedule, due in coming]})
    elif coming:
        say("\n".join(f"{schedule.name}: {explain(due, schedule.zone)}" for schedule, due in coming))
    else:
        say("Nothing is due any more.")
    return Status.DONE


def _due_as_json(schedule: Schedule, due: Due) -> Mapping[str, Any]:
    return {
        "schedule": schedule.name, "workflow": schedule.workflow, "slot": due.slot, "at": due.at.isoformat(),
        "local": due.at.astimezone(schedule.zone).isoformat(), "because": due.because,
    }  # fmt: skip


def show_slots(name: str | None, most: int, *, as_json: bool) -> Status:
    """Print what was due, and what came of it."""
    workspace, known = find_workspace(here()), _timetable()
    if name is not None:
        known.schedule(name)

    async def read() -> list[Slot]:
        async with open_workspace_ledger(workspace, read_settings(workspace)) as ledger:
            return list(await ledger.slots.list(schedule=name, most=most))

    return _say_slots(asyncio.run(read()), as_json=as_json)


def _say_slots(slots: list[Slot], *, as_json: bool) -> Status:
    if as_json:
        say_json({"slots": [slot_as_json(slot) for slot in slots]})
    elif slots:
        rows = [[slot.schedule, slot.slot, slot.state, slot.code or "", slot.run or "", slot.because] for slot in slots]
        say(as_table(rows, headings=("schedule", "slot", "state", "code", "run", "because")))
    else:
        say("There are no slots.")
    return Status.DONE


def slot_as_json(slot: Slot) -> dict[str, Any]:
    """Return a slot for machines; its inputs stay where they are."""
    names = (
        "schedule", "slot", "kind", "due_at", "workflow", "profile", "because", "by", "priority", "state", "run",
        "code", "attempts",
    )  # fmt: skip
    return {name: getattr(slot, name) for name in names}


# ------------------------------------------------------------------ what people want


def pause(name: str, *, as_json: bool) -> Status:
    """Pause a schedule."""
    known = _timetable()
    _with_records(lambda records: timetable.pause(known, records, name))
    return _said({"schedule": name, "paused": True}, f"{name} is paused.", as_json=as_json)


def resume(name: str, *, as_json: bool) -> Status:
    """Let it go on."""
    known = _timetable()
    _with_records(lambda records: timetable.resume(known, records, name))
    return _said({"schedule": name, "paused": False}, f"{name} goes on.", as_json=as_json)


def run_now(name: str, inputs: Mapping[str, str], *, as_json: bool) -> Status:
    """Add a slot that is due now."""
    known = _timetable()
    slot = _with_records(lambda records: timetable.run_now(known, records, name, inputs))
    words = f"{name} is due now (slot {slot.slot}). `nahtlos serve` runs it; `nahtlos schedule slots {name}` shows it."
    return _said(slot_as_json(slot), words, as_json=as_json)


def backfill(name: str, begin: datetime, end: datetime | None, *, really: bool, as_json: bool) -> Status:
    """Add slots of the past, or show them."""
    known = _timetable()
    span = _span(known.schedule(name), begin, end)
    slots = _with_records(lambda records: timetable.backfill(known, records, name, span=span, really=really))
    if as_json:
        say_json({"added": really, "slots": [slot_as_json(slot) for slot in slots]})
        return Status.DONE
    number = "1 slot" if len(slots) == 1 else f"{len(slots)} slots"
    say("\n".join(slot.slot for slot in slots))
    say(f"{number} of {name} " + ("will be run." if really else "would be run. Say --yes to do it."))
    return Status.DONE


def _span(schedule: Schedule, begin: datetime, end: datetime | None) -> Span:
    now = SystemClock().now()
    if end is not None and end.time() == time():
        end += DAY
    return Span(begin=instant(begin, schedule.zone), end=now if end is None else min(now, instant(end, schedule.zone)))


def _said(facts: Mapping[str, Any], words: str, *, as_json: bool) -> Status:
    if as_json:
        say_json(facts)
    else:
        say(words)
    return Status.DONE
