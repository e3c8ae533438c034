from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from nahtlos.errors import ExpressionFailed
from nahtlos.expressions import Template, compile_template


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("today()", date(2026, 11, 22)),
        ("now()", datetime(2026, 11, 22, 10, 0, tzinfo=UTC)),
        ("days(3)", timedelta(days=3)),
        ("today() + days(3)", date(2026, 11, 25)),
        ("today() - days(22)", date(2026, 10, 31)),
        ("item.day - today() > days(1)", True),
        ("days(0 - 1)", timedelta(days=-1)),
    ],
)
def test_the_clock_is_that_of_the_run(expression: str, expected: object, value: Callable[[str], object]) -> None:
    """Today is the day of the run, and dates move by days."""
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("days(1.5)", "a number of days is a whole number up to 100000"),
        ("days(100001)", "a number of days is a whole number up to 100000"),
        ("days(row['#'])", "an argument is a text"),
    ],
)
def test_days_are_counted_in_whole_numbers(expression: str, reason: str, failure: Callable[[str], str]) -> None:
    """Half a day is no number of days."""
    assert failure(expression) == reason


@pytest.mark.parametrize("scope", [{}, {"run": {}}, {"run": None}, {"run": {"now": "2026-11-22"}}])
def test_without_a_clock_there_is_no_today(scope: dict[str, object]) -> None:
    """No other clock is asked."""
    template = compile_template("{{ today() }}", place=None, names={})

    with pytest.raises(ExpressionFailed, match="the run has no clock"):
        template.evaluate(scope)


@pytest.mark.parametrize(("expression", "kind"), [("today()", "date"), ("now()", "moment"), ("days(1)", "duration")])
def test_the_type_of_a_result_is_known(expression: str, kind: str, template: Callable[[str], Template]) -> None:
    """What a function gives is known before the run."""
    assert template(f"{{{{ {expression} }}}}").type.kind == kind
