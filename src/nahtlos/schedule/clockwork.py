"""The clockwork: makes slots of what is due, says in the journal what was missed, and runs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nahtlos.engine.ports import Clock, Journal
from nahtlos.engine.slots import ScheduleState, Slot, Slots
from nahtlos.events import Event, SlotMissed, SlotSkipped
from nahtlos.schedule.agenda import Agenda, Found
from nahtlos.schedule.due import Due, Rule
from nahtlos.schedule.fingerprint import fingerprint_of
from nahtlos.schedule.schedule import Schedule
from nahtlos.schedule.triggers import AfterTrigger, CallTrigger, FilesTrigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What came of one look at the clock."""

    added: Sequence[Slot] = ()
    """New slots, those that were missed or skipped among them."""
    late: float = 0.0
    """Seconds since the oldest slot that fires on time was due."""


class Clockwork:
    """Looks at the clock whenever it is woken; several on one ledger add each slot once."""

    def __init__(self, schedules: Sequence[Schedule], *, slots: Slots, journal: Journal, clock: Clock) -> None:
        self.schedules: Mapping[str, Schedule] = {schedule.name: schedule for schedule in schedules}
        self._slots = slots
        self._journal = journal
        self._clock = clock
        self._agenda = Agenda({}, ())
        self._seen: datetime | None = None

    async def begin(self) -> None:
        """Find out where every schedule stands, by its rows."""
        now = self._clock.now()
        known = await self._slots.know(fingerprints(self.schedules.values()))
        newest = await self._slots.newest(now)
        after = {name: max(state.since, newest.get(name, state.since)) for name, state in known.items()}
        self._agenda = Agenda(after, timed(self.schedules.values()))
        self._seen = now

    def next_at(self) -> datetime | None:
        """When something is due next."""
        return self._agenda.next_at()

    async def tick(self) -> Tick:
        """Make slots of what has come. A clock that was put back is looked at anew: the rows know what has been."""
        now = self._clock.now()
        if self._seen is None or now < self._seen:
            await self.begin()
        self._seen = now
        found = self._agenda.take(now)
        if not found:
            return Tick()
        paused = await self._slots.paused()
        by_slot = {(each.schedule.name, each.due.slot): each for each in found}
        added = await self._slots.add([_slot(each, paused, now) for each in found])
        await self._tell([(slot, by_slot[slot.schedule, slot.slot]) for slot in added], paused, now)
        late = [(now - slot.due_at).total_seconds() for slot in added if slot.state == "waiting"]
        return Tick(added=added, late=max(late, default=0.0))

    async def _tell(
        self, added: Sequence[tuple[Slot, Found]], paused: Mapping[str, ScheduleState], now: datetime
    ) -> None:
        events = [event for slot, found in added if (event := _event(slot, found, paused, now))]
        for event in events[:-1]:
            self._journal.note(event)
        for event in events[-1:]:
            await self._journal.write(event)


def fingerprints(schedules: Iterable[Schedule]) -> Mapping[str, str]:
    """Return the fingerprint of each rule by the name of its schedule."""
    return {schedule.name: fingerprint_of(schedule.rule) for schedule in schedules}


def timed(schedules: Iterable[Schedule], *, even_disabled: bool = False) -> list[tuple[Schedule, Rule]]:
    """Return the schedules that a clock starts, with their rules."""
    found: list[tuple[Schedule, Rule]] = []
    for schedule in schedules:
        match schedule.rule:
            case FilesTrigger() | AfterTrigger() | CallTrigger():
                continue
            case rule if schedule.enabled or even_disabled:
                found.append((schedule, rule))
    return found


def slot_of(schedule: Schedule, due: Due) -> Slot:
    """Return a due time as the slot that runs."""
    return Slot(
        schedule=schedule.name, slot=due.slot, due_at=due.at, workflow=schedule.workflow, profile=schedule.profile,
        inputs=schedule.inputs, because=due.because, priority=schedule.priority, deadline=schedule.deadline,
    )  # fmt: skip


def _slot(found: Found, paused: Mapping[str, ScheduleState], now: datetime) -> Slot:
    slot = slot_of(found.schedule, found.due)
    if found.schedule.name in paused:
        return replace(slot, state="skipped", ended_at=now)
    if not found.fires:
        return replace(slot, state="missed", ended_at=now)
    # A slot that is made up for would be over before it began.
    return replace(slot, deadline=None) if found.is_late else slot


def _event(slot: Slot, found: Found, paused: Mapping[str, ScheduleState], now: datetime) -> Event | None:
    if slot.state == "skipped":
        by = paused[slot.schedule].paused_by or "unknown"
        return SlotSkipped(schedule=slot.schedule, slot=slot.slot, paused_by=by)
    if slot.state == "waiting" and not found.is_late:
        return None
    return SlotMissed(
        schedule=slot.schedule, slot=slot.slot, policy=found.schedule.missed, runs=slot.state == "waiting",
        late_seconds=int((now - slot.due_at).total_seconds()), older=found.older or None,
    )  # fmt: skip
