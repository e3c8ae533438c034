"""What a Meldung is: its fields, what the server refuses, and how Meldungen are searched."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

FIELDS = (
    "voucher_no",
    "customer_no",
    "last_name",
    "first_name",
    "birth_date",
    "street",
    "postcode",
    "city",
    "measure_no",
    "measure",
    "kind",
    "provider",
    "start",
    "end",
    "amount",
    "iban",
    "phone",
    "email",
)
RECEIPT = ("receipt_no", "receipt_date", "state")
OPTIONAL = frozenset({"phone", "email"})
PAGE_SIZE = 50

_MISSING = "Bitte füllen Sie dieses Feld aus."
_NO_DATE = "Bitte geben Sie ein gültiges Datum im Format TT.MM.JJJJ ein."
_PATTERNS = {
    "voucher_no": (r"BGS-[0-9]{4}-[0-9]{6}", "Die Gutscheinnummer hat die Form BGS-2026-000123."),
    "customer_no": (r"[0-9]{3}[A-Z][0-9]{6}", "Die Kundennummer hat die Form 123D456789."),
    "postcode": (r"[0-9]{5}", "Die PLZ hat fünf Ziffern."),
    "measure_no": (r"[0-9]{3}/[0-9]{4}/[0-9]{4}", "Die Maßnahmenummer hat die Form 987/0123/2026."),
    "kind": (r"Weiterbildung|Umschulung|Teilqualifizierung", "Bitte wählen Sie eine Art der Maßnahme."),
    "amount": (r"[0-9]{1,3}(\.[0-9]{3})*,[0-9]{2} €", "Bitte geben Sie einen Betrag wie 1.234,56 € ein."),
    "email": (r"[^\s@]+@[^\s@]+\.[^\s@]+", "Die E-Mail-Adresse ist nicht gültig."),
}


def values_of(body: Mapping[str, object]) -> dict[str, str]:
    """Take the fields of a Meldung out of what was sent; what is no text counts as empty."""
    sent = {name: body.get(name) for name in FIELDS}
    return {name: value.strip() if isinstance(value, str) else "" for name, value in sent.items()}


def problems(values: Mapping[str, str]) -> dict[str, str]:
    """Say what is wrong with each field, as the form does before."""
    found = {name: problem for name in FIELDS if (problem := _problem(name, values[name]))}
    start, end = _day(values["start"]), _day(values["end"])
    if start and end and end < start:
        found["end"] = "Das Ende liegt vor dem Beginn."
    return found


def search(records: Mapping[str, Mapping[str, str]], *, voucher_no: str, last_name: str) -> list[dict[str, str]]:
    """Find the Meldungen whose number and last name contain the texts, in the order they came in."""
    number, name = voucher_no.strip().casefold(), last_name.strip().casefold()
    return [
        shown(key, record)
        for key, record in records.items()
        if number in record.get("voucher_no", "").casefold() and name in record.get("last_name", "").casefold()
    ]


def shown(key: str, record: Mapping[str, str]) -> dict[str, str]:
    """Give a Meldung as the page shows it; what a record does not have is empty."""
    return {name: record.get(name, "") for name in (*FIELDS, *RECEIPT)} | {"id": key}


def german(day: date) -> str:
    """Write a day as TT.MM.JJJJ."""
    return day.strftime("%d.%m.%Y")


def _problem(name: str, value: str) -> str | None:
    if not value:
        return None if name in OPTIONAL else _MISSING
    if name in {"birth_date", "start", "end"}:
        return None if _day(value) else _NO_DATE
    if name == "iban":
        return None if _is_iban(value) else "Die IBAN ist nicht gültig."
    pattern, message = _PATTERNS.get(name, (r"(?s).*", ""))
    return None if re.fullmatch(pattern, value) else message


def _day(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{2}\.[0-9]{2}\.[0-9]{4}", text):
        return None
    try:
        return datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _is_iban(text: str) -> bool:
    letters = text.replace(" ", "")
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", letters):
        return False
    return int("".join(str(int(letter, 36)) for letter in letters[4:] + letters[:4])) % 97 == 1
