from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

import pytest

from nahtlos.errors import ExpressionFailed
from nahtlos.expressions import UNKNOWN, Template, Typed, compile_template
from nahtlos.expressions.filters import FILTERS
from nahtlos.expressions.operators import TEXT_LIMIT

CASES = [
    ("(0 - 5) | abs", 5),
    ("(0 - 0.5) | abs", Decimal("0.5")),
    ("5 | abs", 5),
    ("'Az. 17/26 vom 3.' | between('Az.', 'vom')", "17/26"),
    ("item.day | date('EE dd.MM.')", "Di 24.11."),
    ("item.at | date('H:mm')", "9:30"),
    ("now() | date('HH:mm')", "10:00"),
    ("item.day | date", "2026-11-24"),
    ("row.Datum | date('dd.MM.yyyy')", date(2026, 11, 24)),
    ("'2026-11-24' | date", date(2026, 11, 24)),
    ("item.phone | default('unbekannt')", "unbekannt"),
    ("row.empty | default(none)", None),
    ("item.code | default('x')", "00123"),
    ("0 | default(5)", 0),  # a zero is there
    ("item.tags | first", "b"),
    ("[] | first(none)", None),
    ("[] | first('x')", "x"),
    ("item.code | number | format('000000')", "000123"),
    ("item.amount | format('#,##0.00 €')", "1.234,50 €"),
    ("'DE89 3704 0044 0532 0130 00' | iban", "DE89370400440532013000"),
    ("item.iban | iban('grouped')", "DE89 3704 0044 0532 0130 00"),
    ("item.tags | join(', ')", "b, a, b"),
    ("[1, item.day, true] | join", "1, 2026-11-24, true"),
    ("item.tags | last", "b"),
    ("[] | last(none)", None),
    ("item.tags | length", 3),
    ("'abc' | length", 3),
    ("'ÄB' | lower", "äb"),
    ("row.Betrag | money", Decimal("1234.50")),
    ("item.amount | money", "1.234,50 €"),
    ("'  a   b ' | normalize", "a b"),
    ("'1.234,5' | number", Decimal("1234.5")),
    ("item.amount | number", Decimal("1234.50")),
    ("['a'] | one", "a"),
    ("[] | one(none)", None),
    ("'Fall 17' | part('(\\d+)')", "17"),
    ("'Fall' | part('\\d+', 'keine')", "keine"),
    ("'Fall' | part('\\d+', none)", None),
    ("'a-b' | replace('-', '+')", "a+b"),
    ("1.5 | round", Decimal(2)),
    ("2.5 | round", Decimal(3)),  # a half goes up
    ("(0 - 2.5) | round", Decimal(-3)),
    ("1.005 | round(2)", Decimal("1.01")),
    ("7 | round(2)", 7),
    ("item.tags | sort", ("a", "b", "b")),
    ("[3, 1.5, 2] | sort", (Decimal("1.5"), 2, 3)),
    ("[] | sort", ()),
    ("item.rows | sort_by(count) | last", {"state": "belegt", "day": date(2026, 11, 24), "count": 5}),
    ("'a; b ;c' | split(';')", ("a", "b", "c")),
    ("item.rows | sum_of(count)", 12),
    ("item.rows | sum_of(count * 0.5)", Decimal(6)),
    ("[] | sum_of('count')", 0),
    ("' a ' | trim", "a"),
    ("item.tags | unique", ("b", "a")),
    ("[1, '1', 1.0, none, none, [1], [1]] | unique", (1, "1", None, (1,))),
    ("'straße' | upper", "STRASSE"),
    ("item.rows | where(state='frei') | length", 2),
    ("item.rows | where_not(state='frei') | length", 1),
    ("steps.later | default('x')", UNKNOWN),  # nothing is done with what is not known yet
    ("steps.later | number", UNKNOWN),
    ("steps.some | sort", UNKNOWN),
    ("steps.some | join", UNKNOWN),
    ("steps.some | length", 2),  # how many there are is known
]


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_filters(expression: str, expected: object, value: Callable[[str], object]) -> None:
    """Each filter makes of a value what its name says."""
    found = value(expression)

    assert found == expected
    assert type(found) is type(expected)


