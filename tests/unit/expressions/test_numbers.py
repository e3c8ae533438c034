from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nahtlos.errors import InvalidFormat, InvalidValue
from nahtlos.expressions.numbers import NumberFormat, read_integer, read_money, read_number, write_number

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,56", "1234.56"),
        ("1234,56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1234.56", "1234.56"),
        ("0.123", "0.123"),  # nobody groups a zero
        ("12345.678", "12345.678"),  # nor five digits
        ("-0,5", "-0.5"),
        ("\u22125", "-5"),  # a real minus sign
        (" 7\u00a0", "7"),
        ("00123", "123"),
        ("1,234", "1.234"),  # a comma is always a comma
    ],
)
def test_numbers_of_german_offices_are_read(text: str, value: str) -> None:
    """A comma separates decimals, points group; a point that cannot group separates decimals."""
    assert read_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "-1.234", "12.345", "999.999"])
def test_a_number_with_two_readings_is_refused(text: str) -> None:
    """A point before exactly three digits is never guessed."""
    with pytest.raises(InvalidValue, match="can be read in two ways"):
        read_number(text)


@pytest.mark.parametrize(
    "text", ["", "x", "1,", ",5", "1.23,4", "1.2345.678", "1 234", "1e5", "+5", "--5", "١", "12,34,56", "1'000", "NaN"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    """Everything else is no number."""
    with pytest.raises(InvalidValue, match="is not a number"):
        read_number(text)


def test_endless_digits_are_refused() -> None:
    """A number has an end."""
    with pytest.raises(InvalidValue, match="too long"):
        read_number("1" * 41)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,56 €", "1234.56"),
        ("1.234,56\u00a0€", "1234.56"),
        ("1.234 €", "1234"),  # with a currency sign, the point groups
        ("€ 1.234", "1234"),
        ("12,50 EUR", "12.5"),
        ("12,50", "12.5"),
        ("-3€", "-3"),
    ],
)
def test_amounts_are_read(text: str, value: str) -> None:
    """An amount may have its currency in front or behind."""
    assert read_money(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "12 $", "€", "€ 5 €", "5 €€", "", "EUR"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Other currencies, no number, and two readings are refused."""
    with pytest.raises(InvalidValue):
        read_money(text)


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("17", 17), ("-3", -3), (" 5 ", 5)])
def test_whole_numbers_are_read(text: str, value: int) -> None:
    """Digits only."""
    assert read_integer(text) == value


@pytest.mark.parametrize("text", ["017", "1_000", "1.000", "1,0", "0x1", "-0 5", "", "1e3"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    """No zeros in front, no groups, no other notations."""
    with pytest.raises(InvalidValue, match="is not a whole number"):
        read_integer(text)


@pytest.mark.parametrize(
    ("format", "value", "text"),
    [
        ("#,##0.00 €", "1234567.5", "1.234.567,50 €"),
        ("#,##0.00 ¤", "-12", "-12,00 €"),
        ("#,##0.00", "123456", "123.456,00"),
        ("#,##0.00", "12", "12,00"),
        ("000000", "123", "000123"),
        ("000000", "-123", "-000123"),
        ("0", "1234567", "1234567"),
        ("#0.##", "1.5", "1,5"),
        ("0.0#", "2", "2,0"),
        ("0,000", "7", "0.007"),
        ("'Nr.' 0", "7", "Nr. 7"),
        ("0''", "7", "7'"),
        ("€ 0", "7", "€ 7"),
        ("0", "0E-50", "0"),
    ],
)
def test_formats_write_numbers(format: str, value: str, text: str) -> None:
    """A format of LDML is written with German points and commas."""
    assert NumberFormat.parse(format).write(Decimal(value)) == text


@pytest.mark.parametrize(
    ("format", "text", "value"),
    [
        ("#,##0.00 €", "1.234,56 €", "1234.56"),
        ("#,##0.00 €", "1234,56", "1234.56"),  # groups and currency may be missing
        ("#,##0", "1.234", "1234"),  # the format says that the point groups
        ("000000", "000123", "123"),
        ("0.00", "-5", "-5"),
        ("'Nr.' 0", "Nr. 7", "7"),
    ],
)
def test_formats_read_numbers(format: str, text: str, value: str) -> None:
    """A format reads what it writes, and a little less."""
    assert NumberFormat.parse(format).read(text) == Decimal(value)


@pytest.mark.parametrize(
    ("format", "text"), [("0.00", "1.234"), ("0.0", "1,25"), ("0", "x"), ("0", "--5"), ("0.00 €", "5 $"), ("0", "")]
)
def test_what_does_not_fit_a_format_is_refused(format: str, text: str) -> None:
    """Groups and decimals that the format does not have are refused."""
    with pytest.raises(InvalidValue, match="is not a number of the format"):
        NumberFormat.parse(format).read(text)


@pytest.mark.parametrize(
    "format", ["", "x", "0.0.0", "#,#0", "0,0,00", "#", "0%", "0E0", "0'", "@@", "0;0", "#,##0,000"]
)
def test_what_is_no_format_is_refused(format: str) -> None:
    """A format that cannot be meant is refused before the run."""
    with pytest.raises(InvalidFormat):
        NumberFormat.parse(format)


@pytest.mark.parametrize("value", ["1.005", "0.123"])
def test_a_format_never_rounds(value: str) -> None:
    """An amount that would lose decimals is refused instead."""
    with pytest.raises(InvalidValue, match="has more decimals than its format"):
        NumberFormat.parse("0.00").write(Decimal(value))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+50", "1E-50"])
def test_numbers_out_of_range_are_not_written(value: str) -> None:
    """What no field can hold is refused."""
    with pytest.raises(InvalidValue):
        write_number(Decimal(value))


@given(NUMBERS)
def test_a_written_number_is_read_as_itself(value: Decimal) -> None:
    """Reading undoes writing, with and without a format."""
    assert read_number(write_number(value)) == value
    assert read_money(write_number(value, places=2)) == value
    for format in ("#,##0.00####", "0.000000", "'x' 000,000.0##### €"):
        pattern = NumberFormat.parse(format)
        assert pattern.read(pattern.write(value)) == value


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    """Any text is a number or refused, and any format is a format or refused."""
    for read in (read_number, read_money, read_integer, NumberFormat.parse("#,##0.00 €").read):
        with suppress(InvalidValue):
            assert Decimal(read(text)).is_finite()
    with suppress(InvalidFormat, InvalidValue):
        NumberFormat.parse(text).write(5)
