"""How days and times are named to people, whatever language the computer speaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta, tzinfo
from itertools import groupby

from nahtlos.calendar.working_days import LANDS, Calendar
from nahtlos.model.crontab import MONTHS, WEEKDAYS
from nahtlos.schedule.due import Due
from nahtlos.schedule.walls import wall_time

ORDINALS = ("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
DAY = timedelta(days=1)
SATURDAY = 5


def explain(due: Due, zone: tzinfo) -> str:
    """Say when something is due, and why: `Mon 2026-12-28 05:30, because 25-27 December are …`."""
    at = wall_time(due.at, zone)
    time = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    return f"{WEEKDAYS[at.weekday()][:3]} {at:%Y-%m-%d} {time}, because {due.because}"


def ordinal(n: int) -> str:
    """Write a number as first, second … tenth, 11th."""
    if n < len(ORDINALS):
        return ORDINALS[n]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th") if n not in (11, 12, 13) else "th"
    return f"{n}{ending}"


def from_end(n: int) -> str:
    """Name the n-th from the end: last, second to last."""
    return "last" if n == 1 else f"{ordinal(n)} to last"


def in_land(calendar: Calendar) -> str:
    """Name where a calendar holds."""
    return f"in {LANDS[calendar.land]}"


def days_off_before(day: date, calendar: Calendar) -> str:
    """Say which days right before a working day are none, or nothing."""
    first = day
    while not calendar.is_working_day(first - DAY):
        first -= DAY
    return days_off(first, day - DAY, calendar) if first < day else ""


def days_off_within(first: date, last: date, calendar: Calendar) -> Sequence[str]:
    """Say which days from the first to the last are no working days, those that follow each other together."""
    days = [first + DAY * n for n in range((last - first).days + 1)]
    groups = groupby((day for day in days if not calendar.is_working_day(day)), key=lambda day: calendar.add(day, 1))
    return [days_off(off[0], off[-1], calendar) for off in (tuple(group) for _, group in groups)]


def days_off(first: date, last: date, calendar: Calendar) -> str:
    """Say what kind of days without work follow each other: `25-27 December are holidays or weekend`."""
    days = [first + DAY * n for n in range((last - first).days + 1)]
    if first == last:
        return f"{_span(first, last)} is {_alone(first, calendar)}"
    kinds = (
        ("holidays", any(calendar.holiday(day) is not None for day in days)),
        ("closing days", any(_is_closed(day, calendar) for day in days)),
        ("weekend", any(day.weekday() >= SATURDAY for day in days)),
    )
    return f"{_span(first, last)} are {_either([kind for kind, there_are in kinds if there_are])}"


def _is_closed(day: date, calendar: Calendar) -> bool:
    return day.weekday() < SATURDAY and calendar.holiday(day) is None


def _alone(day: date, calendar: Calendar) -> str:
    name = calendar.holiday(day)
    if name is not None:
        return f"a holiday ({name})"
    return "weekend" if day.weekday() >= SATURDAY else "a closing day"


def _span(first: date, last: date) -> str:
    if first == last:
        return f"{first.day} {MONTHS[first.month - 1]}"
    if first.month == last.month:
        return f"{first.day}-{last.day} {MONTHS[last.month - 1]}"
    return f"{_span(first, first)} to {_span(last, last)}"


def _either(words: Sequence[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} or {last}" if rest else last
