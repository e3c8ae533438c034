from collections.abc import Callable
from datetime import date
from types import MappingProxyType

import pytest

from nahtlos.errors import ExpressionFailed
from nahtlos.expressions import UNKNOWN, Template, Typed, compile_template


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("item.code", "00123"),
        ("item['code']", "00123"),
        ("row['#']", "17"),
        ("item.rows[0].state", "frei"),
        ("item.rows[0]['state']", "frei"),
        ("item.rows.1.state", "belegt"),
        ("(item.rows | first).day", date(2026, 11, 25)),
        ("item.tags[1 - 1]", "b"),
        ("item.tags[-1]", "b"),
        ("item.rows[item.count - 7].state", "frei"),
        ("item['co' ~ 'de']", "00123"),
        ("{'a': {'b': 1}}.a.b", 1),
        ("[5, 6][1]", 6),
        ("steps.party", None),
        ("target", UNKNOWN),
        ("target.id", UNKNOWN),  # inside of what is unknown, everything is
        ("target.id.more[0]", UNKNOWN),
        ("steps.later == 5", UNKNOWN),
        ("item.tags[steps.later]", UNKNOWN),
    ],
)
def test_a_path_leads_to_a_value(expression: str, expected: object, value: Callable[[str], object]) -> None:
    """Dots, quotes in brackets and computed keys lead into records and lists."""
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ itm.code }}", '1:8  E260  There is no "itm" here. Did you mean "item"?'),
        (
            "{{ zzz }}",
            '1:8  E260  There is no "zzz" here. Known here: inputs, item, row, run, secret, slots, steps and target.',
        ),
        ("{{ item.cod }}", '1:13  E261  item has no "cod". Did you mean "code"?'),
        ("{{ item['cod'] }}", '1:12  E261  item has no "cod". Did you mean "code"?'),
        ("{{ run.nwo.x }}", '1:12  E261  run has no "nwo". Did you mean "now"?'),
        ("{{ (item.rows | first).dya }}", '1:28  E261  This has no "dya". Did you mean "day"?'),
        ("{{ item.rows[0].dya }}", '1:21  E261  item.rows.0 has no "dya". Did you mean "day"?'),
        (
            "{{ item.rows.day }}",
            '1:18  E265  "day" needs a record, and this is a list. Pick an entry first: | first, | one.',
        ),
        ("{{ item.code.x }}", '1:18  E265  "x" needs a record, and this is a text.'),
        ("{{ item.code[0] }}", '1:17  E265  "0" needs a list, and this is a text.'),
        ("{{ item.code[item.count] }}", "1:17  E265  [ … ] needs a list or a record, and this is a text."),
        ("{{ item.__class__ }}", '1:13  E258  "__class__" cannot be used in expressions.'),
        ("{{ row._private }}", '1:12  E258  "_private" cannot be used in expressions.'),
        ("{{ ''.__class__.__mro__ }}", '1:21  E258  "__mro__" cannot be used in expressions.'),
        ("{{ item.tags[0:1] }}", "1:17  E258  A slice cannot be used in expressions."),
        ("{{ today }}", '1:8  E258  "today" without brackets cannot be used in expressions. Write today().'),
        ("{{ days }}", '1:8  E258  "days" without brackets cannot be used in expressions. Write days(n).'),
        ("{{ none.x }}", '1:13  E265  "x" needs a record, and this is none.'),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(text: str, message: str, refusals: Callable[[str], list[str]]) -> None:
    """A name or field that is not there is refused at its place, with the nearest that is."""
    assert refusals(text)[0].startswith(f"f.yaml:{message}")


