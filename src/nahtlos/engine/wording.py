"""What people read about a wrong case, in the language of the workspace.

The reasons of `InvalidValue` are English and hold no values, so they can be looked up; a test finds those that
have no German.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

from nahtlos.errors import InvalidValue
from nahtlos.plan import nodes

Language = Literal["de", "en"]


def wrong_field(field: nodes.RecordField, error: InvalidValue, language: Language) -> str:
    """Say what is wrong with a field of the record."""
    reason = error.reason if language == "en" else in_german(error.reason)
    return f"{field.title or field.name} {reason}"


def duplicate(line: int, language: Language) -> str:
    """Say that a row repeats another."""
    return f"duplicate of line {line}" if language == "en" else f"Doppelt: wie Zeile {line}"


def contradiction(line: int, language: Language) -> str:
    """Say that a row has the key of another, and other values."""
    if language == "en":
        return f"line {line} has the same key but other values; nobody can say which one is right"
    return f"Zeile {line} hat denselben Schlüssel, aber andere Werte; niemand kann sagen, welche stimmt"


def in_german(reason: str) -> str:
    """Translate why a value is invalid; what is not known stays English."""
    if reason in REASONS:
        return REASONS[reason]
    for pattern, write in PATTERNS.items():
        if found := re.fullmatch(pattern, reason):
            return write(found)
    return reason


KINDS: Mapping[str, str] = {
    "a text": "kein Text",
    "a whole number": "keine ganze Zahl",
    "a number": "keine Zahl",
    "an amount": "kein Betrag",
    "a date": "kein Datum",
    "a time of day": "keine Uhrzeit",
    "yes or no": "weder Ja noch Nein",
    "an IBAN": "keine IBAN",
    "a customer number": "keine Kundennummer",
    "a BG number": "keine BG-Nummer",
    "a postcode": "keine Postleitzahl",
    "an email address": "keine E-Mail-Adresse",
    "a list": "keine Liste",
    "a choice": "keine Auswahl",
    "a formatted text": "kein formatierter Text",
    "a file": "keine Datei",
    "a record": "kein Datensatz",
    "any value": "kein Wert",
    "none": "nicht leer",
    "a date with a time": "kein Zeitpunkt",
    "a number of days": "keine Zahl von Tagen",
    "a secret": "kein Geheimnis",
}

REASONS: Mapping[str, str] = {
    "is missing": "fehlt",
    "is blank": "ist leer",
    "is none": "ist nicht vorhanden",
    "is not a single value, and cannot be written into a text": "ist kein einzelner Wert",
    "does not have the form that the workflow asks for": "hat nicht die Form, die der Ablauf verlangt",
    "is a box to tick on this screen": "ist auf diesem Bildschirm ein Kästchen",
    "does not match its pattern": "hat nicht die erwartete Form",
    "is not an IBAN: it is two letters, two digits and up to 30 letters or digits": (
        "ist ungültig: zwei Buchstaben, zwei Ziffern und bis zu 30 Buchstaben oder Ziffern"
    ),
    "is not an IBAN: the check digits are wrong": "ist ungültig: die Prüfziffern stimmen nicht",
    "is not an IBAN: no country has these two letters": "ist ungültig: kein Land hat diese zwei Buchstaben",
    "is not an IBAN: its length or its characters are not those of its country": (
        "ist ungültig: Länge oder Zeichen passen nicht zum Land"
    ),
    "is not a customer number: it is three digits, a capital letter and six digits": (
        "ist ungültig: richtig sind drei Ziffern, ein Großbuchstabe und sechs Ziffern"
    ),
    'is not a BG number: it is five digits, "//" or "BG", and seven digits': (
        "ist ungültig: richtig sind fünf Ziffern, „//“ oder „BG“ und sieben Ziffern"
    ),
    "is not a postcode: it is five digits": "ist ungültig: richtig sind fünf Ziffern",
    "is not an email address": "ist keine E-Mail-Adresse",
    "is no number": "ist keine Zahl",
    "is too large or too small to be written": "ist zu groß oder zu klein, um geschrieben zu werden",
    "is too large or too small for a number": "ist zu groß oder zu klein für eine Zahl",
    "is too long for a number": "ist zu lang für eine Zahl",
    "has more decimals than its format": "hat mehr Nachkommastellen als vorgesehen",
    "is neither true nor false": "ist weder wahr noch falsch",
    "has an entry that is blank or contains what separates the entries": (
        "hat einen Eintrag, der leer ist oder das Trennzeichen enthält"
    ),
    "is not a whole number": "ist keine ganze Zahl",
    "is not a whole number: it is digits only, without zeros in front": (
        "ist keine ganze Zahl: nur Ziffern, ohne Nullen am Anfang"
    ),
    "can be read in two ways: a point before three digits groups in German, and not in English": (
        "lässt sich auf zwei Arten lesen: ein Punkt vor drei Ziffern trennt im Deutschen Tausender"
    ),
    "is not a number: it is written like 1234,56 or 1.234,56": "ist keine Zahl wie 1234,56 oder 1.234,56",
    "is a time of day, and its format asks for a date": "ist eine Uhrzeit statt eines Datums",
    "is a date, and its format asks for a time of day": "ist ein Datum statt einer Uhrzeit",
    "cannot be read as a date, because its format has no day or no month": (
        "ist nicht als Datum lesbar: dem Format fehlt Tag oder Monat"
    ),
    "cannot be read as a time of day, because its format has no hour or no minute": (
        "ist nicht als Uhrzeit lesbar: dem Format fehlt Stunde oder Minute"
    ),
    "is not a date of the calendar": "ist kein Tag des Kalenders",
    "is no Land: they are written BB, BE, BW, BY, HB, HE, HH, MV, NI, NW, RP, SH, SL, SN, ST, TH": (
        "ist kein Land: richtig sind BB, BE, BW, BY, HB, HE, HH, MV, NI, NW, RP, SH, SL, SN, ST, TH"
    ),
    "leads beyond the years whose holidays are known, 1991 to 2100": (
        "führt über die Jahre hinaus, deren Feiertage bekannt sind (1991 bis 2100)"
    ),
    "leads to a day that no calendar has": "führt zu einem Tag, den kein Kalender hat",
    "is not a whole number up to 36500": "ist keine ganze Zahl bis 36500",
    "is no unit of time: there are days, weeks, half_months, months, quarters, half_years, years": (
        "ist keine Zeiteinheit: es gibt days, weeks, half_months, months, quarters, half_years, years"
    ),
    "is no length: a deadline has at least one day": "ist keine Länge: eine Frist hat mindestens einen Tag",
    "has a day of the week that does not fit its date": "nennt einen Wochentag, der nicht zum Datum passt",
    "is not a time of day": "ist keine Uhrzeit",
    "is not a time of day: it is written like 09:30": "ist keine Uhrzeit wie 09:30",
    "is not a date: it is written like 2026-11-24": "ist kein Datum wie 2026-11-24",
    "has no full year, and nothing says which is meant": "hat kein volles Jahr, und nichts sagt, welches gemeint ist",
}

PATTERNS: Mapping[str, Callable[[re.Match[str]], str]] = {
    "is none of (.*)": lambda found: f"ist keiner der Werte {found[1]}",
    "is (.*) than (.*)": lambda found: f"ist {'kleiner' if found[1] == 'less' else 'größer'} als {found[2]}",
    "is not written as (.*)": lambda found: f"ist nicht geschrieben wie {found[1]}",
    "is not a number of the format (.*)": lambda found: f"ist keine Zahl im Format {found[1]}",
    "is not (.*)": lambda found: f"ist {KINDS.get(found[1], f'nicht {found[1]}')}",
}
"""Reasons that name what the workflow allows."""
