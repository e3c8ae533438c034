"""A receipt is stored only if it is right; the complaint names the field."""

import pytest

from nahtlos.practice.casework.receipt import clean, complaint

RIGHT = {"receipt_no": "Q-2026-000001", "receipt_date": "03.02.2026", "status": "gemeldet", "remark": "Erledigt"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"remark": ""},
        {"status": "offen", "receipt_no": "", "receipt_date": ""},
        {"status": "abgelehnt", "receipt_no": ""},
        {"receipt_date": "29.02.2028"},
    ],
)
def test_right_receipts(changes: dict[str, str]) -> None:
    """What a caseworker may enter is accepted."""
    assert complaint(RIGHT | changes) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"receipt_no": "Q 1"}, "Quittungsnummer darf nur"),
        ({"receipt_no": "1" * 21}, "Quittungsnummer darf nur"),
        ({"receipt_date": "2026-02-03"}, "TT.MM.JJJJ"),
        ({"receipt_date": "3.2.2026"}, "TT.MM.JJJJ"),
        ({"receipt_date": "31.02.2026"}, "TT.MM.JJJJ"),
        ({"status": ""}, "Meldestatus muss einer von"),
        ({"receipt_no": ""}, "gehören Quittungsnummer und Quittung vom"),
        ({"receipt_date": ""}, "gehören Quittungsnummer und Quittung vom"),
        ({"remark": "x" * 501}, "höchstens 500 Zeichen"),
    ],
)
def test_wrong_receipts(changes: dict[str, str], words: str) -> None:
    """Each mistake has its sentence."""
    assert words in (complaint(RIGHT | changes) or "")


def test_values_are_stored_without_the_blanks_around_them() -> None:
    """A form sends line ends and blanks that nobody typed; a field that is not sent is empty."""
    assert clean({"remark": " eins\r\nzwei "}) == {
        "receipt_no": "",
        "receipt_date": "",
        "status": "",
        "remark": "eins\nzwei",
    }
