from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nahtlos.errors import InvalidFormat, InvalidValue
from nahtlos.expressions import (
    DECLARABLE,
    UNKNOWN,
    Kind,
    check_format,
    format_value,
    normalize_text,
    parse_value,
    render,
    same,
)
from nahtlos.expressions.values import Value


@pytest.mark.parametrize(
    ("kind", "text", "format", "value"),
    [
        ("text", " a  b ", None, " a  b "),  # stays as it is
        ("rich_text", "<b> x </b>", None, "<b> x </b>"),
        ("choice", " offen ", None, "offen"),
        ("file", "a.pdf", None, "a.pdf"),
        ("integer", "17", None, 17),
        ("integer", "1.234", "#,##0", 1234),
        ("number", "1,5", None, Decimal("1.5")),
        ("number", "007", "000", Decimal(7)),
        ("money", "1.234,56 €", None, Decimal("1234.56")),
        ("date", "2026-11-24", None, date(2026, 11, 24)),
        ("date", "24.11.2026", "dd.MM.yyyy", date(2026, 11, 24)),
        ("date", "Di 24.11.", "EE dd.MM.", date(2026, 11, 24)),
        ("time", "09:30", None, time(9, 30)),
        ("time", "9.30 Uhr", "H.mm 'Uhr'", time(9, 30)),
        ("yes_no", "true", None, True),
        ("yes_no", "false", None, False),
        ("iban", "DE89 3704 0044 0532 0130 00", None, "DE89370400440532013000"),
        ("iban", "DE89370400440532013000", "plain", "DE89370400440532013000"),
        ("customer_number", "123D456789", None, "123D456789"),
        ("bg_number", "12345BG0001234", "BG", "12345//0001234"),
        ("postcode", "01067\u200b", None, "01067"),
        ("email", "a@b.de", None, "a@b.de"),
        ("list", "a, b ,, c", None, ("a", "b", "c")),
        ("list", "a, b; c", "; ", ("a, b", "c")),
        ("list", "  ", None, ()),
    ],
)
def test_texts_become_values(kind: Kind, text: str, format: str | None, value: Value) -> None:
    """Each type reads its texts."""
    found = parse_value(kind, text, format=format, reference=date(2026, 10, 1))

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "text", "format", "reason"),
    [
        ("date", " \u200b", None, "is blank"),
        ("integer", "1,5", "0.0", "is not a whole number"),
        ("yes_no", "ja", None, "is neither true nor false"),
        ("iban", "DE88370400440532013000", None, "is not an IBAN: the check digits are wrong"),
    ],
)
def test_texts_that_are_no_value_are_refused(kind: Kind, text: str, format: str | None, reason: str) -> None:
    """The reason says why."""
    with pytest.raises(InvalidValue) as refused:
        parse_value(kind, text, format=format)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("kind", "value", "format", "text"),
    [
        ("text", "x", None, "x"),
        ("text", date(2026, 11, 24), None, "2026-11-24"),
        ("choice", "offen", None, "offen"),
        ("integer", 17, None, "17"),
        ("integer", 17, "000", "017"),
        ("number", Decimal("1.50"), None, "1,5"),
        ("number", 3, None, "3"),
        ("money", Decimal("1234.5"), None, "1234,50"),
        ("money", Decimal("1234.5"), "#,##0.00 €", "1.234,50 €"),
        ("date", date(2026, 11, 24), None, "2026-11-24"),
        ("date", date(2026, 11, 24), "dd.MM.yyyy", "24.11.2026"),
        ("time", time(9, 30), None, "09:30"),
        ("time", time(9, 30, 5), None, "09:30:05"),
        ("time", time(9, 30), "H 'Uhr' mm", "9 Uhr 30"),
        ("yes_no", True, None, "true"),
        ("iban", "DE89370400440532013000", None, "DE89 3704 0044 0532 0130 00"),
        ("iban", "DE89370400440532013000", "plain", "DE89370400440532013000"),
        ("bg_number", "12345//0001234", None, "12345//0001234"),
        ("bg_number", "12345//0001234", "BG", "12345BG0001234"),
        ("list", ("a", 2), None, "a, 2"),
        ("list", ["a", "b"], ";", "a; b"),
        ("date", None, None, ""),  # nothing is an empty text
        ("any", Decimal("1.5"), None, "1,5"),  # what nobody declared is of the type it is of
        ("any", True, None, "true"),
        ("any", date(2026, 11, 24), "dd.MM.", "24.11."),
        ("moment", datetime(2026, 11, 24, 9, 30, tzinfo=UTC), None, "2026-11-24T09:30:00+00:00"),
    ],
)
def test_values_become_texts(kind: Kind, value: object, format: str | None, text: str) -> None:
    """Each type writes its values."""
    assert format_value(value, kind, format=format) == text


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", True),
        ("integer", Decimal("1.5")),
        ("number", "1"),
        ("number", 1.5),  # a float is never exact
        ("date", datetime(2026, 11, 24, tzinfo=UTC)),
        ("date", "2026-11-24"),
        ("yes_no", "true"),
        ("iban", 5),
        ("text", ["a"]),
        ("text", UNKNOWN),
        ("list", "a"),
        ("list", ("a,b",)),  # would be two
        ("list", ("",)),
    ],
)
def test_values_of_another_type_are_not_written(kind: Kind, value: object) -> None:
    """A value that is not of the type is refused, and not written somehow."""
    with pytest.raises(InvalidValue):
        format_value(value, kind)


