"""What a field's value is on a screen, and when two values are the same."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from nahtlos.engine.values import differing, from_screen, has_unknown, on_screen, same, shows, typed, typed_inputs
from nahtlos.expressions import UNKNOWN, InvalidValue, Typed
from nahtlos.plan import nodes
from nahtlos.testing import Draft
from nahtlos.testing.draft import PLACE


def field(type_: Any = "text", **more: Any) -> nodes.Field:
    """A field of a resource."""
    return Draft().field("x", "X", type=type_, **more)


STATE = {"open": "offen", "closed": "zu"}
YES_NO = {"true": "Ja", "false": "Nein"}


@pytest.mark.parametrize(
    ("value", "of", "expected"),
    [
        ("Ada", field(), "Ada"),
        ("", field(), None),
        (None, field("date"), None),
        ((), field("list"), None),
        (7, field(), "7"),
        (date(2025, 11, 24), field(), "2025-11-24"),
        (Decimal("1.5"), field("money"), Decimal("1.5")),
        ("1,50", field("money"), Decimal("1.50")),
        ("2025-11-24", field("date"), date(2025, 11, 24)),
        ("true", field("yes_no"), True),
        ("a, b", field("list"), ("a", "b")),
        (["a", 1], field("list"), ("a", "1")),
        (UNKNOWN, field("date"), UNKNOWN),
    ],
)
def test_a_wanted_value_gets_the_type_of_its_field(value: Any, of: nodes.Field, expected: Any) -> None:
    """Texts are read, other values are taken or written as text."""
    assert typed(value, of) == expected


@pytest.mark.parametrize(("value", "of"), [("gestern", field("date")), ("x", field("money")), ("ja", field("yes_no"))])
def test_a_wanted_value_that_does_not_fit(value: str, of: nodes.Field) -> None:
    """It is refused, and not named."""
    with pytest.raises(InvalidValue) as caught:
        typed(value, of)

    assert value not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "of", "expected"),
    [
        ("Ada", field(), "Ada"),
        (None, field("date"), ""),
        (None, field("list"), ()),
        (date(2025, 11, 24), field("date", format="dd.MM.yyyy"), "24.11.2025"),
        (time(9, 30), field("time"), "09:30"),
        (Decimal("1234.5"), field("money"), "1234,50"),
        ("open", field("choice", values=STATE), "offen"),
        ("other", field("choice", values=STATE), "other"),
        (("open", "new"), field("list", values=STATE), ("offen", "new")),
        (True, field("yes_no"), True),
        (False, field("yes_no", values=YES_NO), "Nein"),
        ("DE89370400440532013000", field("iban"), "DE89 3704 0044 0532 0130 00"),
        ("DE89370400440532013000", field("iban", format="plain"), "DE89370400440532013000"),
        ("7", field(write="Nr. {{ want }}"), "Nr. 7"),
    ],
)
def test_what_is_typed_so_that_a_field_holds_a_value(value: Any, of: nodes.Field, expected: Any) -> None:
    """In the format and the words of the field."""
    assert on_screen(value, of) == expected


@pytest.mark.parametrize(
    ("reading", "of", "expected"),
    [
        (" Ada\u00a0 L. ", field(), "Ada L."),
        ("", field("date"), None),
        (None, field(), None),
        ("24.11.2025", field("date", format="dd.MM.yyyy"), date(2025, 11, 24)),
        ("2025-11-24", field("date", format="dd.MM.yyyy"), date(2025, 11, 24)),
        ("1.234,50", field("money"), Decimal("1234.50")),
        (" OFFEN", field("choice", values={"open": " OFFEN "}), "open"),
        ("neu", field("choice", values=STATE), "neu"),
        (("offen", "neu"), field("list", values=STATE), ("open", "neu")),
        ("neu", field("list"), ("neu",)),
        (True, field("yes_no"), True),
        (True, field("choice", values={"on": "true"}), "on"),
        ("Ja", field("yes_no", values=YES_NO), True),
        ("Nr. 7", field(read="{{ shown | part('[0-9]+') }}"), "7"),
    ],
)
def test_what_a_screen_shows_gets_the_type_of_its_field(reading: Any, of: nodes.Field, expected: Any) -> None:
    """Blank is none; words of the screen become ours."""
    assert from_screen(reading, of) == expected


def test_a_text_that_does_not_match_the_pattern_of_its_field_is_neither_taken_nor_typed() -> None:
    """A number that looks wrong is not the number."""
    number = field(pattern=r"\d{6}")

    assert from_screen("007421", number) == typed("007421", number) == "007421"
    assert from_screen("", number) is None
    for wrong in ("7421", "0074210", "n/a"):
        with pytest.raises(InvalidValue, match="pattern"):
            from_screen(wrong, number)
        with pytest.raises(InvalidValue, match="pattern"):
            typed(wrong, number)


def test_what_a_screen_shows_that_does_not_fit() -> None:
    """It is refused, and not named."""
    with pytest.raises(InvalidValue):
        from_screen("gestern", field("date", format="dd.MM.yyyy"))
    assert shows("gestern", date(2025, 1, 1), field("date")) is False


@pytest.mark.parametrize(
    ("wanted", "found", "of", "expected"),
    [
        ("Ada", "Ada", field(), True),
        ("Ada\u00a0L.", "Ada  L.", field(), True),
        ("Ada", "ADA", field(), False),
        ("Ada", "ADA", field(normalize=("case",)), True),
        ("DE 12", "DE12", field(normalize=("blanks",)), True),
        ("A-1/2", "A12", field(normalize=("punctuation",)), True),
        (None, "", field(), True),
        (None, "x", field(), False),
        ("x", None, field(), False),
        (("a", "b"), ("b", "a"), field("list"), True),
        (("a",), "a", field("list"), True),
        ("a", ("a",), field("choice"), True),
        (("a", "b"), ("a",), field("list"), False),
        (Decimal("1.50"), Decimal("1.5"), field("money"), True),
        (date(2025, 1, 1), date(2025, 1, 2), field("date"), False),
        (False, None, field("yes_no"), False),
    ],
)
def test_when_two_values_are_the_same(wanted: Any, found: Any, of: nodes.Field, expected: bool) -> None:
    """Only what the field declares does not matter."""
    assert same(wanted, found, of) is expected


def test_which_fields_differ() -> None:
    """Those of what is wanted; unreadable ones are taken as equal, unknown ones as different."""
    fields = {"a": field(), "b": field(), "c": field(unreadable=True), "d": field()}

    assert differing({"a": "1", "b": "2", "c": "3", "d": UNKNOWN}, {"a": "1", "b": "x", "d": "4"}, fields) == ("b", "d")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("x", False), (UNKNOWN, True), (("a", UNKNOWN), True), ({"a": {"b": UNKNOWN}}, True), ({"a": ("b",)}, False)],
)
def test_whether_anything_is_unknown(value: Any, expected: bool) -> None:
    """Also deep inside."""
    assert has_unknown(value) is expected


@pytest.mark.parametrize(
    ("shown", "format_"),
    [("2026-11-24", "yyyy-dd-MM"), ("2026-13-24", "dd.MM.yyyy"), ("11/24/2026", "dd.MM.yyyy")],
)
def test_another_way_to_write_a_date_is_not_guessed(shown: str, format_: str) -> None:
    """What has two readings has none."""
    with pytest.raises(InvalidValue):
        from_screen(shown, field("date", format=format_))


def test_a_box_is_no_text() -> None:
    """A text field that has become a box to tick says nothing any more."""
    with pytest.raises(InvalidValue):
        from_screen(False, field())


def test_what_a_workflow_says_outright_reaches_an_operation_in_its_type() -> None:
    """A day that is written down is a day, a number with zeros in front stays the text it was declared to be."""
    kinds: dict[str, Any] = {"since": "date", "no": "text", "most": "integer", "is_open": "yes_no"}
    operation = nodes.Operation(
        name="cards", place=PLACE, inputs={name: Typed(kind=kind) for name, kind in kinds.items()}, outputs={}
    )

    inputs = typed_inputs(operation, {"since": "2026-02-01", "no": "0471", "most": "7", "is_open": "true", "more": "1"})

    assert inputs == {"since": date(2026, 2, 1), "no": "0471", "most": 7, "is_open": True, "more": "1"}
