from collections.abc import Callable
from datetime import date, timedelta

import pytest

from nahtlos.errors import ExpressionFailed, InvalidValue, Refused
from nahtlos.expressions import CLOCK_FUNCTIONS, UNKNOWN, Function, Functions, Typed, compile_template


def next_working_day(_: object, day: date) -> date:
    if day.year > 2027:
        raise InvalidValue("is behind the last known holiday")
    return day + timedelta(days=1)


FUNCTIONS: Functions = {
    **CLOCK_FUNCTIONS,
    "next_working_day": Function(
        parameters={"day": Typed(kind="date")}, result=Typed(kind="date"), call=next_working_day
    ),
    "anything": Function(parameters={"a": Typed(), "b": Typed(kind="text")}, result=Typed(), call=lambda _, a, b: a),
}


def evaluate(expression: str, scope: dict[str, object]) -> object:
    names = {"day": Typed(kind="date"), "x": Typed()}
    text = f"{{{{ {expression} }}}}"
    return compile_template(text, place=None, names=names, functions=FUNCTIONS).evaluate(scope)


def test_a_function_is_called_with_its_arguments() -> None:
    """Functions come from the plan, with their types."""
    assert evaluate("next_working_day(day)", {"day": date(2026, 11, 24)}) == date(2026, 11, 25)
    assert evaluate("anything(x, 'b')", {"x": None}) is None


def test_a_function_with_something_unknown_is_unknown() -> None:
    """A function is not called with what is not known yet."""
    assert evaluate("anything(x, 'b')", {"x": UNKNOWN}) is UNKNOWN


@pytest.mark.parametrize(
    ("expression", "scope", "reason"),
    [
        ("next_working_day(day)", {"day": date(2028, 1, 1)}, "a value is behind the last known holiday"),
        ("next_working_day(x)", {"x": "24.11.2026"}, "an argument is a text"),
    ],
)
def test_a_function_can_fail(expression: str, scope: dict[str, object], reason: str) -> None:
    """A function that has no answer says why."""
    with pytest.raises(ExpressionFailed) as failed:
        evaluate(expression, scope)

    assert failed.value.reason == reason


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("nextworking_day(day)", 'E263  There is no function "nextworking_day". Did you mean "next_working_day"?'),
        ("xyz()", 'E263  There is no function "xyz". There are anything, days, next_working_day, now and today.'),
        ("next_working_day()", 'E264  The function "next_working_day" is written next_working_day(day).'),
        ("next_working_day(day, 1)", 'E264  The function "next_working_day" is written'),
        ("next_working_day(day=day)", 'E264  The function "next_working_day" is written'),
        ("next_working_day(*x)", 'E264  The function "next_working_day" is written'),
        ("next_working_day('x')", 'E265  "day" of next_working_day needs a date, and this is a text.'),
        ("x.y()", "E258  Calling a value cannot be used in expressions."),
        ("x['y']()", "E258  Calling a value cannot be used in expressions."),
        ("today()()", "E258  Calling a value cannot be used in expressions."),
    ],
)
def test_a_wrong_call_is_refused(expression: str, message: str) -> None:
    """Name, number and types of the arguments are checked before the run."""
    with pytest.raises(Refused) as refused:
        evaluate(expression, {})

    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ item.code | uper }}", '1:20  E262  There is no filter "uper". Did you mean "upper"?'),
        ("{{ item.code | eval }}", '1:20  E262  There is no filter "eval". There are abs, between, date, default,'),
        ("{{ item.code | map('x') }}", '1:20  E262  There is no filter "map"'),
        ("{{ item.count | upper }}", "1:21  E265  | upper needs a text, and this is a whole number."),
        ("{{ item.rows | upper }}", "1:20  E265  | upper needs a text, and this is a list."),
        ("{{ item.code | first }}", "1:20  E265  | first needs a list, and this is a text."),
        ("{{ none | upper }}", "1:15  E265  | upper needs a text, and this is none."),
        ("{{ item.code | upper(1) }}", '1:20  E264  The filter "upper" is written | upper.'),
        ("{{ item.code | replace('a') }}", '1:20  E264  The filter "replace" is written | replace(old, new).'),
        ("{{ item.code | replace(old='a', new='b') }}", '1:20  E264  The filter "replace" is written'),
        ("{{ item.code | replace(1, 2) }}", '1:28  E265  "old" needs a text, and this is a whole number.'),
        ("{{ item.code | part(inputs.word) }}", "1:32  E258  Here, anything but a text in quotes like 'pattern'"),
        ("{{ item.day | date(5) }}", "1:24  E258  Here, anything but a text in quotes like 'dd.MM.yyyy'"),
        ("{{ item.day | date('dd.MM.jjjj') }}", '1:24  E251  The format "dd.MM.jjjj" cannot be used'),
        ("{{ item.code | part('(') }}", '1:25  E252  The pattern "(" cannot be used'),
        ("{{ item.amount | format('x') }}", '1:29  E251  The format "x" cannot be used'),
        ("{{ item.iban | iban('x') }}", '1:25  E251  The format "x" cannot be used'),
        ("{{ item.rows | where }}", "1:20  E264  The filter \"where\" is written | where(column='value') or"),
        ("{{ item.rows | where(*item.tags) }}", '1:20  E264  The filter "where" is written'),
        ("{{ item.rows | where(stat='frei') }}", '1:31  E261  A row has no "stat". Did you mean "state"?'),
        ("{{ item.rows | where(stat == 'frei') }}", '1:26  E260  There is no "stat" here. Did you mean "state"?'),
        ("{{ item.rows | where(day='x') }}", "1:30  E265  This comparison needs a date, and this is a text."),
        ("{{ item.rows | where(state) }}", "1:26  E265  A condition of | where needs yes or no, and this is a text."),
        ("{{ item.rows | sort_by('dya') }}", '1:28  E261  A row has no "dya". Did you mean "day"?'),
        ("{{ item.rows | sort_by(dya) }}", '1:28  E260  There is no "dya" here. Did you mean "day"?'),
        ("{{ nix | upper | lower }}", '1:8  E260  There is no "nix" here.'),
    ],
)
def test_a_wrong_filter_is_refused(text: str, message: str, refusals: Callable[[str], list[str]]) -> None:
    """Name, arguments, formats and patterns of a filter are checked before the run."""
    [first, *_] = refusals(text)

    assert first.startswith(f"f.yaml:{message}")


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("row['#'] | abs", "a filter is given a text"),
        ("steps.party | upper", "a filter is given none"),
        ("inputs.word | replace('f', steps.party)", "an argument is none"),
        ("item.code | replace('0', 'x' ) | number", "a value is not a number: it is written like 1234,56 or 1.234,56"),
        ("slots | where(state=5)", "a text is compared with a number"),
        ("slots | where(state)", "yes or no is needed, and there is a text"),
        ("slots | where(zustand='frei')", 'a record has no "zustand"'),
        ("[inputs.word] | where(x='y')", '"x" is looked up in a text'),
    ],
)
def test_a_filter_can_fail(expression: str, reason: str, failure: Callable[[str], str]) -> None:
    """What is only known when it is there is checked again then; the reason holds no value."""
    assert failure(expression) == reason


