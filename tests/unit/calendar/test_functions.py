"""What expressions ask of calendars: right answers, and clear words where there is none."""

from datetime import date

import pytest

from nahtlos.calendar.functions import calendar_functions
from nahtlos.calendar.working_days import Calendars, ClosingDays
from nahtlos.errors import ExpressionFailed, NotAChoice, Refused, UnknownLand
from nahtlos.expressions import CLOCK_FUNCTIONS, Typed, compile_template

CALENDARS = Calendars(closing_days=ClosingDays(yearly=frozenset({(12, 24), (12, 31)})))
FUNCTIONS = {**CLOCK_FUNCTIONS, **calendar_functions(CALENDARS)}
NAMES = {"day": Typed(kind="date"), "land": Typed(kind="text"), "unit": Typed(kind="text"), "n": Typed(kind="integer")}


def evaluate(expression: str, **scope: object) -> object:
    template = compile_template(f"{{{{ {expression} }}}}", place=None, names=NAMES, functions=FUNCTIONS)
    return template.evaluate(scope)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("add_working_days(day, 10, 'RP')", date(2027, 1, 12)),  # 24, 25, 31 December, 1 January: none
        ("add_working_days(day, -1, 'RP')", date(2026, 12, 22)),
        ("add_working_days(day, 10, 'BY')", date(2027, 1, 13)),  # Heilige Drei Könige, too
        ("working_days_between(day, day + days(7), 'RP')", 3),
        ("is_working_day(day, 'RP')", True),
        ("is_working_day(day + days(1), 'RP')", False),  # the office is closed
        ("deadline_end(day, 1, 'day', 'RP')", date(2026, 12, 24)),  # but the law does not know
        ("deadline_end(day, 2, 'days', 'RP')", date(2026, 12, 28)),
        ("deadline_end(day, 1, 'month', 'RP')", date(2027, 1, 25)),
        ("deadline_end_from(day, 1, 'weeks', 'RP')", date(2026, 12, 29)),
        ("period_end(day, 6, 'months')", date(2027, 6, 22)),
        ("notice_by_post(day)", date(2026, 12, 27)),
        ("objection_deadline(notice_by_post(day), 'RP')", date(2027, 1, 27)),
    ],
)
def test_functions(expression: str, wanted: object) -> None:
    """From 23 December 2026, in an office that is closed on 24 and 31 December."""
    assert wanted == evaluate(expression, day=date(2026, 12, 23))


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        ("add_working_days(day, 10, 'NRW')", UnknownLand),
        ("objection_deadline(day, 'Hessen')", UnknownLand),
        ("deadline_end(day, 1, 'mnths', 'RP')", NotAChoice),
        ("period_end(day, 1, 'fortnight')", NotAChoice),
    ],
)
def test_words_that_are_wrong_before_the_run(expression: str, error: type[Exception]) -> None:
    """What is written literally is checked where it is written."""
    with pytest.raises(Refused) as caught:
        evaluate(expression, day=date(2026, 12, 23))

    assert [error] == [type(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("add_working_days(day, 10, land)", "is no Land: they are written BB, BE"),
        ("deadline_end(day, 1, unit, 'RP')", "is no unit of time"),
        ("deadline_end(day, 0, 'days', 'RP')", "a deadline has at least one day"),
        ("add_working_days(day, n, 'RP')", "not a whole number up to"),
        ("working_days_between(day, day - days(20000), 'RP')", "beyond the years whose holidays are known"),
        ("period_end(day, 9000, 'years')", "a day that no calendar has"),
    ],
)
def test_values_that_are_wrong_in_a_run(expression: str, reason: str) -> None:
    """The reason says what is wrong, and never the value."""
    with pytest.raises(ExpressionFailed) as caught:
        evaluate(expression, day=date(2026, 12, 23), land="Bayern", unit="aeons", n=1_000_000)

    assert reason in caught.value.message()
    assert caught.value.is_wrong_case  # so the case is rejected
    assert "Bayern" not in caught.value.message()
