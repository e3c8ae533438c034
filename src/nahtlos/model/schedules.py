"""The schedules of a workspace: which workflow starts when, and with what."""

# ruff: noqa: RUF012 - pydantic copies defaults

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import model_validator

from nahtlos.errors import (
    DoesNotBelong,
    IntervalWithoutStart,
    MissingKey,
    NahtlosError,
    NeverDue,
    WaysOfStarting,
    WrongValue,
)
from nahtlos.model.land import Land
from nahtlos.model.scalars import Flag, Identifier, Seconds, Slug, Whole
from nahtlos.model.times import (
    CrontabText,
    Interval,
    Sentence,
    Wall,
    WorkingDay,
    WorkingDayTimes,
    Zone,
    read_times,
    read_wall,
)
from nahtlos.model.written import Written, as_written, refuse
from nahtlos.reading import Text

TIMES = ("when", "cron", "every", "at", "working_day")
"""Ways of starting by the time."""
WAYS = (*TIMES, "files", "after", "call")
BESIDE = {
    "from_": ("every",),
    "land": ("when", "working_day", "cron", "every"),
    "only_working_days": ("cron", "every"),
    "timezone": TIMES,
    "missed": TIMES,
}
"""Keys, and the ways beside which they mean something."""
MOST_WORKING_DAYS = 23
"""A month of 31 days that begins on a Monday and has no holiday."""


class Files(Written):
    """A file that arrives."""

    called: ClassVar[str] = '"files"'
    folder: Text
    """Where it arrives; a relative path begins at the workspace."""
    pattern: Text
    """Which names count, e.g. `*.csv`."""
    stable_for: Seconds = 5.0
    """How long a file must not have changed before it counts as complete."""
    input: Identifier | None = None
    """The input of the workflow that gets the path of the file."""


class After(Written):
    """Another workflow that has run."""

    called: ClassVar[str] = '"after"'
    workflow: Slug
    """Which one."""
    outcome: tuple[Literal["done", "skipped", "kept", "waiting", "rejected", "failed", "in_doubt"], ...] = (
        "done",
        "kept",
        "skipped",
    )
    """The outcomes that count; the outcome of a run is the worst of its items."""


class Call(Written):
    """A call over HTTP; there is nothing more to say about it."""

    called: ClassVar[str] = '"call"'


class Entry(Written):
    """Which workflow starts, when, and with what."""

    called: ClassVar[str] = "A schedule"
    title: Text | None = None
    """Its name for people."""
    workflow: Slug
    """What it starts."""
    profile: Slug | None = None
    """The profile of the systems."""
    inputs: dict[Identifier, Text] = {}
    """The inputs of the workflow."""
    when: Sentence | None = None
    """A sentence about working days, e.g. `every working day at 05:30`."""
    working_day: WorkingDay | None = None
    """`every`, or which working day of the month: `1`, `2` …, or from its end `-1`, `-2` …; with `at`."""
    at: Text | None = None
    """A date and a time, once; beside `working_day`, the times of day."""
    cron: CrontabText | None = None
    """A crontab with weekdays by name, e.g. `0 6 * * mon-fri`."""
    every: Interval | None = None
    """An interval, e.g. `15 min`; with `from`."""
    from_: Wall | None = None
    """The time from which an interval is counted."""
    only_working_days: Flag = False
    """Whether a crontab or an interval leaves out weekends, holidays and closing days."""
    files: Files | None = None
    """A file that arrives."""
    after: After | None = None
    """Another workflow that has run."""
    call: Call | None = None
    """A call over HTTP."""
    land: Land | None = None
    """The Land whose holidays count; otherwise that of the workspace."""
    timezone: Zone | None = None
    """The time zone of its times; otherwise that of the file."""
    missed: Literal["run_once", "run_all", "skip"] = "run_once"
    """What becomes of due times at which nobody was there."""
    priority: Whole = 0
    """What is due at the same time starts in this order, the higher number first."""
    deadline: Seconds | None = None
    """How long after it was due a run may still be at work."""
    enabled: Flag = True
    """`false` keeps it in the file and starts nothing."""

    @property
    def way(self) -> str:
        """The way in which it starts."""
        return next(self._ways())

    @property
    def working_days(self) -> WorkingDayTimes | None:
        """Its working days, in whichever way they were written."""
        if self.working_day is None or self.at is None:
            return self.when
        return WorkingDayTimes(n=None if self.working_day == "every" else self.working_day, times=read_times(self.at))

    @model_validator(mode="after")
    def start_in_one_way(self) -> Self:
        """Refuse several ways of starting or none, and what does not go with the one."""
        ways = list(self._ways())
        if len(ways) != 1:
            place = self.key_place(ways[1]) if ways else self.place
            raise refuse(WaysOfStarting(found=ways, ways=WAYS, place=place))
        problems = [*self._strangers(ways[0]), *self._gaps(ways[0])] or [*self._never(ways[0])]
        if problems:
            raise refuse(*problems)
        return self

    def _ways(self) -> Iterator[str]:
        for way in WAYS:
            if way in self.model_fields_set and not (way == "at" and self.working_day is not None):
                yield way

    def _strangers(self, way: str) -> Iterator[NahtlosError]:
        for key, ways in BESIDE.items():
            if key in self.model_fields_set and way not in ways:
                word = as_written(key)
                yield DoesNotBelong(key=word, way=way, ways=ways, place=self.key_place(word))

    def _gaps(self, way: str) -> Iterator[NahtlosError]:
        match way:
            case "every" if self.from_ is None:
                yield IntervalWithoutStart(every=self.as_it_stands("every"), place=self.place_of("every"))
            case "working_day" if self.at is None:
                yield MissingKey(key="at", owner='A schedule with "working_day"', place=self.place)
            case "working_day" | "at" if self.at is not None:
                try:
                    (read_times if way == "working_day" else read_wall)(self.at)
                except ValueError as error:
                    yield WrongValue(key="at", why=str(error), place=self.at.place)

    def _never(self, way: str) -> Iterator[NahtlosError]:
        n = self.working_days.n if self.working_days else None
        if n is not None and abs(n) > MOST_WORKING_DAYS:
            why = f"no month has more than {MOST_WORKING_DAYS} working days."
            yield NeverDue(why=why, place=self.place_of(way))


class Schedules(Written):
    """All schedules of a workspace."""

    called: ClassVar[str] = "The file of schedules"
    timezone: Zone = ZoneInfo("Europe/Berlin")
    """The time zone of all times that are written here."""
    schedules: dict[Slug, Entry] = {}
    """Name and schedule."""
