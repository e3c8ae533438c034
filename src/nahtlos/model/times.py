"""How times are written in schedules: intervals, wall times, time zones, and sentences about working days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator

from nahtlos.errors import NahtlosError, UnknownSentence, UnknownTimeZone
from nahtlos.model.crontab import Crontab, read_crontab
from nahtlos.model.written import refuse
from nahtlos.reading import Node, Text

EVERY = re.compile(r"([1-9]\d*) ?(?:(s|min|h)|(day|week)s?)")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
WALL = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")
SENTENCE = re.compile(
    r"(?:(?P<every>every) working day"
    r"|(?P<nth>\w+) working day of (?:the|each|every) month"
    r"|(?P<back>\w+) to last working day of (?:the|each|every) month"
    r"|(?P<before>\w+) working days? before (?:the )?month end"
    r") at (?P<times>[\d:]+(?:(?:, | and )[\d:]+)*)"
)
SECONDS = {"s": 1, "min": 60, "h": 3600}
DAYS = {"day": 1, "week": 7}
FIRST = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
ONE = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PATTERNS = (
    "every working day at 05:30",
    "third working day of the month at 06:00",
    "last working day of the month at 18:00",
    "two working days before month end at 18:00",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """How long an interval is: in real time, or in days of the calendar."""

    written: str
    time: timedelta
    """Zero where it is counted in days."""
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingDayTimes:
    """Working days and the times on them."""

    n: int | None
    """Which working day of the month, from its end if negative; None: every one."""
    times: tuple[time, ...]


def read_times(text: str) -> tuple[time, ...]:
    """Read `05:30` or `05:30, 12:00 and 18:00`."""
    words = re.split(r", | and ", text)
    if not all(TIME.fullmatch(word) for word in words):
        raise ValueError("write times of day like 05:30, or 05:30 and 12:00.")
    return tuple(sorted({time.fromisoformat(word) for word in words}))


def read_wall(text: str) -> datetime:
    """Read a date with a time of day."""
    try:
        if WALL.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("write a date and a time that exist, like 2026-12-24 05:30.")


def _every(value: object) -> Every:
    match = EVERY.fullmatch(value) if isinstance(value, Text) else None
    if match is None:
        raise ValueError("write an interval as a whole number and a unit: 30 s, 15 min, 2 h, 1 day, 2 weeks.")
    number = int(match[1])
    if match[3]:
        return Every(written=match[0], time=timedelta(), days=number * DAYS[match[3]])
    return Every(written=match[0], time=timedelta(seconds=number * SECONDS[match[2]]))


def _wall(value: object) -> datetime:
    return read_wall(value if isinstance(value, Text) else "")


def _zone(value: object) -> ZoneInfo:
    if not isinstance(value, Text):
        raise ValueError("write a time zone like Europe/Berlin.")
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise refuse(UnknownTimeZone(name=value, known=sorted(available_timezones()), place=value.place)) from None


def _crontab(value: Node) -> Crontab:
    text = value if isinstance(value, Text) else Text("", place=value.place)
    try:
        return read_crontab(text)
    except NahtlosError as error:
        error.place = text.place
        raise refuse(error) from None


def _working_day(value: object) -> int | str:
    if value == "every":
        return "every"
    if isinstance(value, Text) and re.fullmatch(r"-?[1-9]\d*", value):
        return int(value)
    raise ValueError('write "every", 1 for the first of the month, 2 …, or -1 for its last, -2 …')


def _sentence(value: Node) -> WorkingDayTimes:
    text = value if isinstance(value, Text) else Text("", place=value.place)
    match = SENTENCE.fullmatch(" ".join(text.lower().split()))
    n = _count(match) if match else 0
    if match is None or n == 0:
        raise refuse(UnknownSentence(sentence=text, patterns=PATTERNS, place=text.place))
    return WorkingDayTimes(n=n, times=read_times(match["times"]))


def _count(match: re.Match[str]) -> int | None:
    """Return which working day of the month a sentence means; 0 if that is no number."""
    if match["every"]:
        return None
    if match["nth"] == "last":
        return -1
    if match["nth"]:
        return _number(match["nth"], FIRST)
    return -(_number(match["back"], FIRST) if match["back"] else _number(match["before"], ONE))


def _number(word: str, words: tuple[str, ...]) -> int:
    if word in words:
        return words.index(word) + 1
    digits = re.fullmatch(r"(\d+)(?:st|nd|rd|th)?", word)
    return int(digits[1]) if digits else 0


Interval = Annotated[Every, BeforeValidator(_every)]
Wall = Annotated[datetime, BeforeValidator(_wall)]
"""A date and a time, in the time zone of the schedule."""
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
CrontabText = Annotated[Crontab, BeforeValidator(_crontab)]
WorkingDay = Annotated[int | Literal["every"], BeforeValidator(_working_day)]
Sentence = Annotated[WorkingDayTimes, BeforeValidator(_sentence)]
