"""What expressions of workflows and bots can ask of calendars and deadlines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from nahtlos.calendar import deadlines
from nahtlos.calendar.deadlines import UNITS, Length
from nahtlos.calendar.working_days import Calendar, Calendars
from nahtlos.errors import InvalidValue, NotAChoice, OutsideCalendar, UnknownLand
from nahtlos.expressions import Function, Typed
from nahtlos.model.land import check_land

DATE = Typed(kind="date")
INTEGER = Typed(kind="integer")
TEXT = Typed(kind="text")
YES_NO = Typed(kind="yes_no")
MOST = 36_500
"""How many working days or units may be asked for: beyond it, somebody mistook a number for another."""


def calendar_functions(calendars: Calendars) -> Mapping[str, Function]:
    """Return the functions, which know the closing days of this workspace."""
    end = {"n": INTEGER, "unit": TEXT}
    return {
        "add_working_days": _of_land(
            calendars, lambda calendar, day, n: calendar.add(day, _count(n)), {"date": DATE, "n": INTEGER}, DATE
        ),
        "working_days_between": _of_land(calendars, Calendar.between, {"first": DATE, "last": DATE}, INTEGER),
        "is_working_day": _of_land(calendars, Calendar.is_working_day, {"date": DATE}, YES_NO),
        "deadline_end": _of_land(
            calendars,
            lambda calendar, event, n, unit: deadlines.moved(deadlines.end_after(event, _length(n, unit)), calendar),
            {"event": DATE, **end}, DATE,
        ),
        "deadline_end_from": _of_land(
            calendars,
            lambda calendar, first, n, unit: deadlines.moved(deadlines.end_from(first, _length(n, unit)), calendar),
            {"first_day": DATE, **end}, DATE,
        ),
        "objection_deadline": _of_land(
            calendars, lambda calendar, notice: deadlines.objection_deadline(notice, calendar), {"notice": DATE}, DATE
        ),
        "period_end": Function(
            parameters={"first_day": DATE, **end}, result=DATE, checks={"unit": _check_unit},
            call=lambda _, first, n, unit: _answer(lambda: deadlines.end_from(first, _length(n, unit))),
        ),
        "notice_by_post": Function(
            parameters={"posted": DATE}, result=DATE,
            call=lambda _, posted: _answer(lambda: deadlines.notice_by_post(posted)),
        ),
    }  # fmt: skip


def _of_land(
    calendars: Calendars, ask: Callable[..., object], parameters: Mapping[str, Typed], result: Typed
) -> Function:
    """Make a function of a calendar, whose last argument is the Land."""

    def call(_: Mapping[str, object], *arguments: Any) -> object:
        *given, land = arguments
        return _answer(lambda: ask(calendars[land], *given))

    checks: dict[str, Callable[[str], object]] = {"land": check_land}
    if "unit" in parameters:
        checks["unit"] = _check_unit
    return Function(parameters={**parameters, "land": TEXT}, result=result, call=call, checks=checks)


def _answer(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except UnknownLand:
        raise InvalidValue(
            "is no Land: they are written BB, BE, BW, BY, HB, HE, HH, MV, NI, NW, RP, SH, SL, SN, ST, TH"
        ) from None
    except OutsideCalendar:
        raise InvalidValue("leads beyond the years whose holidays are known, 1991 to 2100") from None
    except (OverflowError, ValueError):
        raise InvalidValue("leads to a day that no calendar has") from None


def _count(n: int | Decimal) -> int:
    if n != int(n) or not -MOST <= n <= MOST:
        raise InvalidValue("is not a whole number up to 36500")
    return int(n)


def _length(n: int | Decimal, unit: str) -> Length:
    if unit not in UNITS and f"{unit}s" not in UNITS:
        raise InvalidValue(
            "is no unit of time: there are days, weeks, half_months, months, quarters, half_years, years"
        )
    if _count(n) < 1:
        raise InvalidValue("is no length: a deadline has at least one day")
    return Length.of(_count(n), unit)


def _check_unit(unit: str) -> None:
    if unit not in UNITS and f"{unit}s" not in UNITS:
        raise NotAChoice(key="unit", word=unit, choices=UNITS)
