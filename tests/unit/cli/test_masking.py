"""Sentences about a case are told without what is personal in it."""

from datetime import date
from decimal import Decimal

import pytest

from nahtlos.cli.masking import masked
from nahtlos.engine.screen import Value

RECORD: dict[str, Value] = {
    "name": "Yılmaz", "iban": "DE35967085633236473379", "birth_date": date(1985, 2, 3), "amount": Decimal("1234.5"),
    "city": "Bonn", "phone": None,
}  # fmt: skip
PERSONAL = frozenset({"name", "iban", "birth_date", "amount", "phone"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Frau Yılmaz wohnt in Bonn", "Frau … wohnt in Bonn"),
        ("FRAU YILMAZ", "FRAU …"),
        ("IBAN DE35 9670 8563 3236 4733 79 ist falsch", "IBAN … ist falsch"),
        ("IBAN DE35967085633236473379.", "IBAN …."),
        ("geboren am 03.02.1985, also 1985-02-03 oder 3.2.1985", "geboren am …, also … oder …"),
        ("über 1.234,50 € (1234.5)", "über … € (…)"),
        ("Yılmazoğlu ist jemand anders", "Yılmazoğlu ist jemand anders"),
    ],
)
def test_personal_values_in_every_writing(text: str, told: str) -> None:
    """A value is masked however it may be written, and only as a whole word."""
    assert masked(text, RECORD, PERSONAL) == told


def test_workflow_that_is_gone() -> None:
    """Where nobody knows what is personal, every value of the record is."""
    assert masked("Frau Yılmaz wohnt in Bonn", RECORD, None) == "Frau … wohnt in …"
