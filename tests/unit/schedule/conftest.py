"""Schedules as they are written in a file, compiled for Rheinland-Pfalz."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from nahtlos.calendar.working_days import Calendars, ClosingDays
from nahtlos.errors import NahtlosError, Refused, Source
from nahtlos.model import load_schedules
from nahtlos.schedule.compile import compile_schedules
from nahtlos.schedule.rules import Interval, OnDays
from nahtlos.schedule.schedule import Schedule

Rule = OnDays | Interval
RuleOf = Callable[..., Rule]
CompileText = Callable[[str], Sequence[Schedule]]
Problems = Callable[[str], Sequence[NahtlosError]]


def compiled(text: str, *, closed: Sequence[date] = ()) -> tuple[Sequence[Schedule], Sequence[NahtlosError]]:
    """Compile the text of a file; what is wrong with it comes beside what could be compiled."""
    try:
        file = load_schedules(Source("config/schedules.yaml", text))
    except Refused as refused:
        return (), refused.problems
    return compile_schedules([file], Calendars(closing_days=ClosingDays(once=frozenset(closed))), "RP")


@pytest.fixture
def compile_text() -> CompileText:
    """Compile a file in which everything is right."""

    def compile_text(text: str) -> Sequence[Schedule]:
        schedules, problems = compiled(text)
        assert list(problems) == []
        return schedules

    return compile_text


@pytest.fixture
def problems_of() -> Problems:
    """Name what is wrong with a file."""
    return lambda text: compiled(text)[1]


def rule_from(text: str, *, closed: Sequence[date] = ()) -> Rule:
    """Compile the rule of one schedule, written in one line."""
    schedules, problems = compiled(f"schedules:\n  it: {{workflow: any, {text}}}\n", closed=closed)
    assert list(problems) == []
    rule = schedules[0].rule
    assert isinstance(rule, OnDays | Interval)
    return rule


@pytest.fixture
def rule_of() -> RuleOf:
    """Compile the rule of one schedule, written in one line."""
    return rule_from