def test_all_unknown_names_of_a_text_are_reported(refusals: Callable[[str], list[str]]) -> None:
    """One text can have several problems, and all are named."""
    assert [line.split("  ")[1] for line in refusals("{{ a }} {{ item.b }} {{ c == d.e }}")] == [
        "E260",
        "E261",
        "E260",
        "E260",
    ]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("row.missing", 'there is no "row.missing" yet'),
        ("inputs.a.b", 'there is no "inputs.a.b" yet'),
        ("(slots | first).missing", 'a record has no "missing"'),
        ("steps.party.street", '"street" is looked up in none'),
        ("row['#'].x", '"x" is looked up in a text'),
        ("item.tags[9]", "a list is shorter than that"),
        ("item.tags[item.count]", "a list is shorter than that"),
        ("row[item.code]", "a record has no such key"),
        ("item.tags[1.5]", "such key is looked up in a list"),
        ("item.tags[item.open]", "a key is a text or a whole number"),
        ("row[steps.party]", "a key is a text or a whole number"),
    ],
)
def test_a_path_can_fail_when_it_is_followed(expression: str, reason: str, failure: Callable[[str], str]) -> None:
    """What is not there when it should be is an error, and never empty; the reason holds no value."""
    assert failure(expression) == reason


def test_a_name_that_is_not_set_yet_is_an_error() -> None:
    """A name that is allowed, but has no value, is never empty."""
    template = compile_template("{{ steps }}", place=None, names={"steps": Typed()})

    with pytest.raises(ExpressionFailed, match=r'\{\{ steps \}\} has no value: there is no "steps" yet'):
        template.evaluate({})


def test_a_field_that_is_not_set_is_an_error() -> None:
    """A record that lacks a field is not a record with an empty field."""
    template = compile_template("{{ item.a.b }}", place=None, names={"item": Typed()})

    with pytest.raises(ExpressionFailed, match=r'there is no "item\.a\.b" yet'):
        template.evaluate({"item": {"a": {}}})


def test_attributes_of_python_are_out_of_reach() -> None:
    """Only records have fields: an object with attributes has none."""

    class Danger:
        secret = 1

        def __getitem__(self, key: str) -> str:
            return "leaked"

    template = compile_template("{{ thing.secret }}", place=None, names={"thing": Typed()})

    with pytest.raises(ExpressionFailed, match="a value is of a type that expressions do not know"):
        template.evaluate({"thing": Danger()})


def test_frozen_records_are_records() -> None:
    """Any mapping is a record."""
    template = compile_template("{{ a.b.c }}", place=None, names={"a": Typed()})
    scope = MappingProxyType({"a": MappingProxyType({"b": {"c": 5}})})

    assert template.evaluate(scope) == 5


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("{{ item.code }}", {"item.code"}),
        ("{{ item.rows[0].state }}", {"item.rows.0.state"}),
        ("{{ (item.rows | first).state }}", {"item.rows"}),
        ("{{ row['#'] ~ item }}", {"row.#", "item"}),
        ("{{ item[inputs.word] }}", {"item", "inputs.word"}),
        ("{{ item.rows | where(state=inputs.word) }}", {"item.rows", "inputs.word"}),
        ("{{ today() }}", {"run.now"}),
        ("x {{ 1 }}", set()),
    ],
)
def test_a_template_knows_what_it_uses(text: str, uses: set[str]) -> None:
    """The paths a template reads are known before it is evaluated."""
    names = {"item": Typed(), "row": Typed(), "inputs": Typed()}

    assert compile_template(text, place=None, names=names).uses == uses


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("{{ item.code }}", False),
        ("{{ item.name }}", True),
        ("x {{ item.name | length }}", True),
        ("{{ item }}", True),  # a record with something personal in it
        ("{{ item[inputs.word] }}", True),  # could be anything of it
        ("{{ item.rows | first }}", False),
        ("{{ inputs.anything }}", False),
    ],
)
def test_a_template_knows_whether_it_is_personal(
    text: str, personal: bool, template: Callable[[str], Template]
) -> None:
    """Whatever touches a personal field is personal."""
    found = template(text)

    assert found.is_personal is personal
    assert found.type.personal is personal


def test_everything_inside_a_personal_record_is_personal() -> None:
    """A record that is personal as a whole makes each of its fields so, and the columns of its rows."""
    row = Typed(kind="record", fields={"name": Typed(kind="text", personal=True)})
    names = {
        "person": Typed(kind="record", personal=True, fields={"city": Typed(kind="text")}),
        "case": Typed(personal=True),
        "rows": Typed(kind="list", element=row),
    }

    for text in ("{{ person.city }}", "{{ case.x.y }}", "{{ rows | where(name='x') | length }}", "{{ rows[0].name }}"):
        assert compile_template(text, place=None, names=names).is_personal
