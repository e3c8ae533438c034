"""The calendars of a workspace, and what its expressions can ask of them."""

from __future__ import annotations

from nahtlos.calendar.functions import calendar_functions
from nahtlos.calendar.working_days import Calendars
from nahtlos.expressions import CLOCK_FUNCTIONS, Functions
from nahtlos.model import Settings


def calendars_of(settings: Settings) -> Calendars:
    """Return the calendars of all Länder, with the closing days of this office."""
    return Calendars(closing_days=settings.calendar.closing_days, local_holidays=settings.calendar.local_holidays)


def functions_of(settings: Settings) -> Functions:
    """Return the functions of all expressions in workflows and bots."""
    return {**CLOCK_FUNCTIONS, **calendar_functions(calendars_of(settings))}
