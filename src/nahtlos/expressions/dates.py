"""Dates and times in formats of LDML (`dd.MM.yyyy`, `EE dd.MM.`, `HH:mm`), with German names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Self

from nahtlos.errors import InvalidFormat, InvalidValue
from nahtlos.expressions.texts import normalize_text

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
          "Dezember")  # fmt: skip

_TOKEN = re.compile(r"'([^']*)'|([A-Za-z])\2*|[^A-Za-z']")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ISO_TIME = re.compile(r"([0-9]{2}):([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a format: which part of a date it is, how it is written and how it is read."""

    unit: str
    write: Callable[[Any], str]
    pattern: str
    names: tuple[str, ...] = ()


def _short(names: tuple[str, ...], length: int) -> str:
    return "|".join(f"{name}|{name[:length]}\\.?" for name in names)


def _weekday(moment: date) -> str:
    return WEEKDAYS[moment.weekday()]


def _month(moment: date) -> str:
    return MONTHS[moment.month - 1]


# The functions are only called with a date or time that has the unit: `write` looks first.
FIELDS: Mapping[str, Field] = {
    "yyyy": Field("year", lambda moment: f"{moment.year:04}", "[0-9]{4}"),
    "yy": Field("short_year", lambda moment: f"{moment.year % 100:02}", "[0-9]{2}"),
    "MMMM": Field("month", _month, "|".join(MONTHS), MONTHS),
    "MMM": Field("month", lambda moment: _month(moment)[:3], _short(MONTHS, 3), MONTHS),
    "MM": Field("month", lambda moment: f"{moment.month:02}", "[0-9]{2}"),
    "M": Field("month", lambda moment: f"{moment.month}", "[0-9]{1,2}"),
    "dd": Field("day", lambda moment: f"{moment.day:02}", "[0-9]{2}"),
    "d": Field("day", lambda moment: f"{moment.day}", "[0-9]{1,2}"),
    "EEEE": Field("weekday", _weekday, "|".join(WEEKDAYS), WEEKDAYS),
    **{
        letters: Field("weekday", lambda moment: _weekday(moment)[:2], _short(WEEKDAYS, 2), WEEKDAYS)
        for letters in ("E", "EE", "EEE")
    },
    "HH": Field("hour", lambda moment: f"{moment.hour:02}", "[0-9]{2}"),
    "H": Field("hour", lambda moment: f"{moment.hour}", "[0-9]{1,2}"),
    "mm": Field("minute", lambda moment: f"{moment.minute:02}", "[0-9]{2}"),
    "ss": Field("second", lambda moment: f"{moment.second:02}", "[0-9]{2}"),
}
DATE_UNITS = frozenset({"year", "short_year", "month", "day", "weekday"})
TIME_UNITS = frozenset({"hour", "minute", "second"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFormat:
    """A format for dates, times, or both."""

    text: str
    parts: tuple[Field | str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Understand a format; raise `InvalidFormat` if it is none."""
        if text.count("'") % 2:
            raise InvalidFormat(format=text, reason="a quote is never closed")
        parts = [_part(token, text) for token in _TOKEN.finditer(text)]
        fields = [part for part in parts if isinstance(part, Field)]
        if not fields:
            raise InvalidFormat(format=text, reason='a date format is written like "dd.MM.yyyy" or "HH:mm"')
        if len({field.unit.removeprefix("short_") for field in fields}) < len(fields):
            raise InvalidFormat(format=text, reason="a part of the date stands in it twice")
        pattern = "".join(f"({part.pattern})" if isinstance(part, Field) else _literal(part) for part in parts)
        return cls(text=text, parts=tuple(parts), pattern=re.compile(pattern, re.IGNORECASE))

    @property
    def units(self) -> frozenset[str]:
        """The units that a text in this format names."""
        return frozenset(part.unit for part in self.parts if isinstance(part, Field))

    def write(self, moment: date | time) -> str:
        """Write a date, a time or a moment."""
        if isinstance(moment, time) and self.units & DATE_UNITS:
            raise InvalidValue("is a time of day, and its format asks for a date")
        if not isinstance(moment, time | datetime) and self.units & TIME_UNITS:
            raise InvalidValue("is a date, and its format asks for a time of day")
        return "".join(part.write(moment) if isinstance(part, Field) else part for part in self.parts)

    def read_date(self, text: str, *, reference: date | None = None) -> date:
        """Read a date; `reference` says which year is meant where the format has none, or only two digits of it."""
        if not {"day", "month"} <= self.units:
            raise InvalidValue("cannot be read as a date, because its format has no day or no month")
        found = self._read(text)
        reference = reference.date() if isinstance(reference, datetime) else reference
        days = list(_days(_years(found, reference), found))
        if not days:
            raise InvalidValue("is not a date of the calendar")
        days = [day for day in days if found.get("weekday", day.weekday()) == day.weekday()]
        if not days:
            raise InvalidValue("has a day of the week that does not fit its date")
        return min(days, key=lambda day: abs(day - reference)) if reference else days[0]

    def read_time(self, text: str) -> time:
        """Read a time of day."""
        if not {"hour", "minute"} <= self.units:
            raise InvalidValue("cannot be read as a time of day, because its format has no hour or no minute")
        found = self._read(text)
        try:
            return time(found["hour"], found["minute"], found.get("second", 0))
        except ValueError:
            raise InvalidValue("is not a time of day") from None

    def _read(self, text: str) -> dict[str, int]:
        match = self.pattern.fullmatch(normalize_text(text))
        if match is None:
            raise InvalidValue(f"is not written as {self.text}")
        fields = [part for part in self.parts if isinstance(part, Field)]
        return {field.unit: _number(field, word) for field, word in zip(fields, match.groups(), strict=True)}


def read_date(text: str) -> date:
    """Read a date such as 2026-11-24."""
    if not (parts := _ISO_DATE.fullmatch(normalize_text(text))):
        raise InvalidValue("is not a date: it is written like 2026-11-24")
    try:
        return date(*map(int, parts.groups()))
    except ValueError:
        raise InvalidValue("is not a date of the calendar") from None


def read_time(text: str) -> time:
    """Read a time of day such as 09:30."""
    if not (parts := _ISO_TIME.fullmatch(normalize_text(text))):
        raise InvalidValue("is not a time of day: it is written like 09:30")
    try:
        return time(int(parts[1]), int(parts[2]))
    except ValueError:
        raise InvalidValue("is not a time of day") from None


def _part(token: re.Match[str], text: str) -> Field | str:
    if token[2] is None:
        return token[0] if token[1] is None else token[1] or "'"
    if token[0] not in FIELDS:
        raise InvalidFormat(
            format=text, reason=f'"{token[0]}" is none of {", ".join(FIELDS)}; text stands in single quotes'
        )
    return FIELDS[token[0]]


def _literal(text: str) -> str:
    return r"\s*" if not text.strip() else re.escape(text)


def _number(field: Field, word: str) -> int:
    if not field.names:
        return int(word)
    short = word.rstrip(".").casefold()
    found = next(number for number, name in enumerate(field.names) if name.casefold().startswith(short))
    return found + (field.unit == "month")


def _years(found: Mapping[str, int], reference: date | None) -> Sequence[int]:
    """Return the years that can be meant."""
    if "year" in found:
        return [found["year"]]
    if reference is None:
        raise InvalidValue("has no full year, and nothing says which is meant")
    if "short_year" in found:  # as LDML says: from 80 years before to 20 years after
        century = range(reference.year - 79, reference.year + 21)
        return [year for year in century if year % 100 == found["short_year"]]
    return range(reference.year - 1, reference.year + 2)


def _days(years: Sequence[int], found: Mapping[str, int]) -> Iterator[date]:
    for year in years:
        with suppress(ValueError):
            yield date(year, found["month"], found["day"])
