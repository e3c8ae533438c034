from collections.abc import Callable

import pytest

from nahtlos.errors import InvalidValue
from nahtlos.expressions.identifiers import (
    group_iban,
    read_bg_number,
    read_customer_number,
    read_email,
    read_iban,
    read_postcode,
)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (read_iban, "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        (read_iban, "de89370400440532013000", "DE89370400440532013000"),
        (read_iban, "NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        (read_customer_number, "123D456789", "123D456789"),
        (read_bg_number, "12345//0001234", "12345//0001234"),
        (read_bg_number, "12345BG0001234", "12345//0001234"),  # the same number as other systems write it
        (read_postcode, "01067", "01067"),
        (read_email, "erika.mustermann@jobcenter-musterstadt.de", "erika.mustermann@jobcenter-musterstadt.de"),
        (read_email, "a+b@x.y-z.co", "a+b@x.y-z.co"),
    ],
)
def test_valid_identifiers_are_normalized(read: Callable[[str], str], text: str, value: str) -> None:
    """A valid identifier has one form, whatever way it was written."""
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    [
        (read_iban, "DE88370400440532013000", "is not an IBAN: the check digits are wrong"),
        (read_iban, "XX46370400440532013000", "is not an IBAN: no country has these two letters"),
        (read_iban, "DE41370400440532013", "is not an IBAN: its length or its characters are not those of its country"),
        (read_iban, "12345", "is not an IBAN: it is two letters, two digits and up to 30 letters or digits"),
        (read_iban, "", "is not an IBAN: it is two letters, two digits and up to 30 letters or digits"),
        (read_customer_number, "123d456789", "is not a customer number: it is three digits, a capital letter and six"),
        (read_customer_number, "١٢٣D456789", "is not a customer number"),  # digits of other scripts are none
        (read_bg_number, "12345/0001234", "is not a BG number"),
        (read_postcode, "1067", "is not a postcode: it is five digits"),
        (read_email, "erika@mustermann", "is not an email address"),
        (read_email, "a@b.de, c@d.de", "is not an email address"),
        (read_email, "a@" + "b" * 250 + ".de", "is not an email address"),
        (read_email, "a@b..de", "is not an email address"),
    ],
)
def test_invalid_identifiers_say_why_and_hold_no_value(read: Callable[[str], str], text: str, reason: str) -> None:
    """The reason names the kind of mistake, and never what was entered."""
    with pytest.raises(InvalidValue) as refused:
        read(text)

    assert str(refused.value).startswith(reason)
    assert not text or text not in refused.value.message()


def test_a_wrong_country_check_is_found() -> None:
    """Countries with check digits of their own inside the number are checked by them."""
    with pytest.raises(InvalidValue, match="IBAN"):
        read_iban("BE41539007547035")


def test_an_iban_is_shown_in_groups() -> None:
    """People read IBANs in groups of four."""
    assert group_iban("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"
