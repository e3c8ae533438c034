"""The receipt on a voucher: the four values a caseworker enters after the participation was reported."""

import re
from collections.abc import Mapping
from datetime import datetime

LABELS = {
    "receipt_no": "Quittungsnummer",
    "receipt_date": "Quittung vom",
    "status": "Meldestatus",
    "remark": "Bemerkung",
}
STATES = ("offen", "gemeldet", "abgelehnt")
EMPTY = {"receipt_no": "", "receipt_date": "", "status": STATES[0], "remark": ""}

LONGEST_NUMBER = 20
LONGEST_REMARK = 500


def clean(entered: Mapping[str, str]) -> dict[str, str]:
    """Take the values of a submitted form as they are to be stored."""
    return {name: entered.get(name, "").replace("\r\n", "\n").strip() for name in LABELS}


def complaint(receipt: Mapping[str, str]) -> str | None:
    """Say what is wrong with a receipt, in the words of the screen; None if it may be stored."""
    number, day, status = receipt["receipt_no"], receipt["receipt_date"], receipt["status"]
    if not re.fullmatch(r"[A-Za-z0-9/.-]*", number) or len(number) > LONGEST_NUMBER:
        return f"Quittungsnummer darf nur {LONGEST_NUMBER} Buchstaben, Ziffern und die Zeichen / . - enthalten."
    if day and not _is_date(day):
        return "Quittung vom muss ein Datum in der Form TT.MM.JJJJ sein."
    if status not in STATES:
        return f"Meldestatus muss einer von {', '.join(STATES)} sein."
    if status == "gemeldet" and not (number and day):
        return "Zum Meldestatus gemeldet gehören Quittungsnummer und Quittung vom."
    if len(receipt["remark"]) > LONGEST_REMARK:
        return f"Bemerkung darf höchstens {LONGEST_REMARK} Zeichen haben."
    return None


def _is_date(day: str) -> bool:
    try:
        # strptime alone accepts 1.2.2026 as well.
        return datetime.strptime(day, "%d.%m.%Y").strftime("%d.%m.%Y") == day  # noqa: DTZ007  (a day has no time zone)
    except ValueError:
        return False
