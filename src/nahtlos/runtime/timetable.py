"""What people ask about schedules and want of them; works while nobody serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice

from nahtlos.engine.slots import ScheduleState, Slot
from nahtlos.errors import NoClockInSchedule, UnknownSchedule
from nahtlos.events import SchedulePaused, ScheduleResumed, SlotWanted
from nahtlos.runtime.definitions import read_definitions
from nahtlos.runtime.records import Records
from nahtlos.runtime.schedules import read_schedules
from nahtlos.runtime.surroundings import current_user, new_id
from nahtlos.runtime.workspace import Workspace
from nahtlos.schedule.clockwork import fingerprints, slot_of, timed
from nahtlos.schedule.due import HORIZON, Due, Rule
from nahtlos.schedule.schedule import Schedule

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """All schedules of a workspace by name."""

    schedules: Mapping[str, Schedule]

    def schedule(self, name: str) -> Schedule:
        """Return one; raises `UnknownSchedule`."""
        if name not in self.schedules:
            raise UnknownSchedule(name=name, known=tuple(self.schedules))
        return self.schedules[name]

    def rule(self, name: str) -> Rule:
        """Return what makes a schedule due; raises `NoClockInSchedule` where that is no clock."""
        schedule = self.schedule(name)
        for _, rule in timed([schedule], even_disabled=True):
            return rule
        raise NoClockInSchedule(schedule=name)

    def coming(self, now: datetime, *, name: str | None = None) -> Iterator[tuple[Schedule, Due]]:
        """Name what is due from now on, the earliest first."""
        chosen = timed(self.schedules.values())
        if name is not None:
            chosen = [(self.schedule(name), self.rule(name))]
        streams = [_stream(schedule, rule, now) for schedule, rule in chosen]
        for _, _, schedule, due in merge(*streams, key=lambda each: each[:2]):
            yield schedule, due


def _stream(schedule: Schedule, rule: Rule, now: datetime) -> Iterator[tuple[datetime, str, Schedule, Due]]:
    return ((due.at, schedule.name, schedule, due) for due in rule.due(now, now + HORIZON))


def read_timetable(workspace: Workspace, now: datetime) -> Timetable:
    """Read the schedules; raises `Refused` with all that is wrong."""
    schedules = read_schedules(read_definitions(workspace), now)
    return Timetable(schedules={schedule.name: schedule for schedule in schedules})


# ------------------------------------------------------------------ what people do


async def states(timetable: Timetable, records: Records) -> Mapping[str, ScheduleState]:
    """Return what the ledger knows of these schedules; what it did not know begins now."""
    return await records.ledger.slots.know(fingerprints(timetable.schedules.values()))


async def pause(timetable: Timetable, records: Records, name: str) -> None:
    """Let what is due be skipped until somebody resumes it."""
    timetable.schedule(name)
    await states(timetable, records)
    await records.journal.write(SchedulePaused(schedule=name, paused_by=current_user()))
    await records.ledger.slots.pause(name, by=current_user())


async def resume(timetable: Timetable, records: Records, name: str) -> None:
    """Let it go on from now."""
    timetable.schedule(name)
    await states(timetable, records)
    await records.journal.write(ScheduleResumed(schedule=name, resumed_by=current_user()))
    await records.ledger.slots.resume(name)


async def run_now(timetable: Timetable, records: Records, name: str, inputs: Mapping[str, str]) -> Slot:
    """Add a slot that is due now, wanted by whoever is at the keyboard."""
    schedule, now = timetable.schedule(name), records.clock.now()
    slot = Slot(
        schedule=name, slot=f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}-{new_id()[:6]}", kind="person", due_at=now,
        workflow=schedule.workflow, profile=schedule.profile, inputs={**schedule.inputs, **inputs},
        because=f"{current_user()} wants it now", by=current_user(), priority=schedule.priority,
        deadline=schedule.deadline,
    )  # fmt: skip
    await states(timetable, records)
    await records.journal.write(SlotWanted(schedule=name, slot=slot.slot, way="run", wanted_by=current_user()))
    await records.ledger.slots.add([slot])
    return slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time in the past, both ends included."""

    begin: datetime
    end: datetime


async def backfill(timetable: Timetable, records: Records, name: str, *, span: Span, really: bool) -> Sequence[Slot]:
    """Return what was due then and has not run; if somebody really wants it, add it to what runs."""
    slots = past(timetable, name, span)
    left = await records.ledger.slots.make_up(slots, really=False)
    if not really:
        return left
    for slot in left:
        wanted = SlotWanted(schedule=name, slot=slot.slot, way="backfill", wanted_by=current_user())
        await records.journal.write(wanted)
    await states(timetable, records)
    return await records.ledger.slots.make_up(left)


def past(timetable: Timetable, name: str, span: Span) -> Sequence[Slot]:
    """Return the slots of a time in the past, as a person wants them."""
    schedule, rule = timetable.schedule(name), timetable.rule(name)
    return [_wanted(slot_of(schedule, due)) for due in rule.due(span.begin - INSTANT, span.end)]


def _wanted(slot: Slot) -> Slot:
    return Slot(
        schedule=slot.schedule, slot=slot.slot, kind="person", due_at=slot.due_at, workflow=slot.workflow,
        profile=slot.profile, inputs=slot.inputs, because=slot.because, by=current_user(), priority=slot.priority,
    )  # fmt: skip


def first(coming: Iterator[tuple[Schedule, Due]], count: int) -> Sequence[tuple[Schedule, Due]]:
    """Return so many of them."""
    return list(islice(coming, count))
