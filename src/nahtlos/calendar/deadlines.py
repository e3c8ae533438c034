"""When deadlines of German law end: §§ 187-193 BGB, § 26 SGB X, § 64 SGG, and notice by post (§ 37 SGB X).

A deadline has a length and begins with an event (the day of which is not counted) or with the beginning of a day
(which is). Whether its end moves over weekends and holidays is said apart from that, because not every end does.
Own closing days of an office never move a deadline of law.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from nahtlos.calendar.working_days import Calendar

FOUR_DAYS_FROM = date(2025, 1, 1)
"""Art. 33 and the coming into force of the Postrechtsmodernisierungsgesetz (BGBl. 2024 I Nr. 236)."""
HALF_A_MONTH = 15
"""§ 189 Abs. 1 BGB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long a deadline is; § 189 Abs. 2 BGB: of months and days together, the days are counted last."""

    months: int = 0
    days: int = 0

    @classmethod
    def of(cls, n: int, unit: str) -> Length:
        """Return n units; § 189 BGB says what quarters, half years and half months are."""
        match unit.removesuffix("s"):
            case "day":
                return cls(days=n)
            case "week":
                return cls(days=7 * n)
            case "half_month":
                return cls(days=HALF_A_MONTH * n)
            case month_like if month_like in MONTHS:
                return cls(months=MONTHS[month_like] * n)
        raise ValueError(unit)


MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
UNITS = ("days", "weeks", "half_months", "months", "quarters", "half_years", "years")


def end_after(event: date, length: Length) -> date:
    """Return the last day of a deadline that an event begins: § 187 Abs. 1, § 188 Abs. 1 and 2 (first case) BGB.

    The day of the event is not counted. Weeks and months end with the day that has the name or number of the day of
    the event; § 188 Abs. 3: where the month has no such day, with its last. § 64 Abs. 1 and 2 SGG say the same.
    """
    return _same_number(event, length.months, number=event.day) + timedelta(days=length.days)


def end_from(first: date, length: Length) -> date:
    """Return the last day of a deadline that begins with a day: § 187 Abs. 2, § 188 Abs. 2 (second case) BGB.

    The first day is counted, also the day of birth for an age. Weeks and months end with the day before the one that
    has the name or number of the first day.
    """
    if length.months == 0:
        return first + timedelta(days=length.days - 1)
    if first.day == 1:
        last = _same_number(first, length.months, number=1) - timedelta(days=1)
    else:
        last = _same_number(first, length.months, number=first.day - 1)
    return last + timedelta(days=length.days)


def extended_end(end: date, length: Length) -> date:
    """Return the last day of an extended deadline: § 190 BGB, the new one is counted from the end of the old one."""
    return end_from(end + timedelta(days=1), length)


def days_in(length: Length) -> int:
    """Return how many days a span is that need not lie together: § 191 BGB, a month has 30 and a year 365 days."""
    years, months = divmod(length.months, 12)
    return 365 * years + 30 * months + length.days


def part_of_month(day: date, part: Literal["beginning", "middle", "end"]) -> date:
    """Return the first, the 15th or the last day of the month: § 192 BGB."""
    number = {"beginning": 1, "middle": 15, "end": monthrange(day.year, day.month)[1]}[part]
    return day.replace(day=number)


def moved(end: date, calendar: Calendar) -> date:
    """Return the next day that is no Saturday, Sunday or public holiday: § 193 BGB, § 26 Abs. 3 Satz 1 SGB X.

    § 193 BGB moves what is to be declared or performed; § 26 Abs. 3 SGB X (as § 64 Abs. 3 SGG) the end of any
    deadline, unless the person was told a certain day with reference to that rule (Satz 2). It does not move the end
    of a period for which benefits are paid (Abs. 4), nor an appointment set by an authority (Abs. 5). The holidays
    are those of the place at which the act is to be done: the Land of the receiving office, not of the person.
    """
    while calendar.is_rest_day(end):
        end += timedelta(days=1)
    return end


def notice_by_post(posted: date) -> date:
    """Return the day on which a written act sent by post within Germany counts as made known: § 37 Abs. 2 SGB X.

    The fourth day after it was posted, the third if that was before 2025 (Postrechtsmodernisierungsgesetz of 15 July
    2024, BGBl. 2024 I Nr. 236). It does not move over weekends and holidays: BSG 6 May 2010, B 14 AS 12/09 R, because
    the rule ends no deadline but names a day (so too Bayerisches LSG 11 May 2022, L 2 U 140/13; tax law differs: BFH
    14 October 2003, IX R 68/98, on § 122 AO). The reform of 2024 changed the number of the day and nothing else. That
    an act arrived later, or never, is a matter of proof (Satz 3), which this function does not know.
    """
    return posted + timedelta(days=4 if posted >= FOUR_DAYS_FROM else 3)


def objection_deadline(notice: date, calendar: Calendar) -> date:
    """Return the last day for an objection: § 84 Abs. 1 Satz 1 and § 64 SGG, one month after it was made known.

    It presupposes correct instructions about remedies, in Germany: without them it is a year (§ 66 Abs. 2 SGG), for
    notice abroad three months (§ 84 Abs. 1 Satz 2 SGG).
    """
    return moved(end_after(notice, Length(months=1)), calendar)


def _same_number(day: date, months: int, *, number: int) -> date:
    """Return the day with this number so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(number, monthrange(year, month + 1)[1]))
