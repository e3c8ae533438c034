"""E715 to E729: schedules that cannot be kept, or that do not say what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from nahtlos.errors.error import NahtlosError
from nahtlos.errors.place import close_to, listed


class ScheduleError(NahtlosError):
    """A schedule cannot be kept, or does not say what it means."""


class AmbiguousCrontab(ScheduleError):
    """A crontab with weekdays in digits, which cron and other programs count from different days."""

    code: ClassVar[str] = "E715"
    field: str
    cron: str
    """What cron reads in it."""
    others: str
    """What programs read that count from Monday as 0."""
    instead: str

    def message(self) -> str:
        """Give both readings and the way out of them."""
        return (
            f'"{self.field}" as weekdays has two readings: cron counts from Sunday and reads {self.cron}, others count '
            f'from Monday and read {self.others}. Name the weekdays: for what cron reads, write "{self.instead}".'
        )


class WrongCrontab(ScheduleError):
    """A crontab that cannot be read."""

    code: ClassVar[str] = "E716"
    why: str

    def message(self) -> str:
        """Say what is wrong, and what a crontab consists of."""
        return f"This crontab cannot be read: {self.why} It has five fields: minute hour day month weekday."


class NeverDue(ScheduleError):
    """A schedule without any due time."""

    code: ClassVar[str] = "E717"
    why: str

    def message(self) -> str:
        """Say why there is none."""
        return f"This schedule is never due: {self.why}"


class UnknownTimeZone(ScheduleError):
    """A time zone nobody knows."""

    code: ClassVar[str] = "E718"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest one."""
        hint = close_to(self.name, self.known) or " Time zones are written like Europe/Berlin."
        return f'There is no time zone "{self.name}".{hint}'


class IntervalWithoutStart(ScheduleError):
    """An interval that does not say from when it is counted."""

    code: ClassVar[str] = "E719"
    every: str

    def message(self) -> str:
        """Say what it needs, and why."""
        return (
            f'"every: {self.every}" needs "from:", the time it is counted from, like "from: 2026-01-01 00:00". '
            "Without it, every start of `nahtlos serve` would count from another time."
        )


class WaysOfStarting(ScheduleError):
    """A schedule that says no way of starting, or several."""

    code: ClassVar[str] = "E720"
    found: Sequence[str]
    ways: Sequence[str]

    def message(self) -> str:
        """List the ways."""
        if self.found:
            return f"This schedule says {listed(self.found)}. It starts in one way: write one schedule for each."
        return f"This schedule does not say what starts it. Write one of {listed(self.ways)}."


class DoesNotBelong(ScheduleError):
    """A key that means nothing beside the way in which a schedule starts."""

    code: ClassVar[str] = "E721"
    key: str
    way: str
    ways: Sequence[str]
    """Those beside which it means something."""

    def message(self) -> str:
        """Say where it belongs."""
        return f'"{self.key}" means nothing beside "{self.way}". It belongs to {listed(self.ways)}.'


class UnknownSentence(ScheduleError):
    """A sentence about time that is not one of those that are understood."""

    code: ClassVar[str] = "E722"
    sentence: str
    patterns: Sequence[str]

    def message(self) -> str:
        """Give sentences that are understood."""
        examples = "; ".join(f'"{pattern}"' for pattern in self.patterns)
        return f'"{self.sentence}" is not understood. Sentences here read like {examples}. For all else, write "cron:".'


class WorkflowHasProblems(ScheduleError):
    """A schedule of a workflow that cannot run."""

    code: ClassVar[str] = "E723"
    workflow: str
    problems: int

    def message(self) -> str:
        """Say how to see the problems."""
        count = f"{self.problems} problem{'s' if self.problems != 1 else ''}"
        return f'The workflow "{self.workflow}" has {count}; `nahtlos check {self.workflow}` names them.'


class SameSchedule(ScheduleError):
    """Two schedules that start the same thing at the same times."""

    code: ClassVar[str] = "E724"
    name: str
    other: str

    def message(self) -> str:
        """Name both."""
        return f'"{self.name}" starts the same at the same times as "{self.other}". Keep one of them.'


class StartsItself(ScheduleError):
    """Workflows that would start each other without end."""

    code: ClassVar[str] = "E725"
    circle: Sequence[str]
    """Workflows, the first one again at the end."""

    def message(self) -> str:
        """Name the circle."""
        return f"These workflows start each other without end: {' → '.join(self.circle)}."


class AlwaysBlocked(ScheduleError):
    """A schedule whose due times all fall into blocking windows of a system it writes to."""

    code: ClassVar[str] = "E726"
    system: str
    window: str
    """The window in which one of the due times falls."""
    example: str
    """That due time."""

    def message(self) -> str:
        """Name the system and the window."""
        return (
            f'Whenever this is due, nothing is written to "{self.system}": {self.example}, for example, is in its '
            f'window "{self.window}". Choose another time, or change the window in config/systems.yaml.'
        )


class AlreadyOver(ScheduleError):
    """A schedule for one time that has passed."""

    code: ClassVar[str] = "E727"
    at: str

    def message(self) -> str:
        """Say what to do with it."""
        return f"{self.at} has passed, so this will not start again. Delete the schedule, or write a time to come."


class NoLand(ScheduleError):
    """Working days are asked for, and nobody says in which Land."""

    code: ClassVar[str] = "E728"

    def message(self) -> str:
        """Say where a Land is written."""
        return (
            "Working days differ by Land, and none is written. Write it here, like `land: RP`, or for the whole "
            "workspace in config/nahtlos.yaml, `calendar: {land: RP}`."
        )


class WrongScheduledInput(ScheduleError):
    """An input that a schedule gives is missing, or not what its workflow declares."""

    code: ClassVar[str] = "E729"
    workflow: str
    name: str
    reason: str

    def message(self) -> str:
        """Say where it is written; its value may be personal."""
        return f'The input "{self.name}" of {self.workflow} {self.reason}. Write it under "inputs:" of the schedule.'