def test_every_filter_has_a_case() -> None:
    """No filter is without a test."""
    shown = " ".join(expression for expression, _ in CASES)

    assert [name for name in FILTERS if f"| {name}" not in shown] == []


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("'a' | between('x', 'y')", "the text does not have both texts it is cut between"),
        ("'ab' | between('a', '')", "nothing says between what the text is cut"),
        ("item.day | date('HH:mm')", "a value is a date, and its format asks for a time of day"),
        ("item.at | date('dd.MM.')", "a value is a time of day, and its format asks for a date"),
        ("'11.2026' | date('MM.yyyy')", "a value cannot be read as a date, because its format has no day or no month"),
        ("'x' | date('dd.MM.yyyy')", "a value is not written as dd.MM.yyyy"),
        ("[] | first", "the list is empty, so there is no first; write first(none) if that may be"),
        ("[] | last", "the list is empty, so there is no last; write last(none) if that may be"),
        ("[] | one", "the list is empty, so there is no one; write one(none) if that may be"),
        ("item.tags | one", "the list has more than one entry"),
        ("1.005 | format('0.00')", "a value has more decimals than its format"),
        ("1.005 | money", "a value has more decimals than its format"),
        ("'x' | iban", "a value is not an IBAN: it is two letters, two digits and up to 30 letters or digits"),
        ("[item.rows] | join", "a value is not a single value, and cannot be written into a text"),
        ("[none] | join", "a value is none"),
        ("'Fall' | part('\\d+')", "no part of the text fits the pattern"),
        ("'a' | replace('', 'b')", "nothing is to be replaced"),
        ("'a' | split('')", "nothing says where the text is split"),
        ("1.5 | round(0 - 1)", "a number is rounded to 0 to 20 places"),
        ("1.5 | round(1.5)", "a number is rounded to 0 to 20 places"),
        ("['a', 1] | sort", "a number has no order with a text"),
        ("[[1], [2]] | sort", "a list has no order with a list"),
        ("item.rows | sum_of(day)", "a number is needed, and there is a date"),
    ],
)
def test_filters_stop(expression: str, reason: str, failure: Callable[[str], str]) -> None:
    """A filter without a result says why, and names no value."""
    assert failure(expression) == reason


@pytest.mark.parametrize(
    "expression",
    [
        "long ~ long",
        "long | replace('x', long)",
        "long | replace('x', 'xx')",
        "long | split('x')",
        "many | unique",
        "[long, long] | join",
    ],
)
def test_results_have_limits(expression: str) -> None:
    """No expression makes something huge of something large."""
    scope = {"long": "x" * (TEXT_LIMIT if "split" not in expression else 200_000), "many": tuple(range(3000))}
    template = compile_template(f"{{{{ {expression} }}}}", place=None, names={"long": Typed(), "many": Typed()})

    with pytest.raises(ExpressionFailed, match=r"too long|too many"):
        template.evaluate(scope)


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("item.amount | abs", "money"),
        ("item.code | between('a', 'b')", "text"),
        ("item.day | date('dd')", "text"),
        ("item.code | date", "date"),
        ("row.x | date", "any"),
        ("item.iban | default(none)", "iban"),
        ("item.iban | default('x')", "text"),
        ("item.iban | default(5)", "any"),
        ("item.rows | first", "record"),
        ("item.rows | first(none)", "record"),
        ("item.rows | first('x')", "any"),
        ("slots | first", "any"),
        ("item.count | format('0')", "text"),
        ("item.code | iban", "iban"),
        ("item.code | iban('grouped')", "text"),
        ("item.tags | join", "text"),
        ("item.tags | length", "integer"),
        ("item.code | money", "money"),
        ("item.count | money", "text"),
        ("item.code | number", "number"),
        ("item.count | number", "integer"),
        ("item.code | part('x')", "text"),
        ("item.code | part('x', '')", "text"),
        ("item.code | part('x', none)", "any"),
        ("item.code | split(',') | first", "text"),
        ("item.rows | sum_of(count)", "number"),
        ("item.rows | where(state='x') | sort_by(day) | unique", "list"),
    ],
)
def test_the_type_of_a_result_is_known(expression: str, kind: str, template: Callable[[str], Template]) -> None:
    """What a filter gives is known before the run where it can be."""
    assert template(f"{{{{ {expression} }}}}").type.kind == kind


def test_a_time_is_a_time_after_reading(value: Callable[[str], object]) -> None:
    """Values that are not texts stay what they are."""
    assert value("item.at") == time(9, 30)
