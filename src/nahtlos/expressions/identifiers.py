"""Numbers that mean somebody or something: IBAN, customer number, BG number, postcode, email address."""

from __future__ import annotations

import re

from stdnum import iban as stdnum_iban
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

from nahtlos.errors import InvalidValue

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}")
_CUSTOMER_NUMBER = re.compile(r"[0-9]{3}[A-Z][0-9]{6}")
_BG_NUMBER = re.compile(r"([0-9]{5})(?://|BG)([0-9]{7})")
_POSTCODE = re.compile(r"[0-9]{5}")
_EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"._-]+(?:[._-]+[^@\s,;<>()\"._-]+)*\.[^@\s,;<>()\"._-]{2,}")


def read_iban(text: str) -> str:
    """Return an IBAN with valid check digits, in capitals and without blanks."""
    number = "".join(text.split()).upper()
    if not _IBAN.fullmatch(number):
        raise InvalidValue("is not an IBAN: it is two letters, two digits and up to 30 letters or digits")
    try:
        return str(stdnum_iban.validate(number))
    except InvalidChecksum:
        raise InvalidValue("is not an IBAN: the check digits are wrong") from None
    except InvalidComponent:
        raise InvalidValue("is not an IBAN: no country has these two letters") from None
    except ValidationError:
        raise InvalidValue("is not an IBAN: its length or its characters are not those of its country") from None


def group_iban(number: str) -> str:
    """Return an IBAN in groups of four."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def read_customer_number(text: str) -> str:
    """Return a customer number of the Bundesagentur, such as 123D456789."""
    if not _CUSTOMER_NUMBER.fullmatch(text):
        raise InvalidValue("is not a customer number: it is three digits, a capital letter and six digits")
    return text


def read_bg_number(text: str) -> str:
    """Return the number of a Bedarfsgemeinschaft as 12345//0001234; `BG` between the parts is read as `//`."""
    if not (parts := _BG_NUMBER.fullmatch(text)):
        raise InvalidValue('is not a BG number: it is five digits, "//" or "BG", and seven digits')
    return f"{parts[1]}//{parts[2]}"


def read_postcode(text: str) -> str:
    """Return a German postcode."""
    if not _POSTCODE.fullmatch(text):
        raise InvalidValue("is not a postcode: it is five digits")
    return text


def read_email(text: str) -> str:
    """Return the address of one mailbox."""
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise InvalidValue("is not an email address")
    return text
