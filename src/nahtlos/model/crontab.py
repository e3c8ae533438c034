"""Reads crontabs: five fields, weekdays by name, and nothing that programs read in different ways."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from nahtlos.errors import AmbiguousCrontab, NeverDue, WrongCrontab, close_to, listed

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ELEMENT = re.compile(r"(?P<first>\*|[a-z]+|\d+)(?:-(?P<last>[a-z]+|\d+))?(?:/(?P<step>\d+))?")
LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a field of a crontab may hold."""

    name: str
    first: int
    last: int
    names: Mapping[str, int]
    every: frozenset[int]
    """What `*` means."""
    turns: bool = False
    """Whether a range may go over the end, as from Friday to Monday."""


MINUTE = Field(name="minute", first=0, last=59, names={}, every=frozenset(range(60)))
HOUR = Field(name="hour", first=0, last=23, names={}, every=frozenset(range(24)))
MONTH_DAY = Field(name="day", first=1, last=31, names={}, every=frozenset(range(1, 32)))
MONTH = Field(
    name="month", first=1, last=12, names={name.lower(): n for n, name in enumerate(MONTHS, start=1)},
    every=frozenset(range(1, 13)),
)  # fmt: skip
WEEKDAY = Field(
    name="weekday", first=0, last=6, names={name.lower(): n for n, name in enumerate(WEEKDAYS)},
    every=frozenset(range(7)), turns=True,
)  # fmt: skip
# Sunday is 0 and 7 there.
WEEKDAY_OF_CRON = Field(
    name="weekday", first=0, last=7, names={name.lower(): n for n, name in enumerate(WEEKDAYS, start=1)},
    every=frozenset(range(8)), turns=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Crontab:
    """The days and the times of a crontab."""

    text: str
    times: tuple[time, ...]
    days: frozenset[int]
    last_day: bool
    months: frozenset[int]
    weekdays: frozenset[int]

    def has(self, day: date) -> bool:
        """Whether it holds on a day."""
        if day.weekday() not in self.weekdays or day.month not in self.months:
            return False
        return day.day in self.days or (self.last_day and (day + timedelta(days=1)).day == 1)


def read_crontab(text: str) -> Crontab:
    """Read a crontab; raises what is wrong with it, without a place."""
    fields = text.lower().split()
    if len(fields) != 5:
        raise WrongCrontab(why=f"it has {len(fields)} field{'s' if len(fields) != 1 else ''}.")
    minute, hour, day, month, weekday = fields
    _refuse_digits(fields)
    minutes, hours = _values(minute, MINUTE), _values(hour, HOUR)
    last_day = LAST in day.split(",")
    plain = ",".join(part for part in day.split(",") if part != LAST)
    crontab = Crontab(
        text=text,
        times=tuple(time(h, m) for h in sorted(hours) for m in sorted(minutes)),
        days=_values(plain, MONTH_DAY) if plain else frozenset(),
        last_day=last_day,
        months=_values(month, MONTH),
        weekdays=_values(weekday, WEEKDAY),
    )
    if day != "*" and weekday != "*":
        raise WrongCrontab(
            why=f'it has days of the month ("{day}") and weekdays ("{weekday}"); some programs want one of them to '
            "fit, others both. Write * for one of them, and two schedules if you mean both kinds of days."
        )
    _refuse_never(crontab)
    return crontab


def _values(text: str, field: Field) -> frozenset[int]:
    if text == "*":
        return field.every
    return frozenset(value for part in text.split(",") for value in _element(part, field))


def _element(text: str, field: Field) -> Sequence[int]:
    match = ELEMENT.fullmatch(text)
    if match is None or (match["first"] == "*" and match["last"]) or (match["step"] and not _has_range(match)):
        raise WrongCrontab(why=f'"{text}" is no {field.name}; write numbers, names, *, a-b, */n or a-b/n.')
    first, last = _ends(match, field)
    step = int(match["step"] or 1)
    size = field.last - field.first + 1
    if not 0 < step < size:
        raise WrongCrontab(why=f'"{text}" counts in steps of {step}, and there are {size} values of {field.name}.')
    if first > last and field.turns:
        return [value % 7 for value in range(first, last + 8, step)]
    if first > last:
        turned = f"{match['first']}-{field.last},{field.first}-{match['last']}"
        raise WrongCrontab(why=f'"{text}" ends before it begins; over the end, write "{turned}".')
    return range(first, last + 1, step)


def _has_range(match: re.Match[str]) -> bool:
    return match["first"] == "*" or match["last"] is not None


def _ends(match: re.Match[str], field: Field) -> tuple[int, int]:
    if match["first"] == "*":
        return field.first, field.last
    first = _value(match["first"], field)
    return first, first if match["last"] is None else _value(match["last"], field)


def _value(word: str, field: Field) -> int:
    if word.isdigit() and field.first <= int(word) <= field.last:
        return int(word)
    for name, number in field.names.items():
        if word in (name, name[:3]):
            return number
    if word.isdigit():
        raise WrongCrontab(why=f"{word} is no {field.name}; there are {field.first} to {field.last}.")
    known = [name[:3] for name in field.names]
    numbers = f" Write {field.first} to {field.last}{', or last for the last one' if field is MONTH_DAY else ''}."
    hint = close_to(word, known) or (f" There are {listed(known)}." if known else numbers)
    raise WrongCrontab(why=f'"{word}" is no {field.name}.{hint}')


def _refuse_digits(fields: Sequence[str]) -> None:
    """Refuse weekdays in digits with both readings: `1` is Monday to cron, and Tuesday to APScheduler and others."""
    weekday = fields[4]
    if not any(character.isdigit() for character in weekday):
        return
    cron = frozenset((number - 1) % 7 for number in _values(weekday, WEEKDAY_OF_CRON))
    try:
        others = _named(_values(weekday, WEEKDAY))
    except WrongCrontab:
        others = "nothing"
    if others == _named(cron):
        return
    raise AmbiguousCrontab(
        field=weekday, cron=_named(cron), others=others, instead=" ".join([*fields[:4], _named(cron)])
    )


def _named(weekdays: frozenset[int]) -> str:
    days = sorted(weekdays)
    if len(days) == 7:
        return "*"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{_short(days[0])}-{_short(days[-1])}"
    return ",".join(_short(day) for day in days)


def _short(weekday: int) -> str:
    return WEEKDAYS[weekday][:3].lower()


def _refuse_never(crontab: Crontab) -> None:
    if crontab.last_day or any(day <= _longest(month) for month in crontab.months for day in crontab.days):
        return
    months = listed(MONTHS[month - 1] for month in sorted(crontab.months))
    raise NeverDue(why=f"there is no day {min(crontab.days)} in {months}.")


def _longest(month: int) -> int:
    return 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