@pytest.mark.parametrize(
    ("expression", "states"),
    [
        ("item.rows | where(state='frei')", ["frei", "frei"]),
        ("item.rows | where_not(state='frei')", ["belegt"]),
        ("item.rows | where(state='frei', count=4)", ["frei"]),
        ("item.rows | where(day > inputs.until)", ["frei"]),
        ("item.rows | where_not(day > inputs.until)", ["frei", "belegt"]),
        ("item.rows | where(state == inputs.word and count < item.count)", ["frei", "frei"]),
        ("item.rows | where(count > 3, state='frei')", ["frei"]),
        ("item.rows | where(state=inputs.word)", ["frei", "frei"]),
        ("slots | where(state='frei') | where_not(day > inputs.until)", ["frei"]),  # columns nobody declared
        ("slots | where(count == (slots | length) + 2)", ["belegt"]),  # names outside stay names
        ("item.rows | sort_by(day)", ["belegt", "frei", "frei"]),
        ("item.rows | sort_by('day')", ["belegt", "frei", "frei"]),
        ("item.rows | sort_by(0 - count)", ["belegt", "frei", "frei"]),
        ("slots | sort_by(count)", ["frei", "frei", "belegt"]),
    ],
)
def test_rows_are_filtered_by_their_columns(expression: str, states: list[str], value: Callable[[str], object]) -> None:
    """Inside of where and sort_by, the columns of a row are names; they come before those outside."""
    found = value(expression)

    assert isinstance(found, tuple)
    assert [row["state"] for row in found] == states


def test_a_column_comes_before_a_name_where_columns_are_not_declared() -> None:
    """The row decides when it is there: a column hides a name of the same word."""
    names = {"rows": Typed(kind="list"), "state": Typed(kind="text"), "limit": Typed()}
    text = "{{ rows | where(state.a == limit.b) | length }}"
    template = compile_template(text, place=None, names=names)
    scope = {"rows": [{"state": {"a": 1}}, {"state": {"a": 2}, "limit": {"b": 2}}], "state": "x", "limit": {"b": 3}}

    assert template.evaluate(scope) == 1


def test_columns_of_rows_inside_rows() -> None:
    """The innermost row gives the columns."""
    inner = Typed(kind="record", fields={"n": Typed(kind="integer")})
    row = Typed(kind="record", fields={"parts": Typed(kind="list", element=inner), "sub": inner})
    text = "{{ rows | where((parts | where(n > 1) | length) == sub.n) | length }}"
    template = compile_template(text, place=None, names={"rows": Typed(kind="list", element=row)})

    assert template.evaluate({"rows": [{"parts": [{"n": 1}, {"n": 2}], "sub": {"n": 1}}]}) == 1