@pytest.mark.parametrize(
    ("kind", "format"),
    [("integer", "0"), ("money", "#,##0.00 €"), ("date", "EE dd.MM."), ("time", "HH:mm"), ("list", ";"),
     ("iban", "plain"), ("bg_number", "BG")],
)  # fmt: skip
def test_formats_that_a_type_can_have(kind: Kind, format: str) -> None:
    """A format of the type passes."""
    check_format(kind, format)


@pytest.mark.parametrize(
    ("kind", "format", "reason"),
    [
        ("integer", "dd", "a number format is written like"),
        ("date", "HH:mm", "a date needs day and month in it"),
        ("time", "dd.MM.", "a time of day needs hour and minute in it"),
        ("list", " ", "it has to say what separates the entries"),
        ("iban", "grouped", 'an IBAN is written in groups, or "plain"'),
        ("bg_number", "x", 'a BG number is written with "//", or with "BG"'),
        ("email", "x", "an email address has no formats"),
        ("text", "x", "a text has no formats"),
    ],
)
def test_formats_that_a_type_cannot_have(kind: Kind, format: str, reason: str) -> None:
    """A format of another type is refused before the run."""
    with pytest.raises(InvalidFormat) as refused:
        check_format(kind, format)

    assert reason in refused.value.reason


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (True, "true"),
        (17, "17"),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0E-70"), "0." + "0" * 70),
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 9, 30, 1, 5, tzinfo=UTC), "2026-11-24T09:30:01+00:00"),
        (time(9, 30), "09:30"),
    ],
)
def test_values_inside_texts_are_plain(value: object, text: str) -> None:
    """Inside a text, dates are ISO and numbers plain."""
    assert render(value) == text


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "is none"),
        ((1,), "is not a single value"),
        ({}, "is not a single value"),
        (1.5, "is not a single value"),
        (Decimal("NaN"), "is no number"),
        (Decimal("1E+70"), "is too large or too small"),
        (10**70, "is too large or too small"),
    ],
)
def test_what_is_no_single_value_is_not_rendered(value: object, reason: str) -> None:
    """Nothing, lists, records and floats never end up in a text."""
    with pytest.raises(InvalidValue, match=reason):
        render(value)


@pytest.mark.parametrize(
    ("one", "other", "kind", "equal"),
    [
        ("Müller", " Mu\u0308ller ", "text", True),
        ("Müller", "müller", "text", False),
        ("1.234,50 €", Decimal("1234.5"), "money", True),
        ("2026-11-24", date(2026, 11, 24), "date", True),
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000", "iban", True),
        (None, " ", "text", True),  # nothing is nothing
        (None, "", "date", True),
        (None, (), "list", True),
        (None, "x", "text", False),
        (("b", "a"), "a, b", "list", True),  # several have no order
        (("a", "a"), ("a",), "list", False),
        ("31.02.2026", "31.02.2026", "date", True),  # what is no value can still be the same text
        ("x", date(2026, 1, 1), "date", False),
        (UNKNOWN, "x", "text", False),
        (0, None, "integer", False),
    ],
)
def test_values_are_compared_by_their_type(one: object, other: object, kind: Kind, equal: bool) -> None:
    """Two values are the same if their type says so, whatever way they were written."""
    assert same(one, other, kind) is equal
    assert same(other, one, kind) is equal


@given(st.sampled_from(DECLARABLE), st.text(max_size=40))
def test_no_text_breaks_a_type(kind: Kind, text: str) -> None:
    """Any text is refused, or a value that is written and read as itself."""
    with suppress(InvalidValue):
        value = parse_value(kind, text)
        assert same(parse_value(kind, format_value(value, kind)), value, kind)


@given(st.sampled_from(DECLARABLE), st.text(max_size=20), st.text(max_size=20))
def test_no_reason_holds_a_value(kind: Kind, before: str, after: str) -> None:
    """What was entered is never part of the reason why it was refused."""
    try:
        parse_value(kind, f"{before}Łukasz{after}")
    except InvalidValue as refused:
        assert "Łukasz" not in refused.message()


@given(st.lists(st.text(st.characters(exclude_characters=",", exclude_categories=["C", "Z"]), min_size=1)))
def test_a_written_list_is_read_as_itself(entries: list[str]) -> None:
    """Entries that hold no separator come back."""
    expected = tuple(entry for each in entries if (entry := normalize_text(each)))

    assert parse_value("list", format_value(expected, "list")) == expected
