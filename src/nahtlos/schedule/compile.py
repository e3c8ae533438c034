"""Turns schedules as they are written into rules of time and triggers, and names all that cannot be."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from nahtlos.calendar.working_days import Calendar, Calendars
from nahtlos.errors import DuplicateKey, NahtlosError, NoLand, Place, SameSchedule, StartsItself
from nahtlos.model.crontab import Crontab
from nahtlos.model.schedules import Entry, Schedules
from nahtlos.model.times import Every, WorkingDayTimes, read_wall
from nahtlos.reading.uncollected import uncollected
from nahtlos.schedule.days import (
    CrontabDays,
    Days,
    EveryFewDays,
    EveryWorkingDay,
    OneDay,
    OnlyWorkingDays,
    WorkingDayOfMonth,
)
from nahtlos.schedule.due import Rule
from nahtlos.schedule.rules import Interval, OnDays
from nahtlos.schedule.schedule import Schedule
from nahtlos.schedule.triggers import AfterTrigger, CallTrigger, FilesTrigger, Trigger
from nahtlos.schedule.walls import instant


def compile_schedules(
    files: Sequence[Schedules], calendars: Calendars, land: str | None
) -> tuple[Sequence[Schedule], Sequence[NahtlosError]]:
    """Decide all that is written, for a workspace in a Land; return it with everything that cannot be."""
    with uncollected():
        found, problems = _decide(files, Compiler(calendars=calendars, land=land))
        return found, [*problems, *same_schedules(found), *circles(found)]


def _decide(files: Sequence[Schedules], compiler: Compiler) -> tuple[Sequence[Schedule], list[NahtlosError]]:
    problems: list[NahtlosError] = []
    schedules: dict[str, Schedule] = {}
    for file in files:
        for name, entry in file.schedules.items():
            place = file.key_place("schedules", name)
            try:
                schedule = compiler.schedule(name, entry, zone=entry.timezone or file.timezone, place=place)
            except NahtlosError as error:
                error.place = error.place or entry.place_of(entry.way)
                problems.append(error)
                continue
            first = schedules.setdefault(name, schedule)
            if first is not schedule:
                problems.append(DuplicateKey(key=name, first=first.place, place=place))
    return tuple(schedules.values()), problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """Makes rules; schedules with the same words share one."""

    calendars: Calendars
    land: str | None
    made: dict[tuple[str, tzinfo, str | None], OnDays] = field(default_factory=dict)

    def schedule(self, name: str, entry: Entry, *, zone: tzinfo, place: Place) -> Schedule:
        """Decide one."""
        return Schedule(
            name=name,
            title=entry.title or name,
            workflow=entry.workflow,
            profile=entry.profile,
            inputs=entry.inputs,
            rule=trigger(entry) or self._rule(entry, zone),
            zone=zone,
            missed=entry.missed,
            priority=entry.priority,
            deadline=None if entry.deadline is None else timedelta(seconds=entry.deadline),
            enabled=entry.enabled,
            place=place,
            workflow_place=entry.place_of("workflow"),
            profile_place=entry.place_of("profile"),
            rule_place=entry.place_of(entry.way),
        )

    def _rule(self, entry: Entry, zone: tzinfo) -> Rule:
        only = self._calendar(entry) if entry.only_working_days else None
        if entry.cron is not None:
            return self._by_crontab(entry.cron, zone, only)
        if entry.every is not None and entry.from_ is not None:
            return _interval(entry.every, entry.from_, zone=zone, only=only)
        if entry.working_days is not None:
            return self._on_working_days(entry.working_days, entry, zone)
        at = read_wall(str(entry.at))
        return OnDays(days=OneDay(day=at.date()), times=(at.time(),), zone=zone)

    def _by_crontab(self, crontab: Crontab, zone: tzinfo, only: Calendar | None) -> Rule:
        key = crontab.text, zone, only.land if only else None
        if key not in self.made:
            days = _only(CrontabDays(crontab=crontab), only)
            self.made[key] = OnDays(days=days, times=crontab.times, zone=zone)
        return self.made[key]

    def _on_working_days(self, written: WorkingDayTimes, entry: Entry, zone: tzinfo) -> Rule:
        calendar = self._calendar(entry)
        days: Days = EveryWorkingDay(calendar=calendar)
        if written.n is not None:
            days = WorkingDayOfMonth(calendar=calendar, n=written.n)
        return OnDays(days=days, times=written.times, zone=zone)

    def _calendar(self, entry: Entry) -> Calendar:
        land = entry.land or self.land
        if land is None:
            raise NoLand
        return self.calendars[land]


def trigger(entry: Entry) -> Trigger | None:
    """Return what starts a schedule other than the time."""
    if entry.files is not None:
        return FilesTrigger(
            folder=entry.files.folder,
            pattern=entry.files.pattern,
            stable_for=timedelta(seconds=entry.files.stable_for),
            input=entry.files.input,
        )
    if entry.after is not None:
        return AfterTrigger(workflow=entry.after.workflow, outcomes=frozenset(entry.after.outcome))
    return None if entry.call is None else CallTrigger()


def same_schedules(schedules: Sequence[Schedule]) -> Iterator[SameSchedule]:
    """Name schedules that start the same at the same times as an earlier one."""
    alike: dict[object, list[Schedule]] = {}
    for schedule in schedules:
        if schedule.enabled and not isinstance(schedule.rule, CallTrigger):
            what = schedule.workflow, schedule.profile, tuple(sorted(schedule.inputs.items()))
            alike.setdefault(what, []).append(schedule)
    for group in alike.values():
        if len(group) > 1:  # comparing rules costs more than all the rest
            first: dict[object, str] = {}
            for schedule in group:
                other = first.setdefault(schedule.rule, schedule.name)
                if other != schedule.name:
                    yield SameSchedule(name=schedule.name, other=other, place=schedule.place)


def circles(schedules: Sequence[Schedule]) -> Iterator[StartsItself]:
    """Name workflows that would start each other without end."""
    followers: dict[str, list[Schedule]] = {}
    for schedule in schedules:
        if isinstance(schedule.rule, AfterTrigger) and schedule.enabled:
            followers.setdefault(schedule.rule.workflow, []).append(schedule)
    named: set[frozenset[str]] = set()
    for workflow in followers:
        circle = _circle(workflow, followers)
        if circle and frozenset(circle) not in named:
            named.add(frozenset(circle))
            yield StartsItself(circle=circle, place=followers[circle[-2]][0].place)


def _circle(start: str, followers: Mapping[str, Sequence[Schedule]]) -> tuple[str, ...]:
    """Follow what starts what until a workflow starts itself; the shortest way."""
    ways: deque[tuple[str, ...]] = deque([(start,)])
    seen = {start}
    while ways:
        way = ways.popleft()
        for schedule in followers.get(way[-1], ()):
            if schedule.workflow == start:
                return (*way, start)
            if schedule.workflow not in seen:
                seen.add(schedule.workflow)
                ways.append((*way, schedule.workflow))
    return ()


def _interval(every: Every, start: datetime, *, zone: tzinfo, only: Calendar | None) -> Rule:
    if every.days:
        days = EveryFewDays(start=start.date(), step=every.days, written=every.written)
        return OnDays(days=_only(days, only), times=(start.time(),), zone=zone)
    return Interval(start=instant(start, zone), step=every.time, written=every.written, zone=zone, only=only)


def _only(days: Days, calendar: Calendar | None) -> Days:
    return days if calendar is None else OnlyWorkingDays(days=days, calendar=calendar)
