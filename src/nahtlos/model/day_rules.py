"""Words for days: `every day`, `Friday`, `working days`, `last working day of the month`, `12-31`, `2026-12-05`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator

from nahtlos.errors import NahtlosError, UnknownDays
from nahtlos.model.scalars import listed_texts
from nahtlos.model.times import FIRST, ONE
from nahtlos.model.written import refuse
from nahtlos.reading import Items, Node, Text

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPAN = re.compile(r"(\w+) to (\w+)")
OF_MONTH = re.compile(r"(?P<nth>\w+)(?P<back> to last)? (?P<working>working )?day(?: of (?:the|each|every) month)?")
BEFORE_END = re.compile(r"(?P<n>\w+) (?P<working>working )?days? before (?:the )?month end")
YEARLY = re.compile(r"(\d{2})-(\d{2})")
LEAP_YEAR = 2024
KNOWN = (
    "every day", *(word.capitalize() for word in WEEKDAYS), "Monday to Friday", "working days",
    "weekends and holidays", "first working day", "last working day", "two working days before month end", "last day",
    "12-31", "2026-12-05",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week, Monday is 0."""

    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """All days on which people work, or all on which they do not."""

    is_working: bool


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """The n-th day or working day of each month, from its end if negative."""

    n: int
    is_working: bool


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day of each year, or of one."""

    month: int
    day: int
    year: int | None = None


DayRule: TypeAlias = Weekdays | WorkingDays | DayOfMonth | DayOfYear
EVERY_DAY = Weekdays(frozenset(range(7)))
WORDS: Mapping[str, DayRule] = {
    "every day": EVERY_DAY,
    "working days": WorkingDays(is_working=True),
    "weekends and holidays": WorkingDays(is_working=False),
    **{word: Weekdays(frozenset({number})) for number, word in enumerate(WEEKDAYS)},
}


def read_day_rule(text: str) -> DayRule:
    """Read the words; raises `ValueError`."""
    words = " ".join(text.lower().split())
    return WORDS.get(words) or _span(words) or _day_of_month(words) or _day_of_year(words)


def _span(words: str) -> DayRule | None:
    match = SPAN.fullmatch(words)
    if match is None:
        return None
    first, last = WEEKDAYS.index(match[1]), WEEKDAYS.index(match[2])
    return Weekdays(frozenset((first + n) % 7 for n in range((last - first) % 7 + 1)))


def _day_of_month(words: str) -> DayRule | None:
    if match := BEFORE_END.fullmatch(words):
        return DayOfMonth(-_number(match["n"], ONE), is_working=bool(match["working"]))
    match = OF_MONTH.fullmatch(words)
    if match is None:
        return None
    n = -1 if match["nth"] == "last" and not match["back"] else _number(match["nth"], FIRST)
    return DayOfMonth(-n if match["back"] else n, is_working=bool(match["working"]))


def _day_of_year(words: str) -> DayRule:
    if match := YEARLY.fullmatch(words):
        day = date(LEAP_YEAR, int(match[1]), int(match[2]))
        return DayOfYear(day.month, day.day)
    day = date.fromisoformat(words)
    return DayOfYear(day.month, day.day, day.year)


def _number(word: str, words: tuple[str, ...]) -> int:
    if word in words:
        return words.index(word) + 1
    digits = re.fullmatch(r"([1-9]\d?)(?:st|nd|rd|th)?", word)
    if digits is None:
        raise ValueError(word)
    return int(digits[1])


def _day_rules(value: Node) -> tuple[DayRule, ...]:
    entries = listed_texts(value)
    if not isinstance(entries, Items) or not entries:
        raise ValueError("write days like working days, Friday, last working day or 12-31, or a list of them.")
    rules: list[DayRule] = []
    problems: list[NahtlosError] = []
    for entry in entries:
        text = str(entry) if isinstance(entry, Text) else "…"
        try:
            rules.append(read_day_rule(text))
        except ValueError:
            problems.append(UnknownDays(days=text, known=KNOWN, place=entry.place))
    if problems:
        raise refuse(*problems)
    return tuple(rules)


DayRules = Annotated[tuple[DayRule, ...], BeforeValidator(_day_rules)]
"""One text or a list of texts."""
