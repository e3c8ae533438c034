"""What starts by itself in a workspace: its schedules, checked against workflows, systems and calendars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from nahtlos.calendar.windows import BlockingWindows
from nahtlos.engine.ports import Closed
from nahtlos.errors import (
    AlreadyOver,
    AlwaysBlocked,
    NahtlosError,
    NeverDue,
    NoLand,
    Place,
    Refused,
    UnknownProfile,
    UnknownRunInput,
    UnknownWorkflow,
    WorkflowHasProblems,
    WrongRunInput,
    WrongScheduledInput,
)
from nahtlos.model import Schedules, load_schedules
from nahtlos.plan import nodes
from nahtlos.runtime.calendars import calendars_of
from nahtlos.runtime.definitions import Definitions, gathered, read_workflow
from nahtlos.runtime.inputs import typed_inputs
from nahtlos.runtime.windows import windows_of
from nahtlos.runtime.workspace import Workspace
from nahtlos.schedule.compile import compile_schedules
from nahtlos.schedule.days import OneDay
from nahtlos.schedule.due import Due, next_due
from nahtlos.schedule.rules import Interval, OnDays
from nahtlos.schedule.schedule import Schedule
from nahtlos.schedule.triggers import AfterTrigger, FilesTrigger
from nahtlos.schedule.walls import instant, wall_time

LOOKED_AT = 500
"""How many due times are looked at before they are taken to be all of a year."""
YEAR = timedelta(days=366)
FILE = "file"
"""Stands for the path of a file that has not arrived yet."""


def read_schedules(definitions: Definitions, now: datetime) -> Sequence[Schedule]:
    """Read all schedules; raises `Refused` with all that is wrong. One that is over is in nobody's way."""
    problems: list[NahtlosError] = []
    schedules = survey_schedules(definitions, now, problems)
    problems = [problem for problem in problems if not isinstance(problem, AlreadyOver)]
    if problems:
        raise Refused(problems=problems)
    return schedules


def survey_schedules(definitions: Definitions, now: datetime, problems: list[NahtlosError]) -> Sequence[Schedule]:
    """Read as many schedules as can be read, and add what is wrong to the problems, in the order of the files."""
    workspace = definitions.workspace
    found: list[NahtlosError] = []
    files = survey_files(workspace, found)
    calendars = calendars_of(definitions.settings)
    schedules, refused = compile_schedules(files, calendars, definitions.settings.calendar.land)
    found += refused
    review = Review(definitions=definitions, now=now)
    for schedule in schedules:
        found += review.problems_of(schedule)
    problems += sorted(found, key=_line)
    return schedules


