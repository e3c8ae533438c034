from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from nahtlos.expressions import UNKNOWN, Template


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("true", True),
        ("False", False),
        ("none", None),
        ("17", 17),
        ("0.1 + 0.2", Decimal("0.3")),
        ("0.10", Decimal("0.10")),
        ("12345678901234567890.123456789", Decimal("12345678901234567890.123456789")),  # no float could hold it
        ("'a\\nb'", "a\nb"),
        ("[1, 'a', none]", (1, "a", None)),
        ("(1, 2)", (1, 2)),
        ("[]", ()),
        ("{'a': 1, 'b': item.code}", {"a": 1, "b": "00123"}),
        ("item.count == 7", True),
        ("item.count != 7", False),
        ("1 < item.count <= 7", True),
        ("1 < item.count < 7 < 9", False),
        ("item.day >= today()", True),
        ("'a' in item.tags", True),
        ("'x' not in item.tags", True),
        ("'12' in item.code", True),
        ("item.open and item.count > 3", True),
        ("item.open and not item.count > 3", False),
        ("not item.open or item.count == 7", True),
        ("item.open and (inputs.word == 'frei')", True),
        ("false and steps.party.x == 1", False),  # what is not needed is not looked at
        ("item.phone == none", True),
        ("item.phone is none", True),
        ("item.code is not none", True),
        ("item.count is number", True),
        ("item.code is number", False),
        ("'ja' if item.open else 'nein'", "ja"),
        ("1 if item.count > 9 else none", None),
        ("item.count + 1", 8),
        ("item.count - 1.5", Decimal("5.5")),
        ("item.amount * 2", Decimal("2469.00")),
        ("item.count / 2", Decimal("3.5")),
        ("item.count // 2", 3),
        ("item.count % 2", 1),
        ("-item.count", -7),
        ("-7 // 2", -4),
        ("2 + 3 * 4", 14),
        ("item.day + days(7)", date(2026, 12, 1)),
        ("item.code ~ '-' ~ item.count ~ '-' ~ item.day ~ '-' ~ item.amount", "00123-7-2026-11-24-1234.50"),
        ("[steps.later]", UNKNOWN),
        ("{'a': steps.later}", UNKNOWN),
        ("steps.later is none", UNKNOWN),
        ("steps.later ~ 'x'", UNKNOWN),
        ("not steps.later", UNKNOWN),
        ("steps.later if true else 1", UNKNOWN),
        ("1 if steps.later else 2", UNKNOWN),
        ("1 if true else steps.later", 1),  # not touched
        ("-steps.later", UNKNOWN),
        ("steps.later + 1", UNKNOWN),
        ("5 in steps.some", UNKNOWN),
        ("1 in steps.some", True),  # found before
        ("steps.some == [1, 2]", UNKNOWN),
    ],
)
def test_expressions(expression: str, expected: object, value: Callable[[str], object]) -> None:
    """Each form of the language has one meaning."""
    found = value(expression)

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ item.count ** 2 }}", "1:8  E258  A power cannot be used in expressions. Multiply instead."),
        ("{{ +item.count }}", "1:8  E258  A plus sign in front of a value cannot be used"),
        ("{{ 1 if item.open }}", '1:8  E258  An "if" without "else" cannot be used'),
        ("{{ item.code is defined }}", '1:18  E258  "is defined" cannot be used in expressions. There are "is none"'),
        ("{{ item.count is divisibleby 3 }}", '1:19  E258  "is divisibleby" cannot be used'),
        ("{{ {1: 2} }}", "1:9  E258  A name without quotes cannot be used in expressions. Put it in quotes."),
        (
            "{{ item.day == '24.11.' }}",
            "1:20  E265  This comparison needs a date, and this is a text. Convert the text",
        ),
        ("{{ item.count == 'x' }}", "1:22  E265  This comparison needs a whole number, and this is a text."),
        ("{{ item.open == 1 }}", "1:21  E265  This comparison needs yes or no, and this is a whole number."),
        ("{{ item.code < 'b' }}", "1:20  E265  This comparison needs numbers or dates, and this is a text. Convert"),
        ("{{ item.open < true }}", "1:20  E265  This comparison needs numbers or dates, and this is yes or no."),
        ("{{ 1 < item.count < 'x' }}", "1:25  E265  This comparison needs a whole number, and this is a text."),
        ("{{ 'a' in item.count }}", '1:20  E265  "in" needs a list or a text, and this is a whole number.'),
        ("{{ item.code and item.open }}", '1:13  E265  "and" needs yes or no, and this is a text. Compare it'),
        ("{{ item.open or item.count }}", '1:26  E265  "or" needs yes or no, and this is a whole number.'),
        ("{{ not item.tags }}", '1:17  E265  "not" needs yes or no, and this is a list.'),
        ("{{ not none }}", '1:12  E265  "not" needs yes or no, and this is none.'),
        ("{{ 1 if item.code else 2 }}", '1:18  E265  "if" needs yes or no, and this is a text.'),
        (
            "{{ item.code + 'a' }}",
            '1:8  E265  "+" needs numbers, or a date and days(n), and this is a text and a text.',
        ),
        ("{{ item.day + 1 }}", '1:8  E265  "+" needs numbers, or a date and days(n), and this is a date and a whole'),
        ("{{ item.code * 3 }}", '1:8  E265  "*" needs numbers'),
        ("{{ row.x * 'a' }}", '1:8  E265  "*" needs numbers'),
        ("{{ item.day * 2 }}", '1:8  E265  "*" needs numbers'),
        ("{{ days(1) - item.day }}", '1:8  E265  "-" needs numbers'),
        ("{{ -item.code }}", '1:8  E265  "-" needs a number, and this is a text.'),
        ("{{ item.tags ~ 'x' }}", "1:13  E265  A text needs a single value, and this is a list. Say how to write it"),
        ("{{ none ~ 'x' }}", "1:8  E265  A text needs a single value, and this is none. Say what to write instead"),
        ("x {{ item.tags }}", "1:7  E265  A text needs a single value, and this is a list."),
        ("x {{ item }}", "1:7  E265  A text needs a single value, and this is a record."),
        ("x {{ days(1) }}", "1:7  E265  A text needs a single value, and this is a number of days."),
    ],
)
def test_what_does_not_fit_is_refused(text: str, message: str, refusals: Callable[[str], list[str]]) -> None:
    """Types that do not fit, and forms that do not exist, are refused before the run."""
    assert refusals(text)[0].startswith(f"f.yaml:{message}")


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("item.count + 1", "integer"),
        ("item.count / 1", "number"),
        ("item.count * item.amount", "money"),
        ("item.amount / 2", "money"),
        ("2 / item.amount", "number"),
        ("item.rate % 2", "number"),
        ("item.day + days(1)", "date"),
        ("item.day - item.day", "duration"),
        ("days(1) + days(1)", "duration"),
        ("now() - days(1)", "moment"),
        ("row.x + 1", "any"),
        ("row.x - row.y", "any"),
        ("-item.amount", "money"),
        ("item.day == row.x", "yes_no"),
        ("item.open and row.x", "yes_no"),
        ("not row.x", "yes_no"),
        ("item.code ~ 1", "text"),
        ("item.day if item.open else none", "date"),
        ("none if item.open else item.day", "date"),
        ("item.day if item.open else 'x'", "any"),
        ("[1, 2][item.count]", "integer"),
        ("[1, 'x'][item.count]", "any"),
        ("{'a': 1}.a", "integer"),
        ("item.count is none", "yes_no"),
    ],
)
def test_the_type_of_a_result_is_known(expression: str, kind: str, template: Callable[[str], Template]) -> None:
    """What an expression gives is known before the run where it can be."""
    assert template(f"{{{{ {expression} }}}}").type.kind == kind


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("row['#'] == 17", "a text is compared with a number"),
        ("row['#'] and true", "yes or no is needed, and there is a text"),
        ("inputs.word > 5", "a text has no order with a number"),
        ("row['#'] + 1", "a text and a number cannot be added"),
        ("item.count / 0", "it divides by zero"),
        ("steps.party ~ 'x'", "a value is none"),
        ("(slots if item.open else 1) ~ 'x'", "a value is not a single value, and cannot be written into a text"),
        ("9999999999 * 9999999999 * 9999999999 * 9999999999 * 9999999999", "a number gets too large"),
    ],
)
def test_an_expression_can_fail(expression: str, reason: str, failure: Callable[[str], str]) -> None:
    """What is only known when it is there is checked then; the reason holds no value."""
    assert failure(expression) == reason


def test_an_expression_may_not_be_too_deep(refusals: Callable[[str], list[str]]) -> None:
    """More operations inside each other than a person can follow are refused."""
    [refusal] = refusals("{{ " + "1 + " * 40 + "1 }}")

    assert "E257  This expression is too large: at most 30 operations inside each other." in refusal