def survey_files(workspace: Workspace, problems: list[NahtlosError]) -> Sequence[Schedules]:
    """Read the files of schedules as they are written, and add what is wrong with them to the problems."""
    files: list[Schedules] = []
    for name in workspace.schedule_files():
        with gathered(problems):
            files.append(load_schedules(workspace.read(name)))
    return files


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Looks at schedules beside everything else in the workspace; what many of them share is looked at once."""

    definitions: Definitions
    now: datetime
    plans: dict[tuple[str, str | None], nodes.Plan | int] = field(default_factory=dict)
    """What was compiled, or how many problems it has."""
    windows: dict[str | None, BlockingWindows] = field(default_factory=dict)
    """When which system is closed, by profile."""

    def problems_of(self, schedule: Schedule) -> Iterator[NahtlosError]:
        """Name everything that is wrong with a schedule."""
        yield from self._of_names(schedule)
        yield from self._of_time(schedule)

    def _of_names(self, schedule: Schedule) -> Iterator[NahtlosError]:
        known = self.definitions.workspace.workflows()
        if isinstance(schedule.rule, AfterTrigger) and schedule.rule.workflow not in known:
            yield UnknownWorkflow(name=schedule.rule.workflow, known=known, place=schedule.rule_place)
        if schedule.profile is not None and schedule.profile not in self.definitions.systems.profiles:
            profiles = tuple(self.definitions.systems.profiles)
            yield UnknownProfile(name=schedule.profile, known=profiles, place=schedule.profile_place)
            return
        if schedule.workflow not in known:
            yield UnknownWorkflow(name=schedule.workflow, known=known, place=schedule.workflow_place)
            return
        key = schedule.workflow, schedule.profile
        is_first = key not in self.plans
        if is_first:
            self.plans[key] = self._plan(*key)
        plan = self.plans[key]
        if isinstance(plan, nodes.Plan):
            yield from _of_inputs(schedule, plan)
            yield from self._of_windows(schedule, plan)
        elif is_first:
            yield WorkflowHasProblems(workflow=schedule.workflow, problems=plan, place=schedule.workflow_place)

    def _of_time(self, schedule: Schedule) -> Iterator[NahtlosError]:
        match schedule.rule:
            case OnDays(days=OneDay(day=day), times=(time, *_), zone=zone):
                wall = datetime.combine(day, time)
                if schedule.enabled and instant(wall, zone) <= self.now:
                    yield AlreadyOver(at=f"{wall:%Y-%m-%d %H:%M}", place=schedule.rule_place)
            case OnDays() | Interval() as rule if next_due(rule, self.now) is None:
                why = "in the next ten years, no day is left of what is written here."
                yield NeverDue(why=why, place=schedule.rule_place)

    def _of_windows(self, schedule: Schedule, plan: nodes.Plan) -> Iterator[NahtlosError]:
        if schedule.profile not in self.windows:
            systems = self.definitions.systems_in(schedule.profile)
            self.windows[schedule.profile] = windows_of(self.definitions.settings, systems)
        windows = self.windows[schedule.profile]
        for system in sorted(name for name in plan.writes if windows.windows.get(name)):
            with suppress(NoLand):  # which the windows themselves are told
                if (found := always_closed(schedule, windows, system, self.now)) is not None:
                    yield found

    def _plan(self, workflow: str, profile: str | None) -> nodes.Plan | int:
        problems: list[NahtlosError] = []
        with gathered(problems):
            written = read_workflow(self.definitions.workspace, workflow)
            return self.definitions.plan(written, self.definitions.systems_in(profile))
        return len(problems)


def always_closed(schedule: Schedule, windows: BlockingWindows, system: str, now: datetime) -> AlwaysBlocked | None:
    """Return what is wrong if each due time of the coming year falls into a window of the system."""
    if not isinstance(schedule.rule, OnDays | Interval):
        return None
    first: tuple[Due, Closed] | None = None
    for due in islice(schedule.rule.due(now, now + YEAR), LOOKED_AT):
        closed = windows.closed(system, due.at)
        if closed is None:
            return None
        first = first or (due, closed)
    if first is None:
        return None
    example = f"{wall_time(first[0].at, schedule.zone):%Y-%m-%d %H:%M}"
    return AlwaysBlocked(system=system, window=first[1].window, example=example, place=schedule.rule_place)


def _of_inputs(schedule: Schedule, plan: nodes.Plan) -> Iterator[NahtlosError]:
    problems: list[NahtlosError] = []
    given = dict(schedule.inputs)
    if isinstance(schedule.rule, FilesTrigger) and schedule.rule.input is not None:
        given.setdefault(schedule.rule.input, FILE)
    with gathered(problems):
        typed_inputs(plan, given)
    for problem in problems:
        match problem:
            case WrongRunInput(name=name):
                place = _place(given.get(name), schedule)
                yield WrongScheduledInput(workflow=plan.workflow, name=name, reason=problem.reason, place=place)
            case UnknownRunInput(name=name):
                problem.place = _place(given[name], schedule)
                yield problem
            case _:
                yield problem


def _place(value: str | None, schedule: Schedule) -> Place:
    """Return where a value was written, or where the schedule begins if it was not."""
    place = getattr(value, "place", None)
    return place if isinstance(place, Place) else schedule.place


def _line(problem: NahtlosError) -> tuple[str, int, int]:
    place = problem.place
    return (place.source.name, place.line, place.column) if place else ("", 0, 0)
