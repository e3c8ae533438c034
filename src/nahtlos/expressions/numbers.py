"""Numbers as German offices write them, and number formats of LDML (`#,##0.00 €`, `000000`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from nahtlos.errors import InvalidFormat, InvalidValue
from nahtlos.expressions.texts import normalize_text

LENGTH_LIMIT = 40
"""How many characters a number may have."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_GERMAN = re.compile(r"(-?)([0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_UNSIGNED = re.compile(r"([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_PLAIN = re.compile(r"-?[0-9]+\.[0-9]+")
_GROUPED_ONCE = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_WITH_CURRENCY = re.compile(r"(.+?) ?(?:€|EUR)|(?:€|EUR) ?(.+)")
_LITERAL = r"((?:[^#0.,;%‰@*'0-9]|'[^']*')*)"
_FORMAT = re.compile(rf"{_LITERAL}(#*(?:,#*)?)(0*(?:,0*)?0)(?:\.(0*)(#*))?{_LITERAL}")


def read_integer(text: str) -> int:
    """Read a whole number: no leading zeros, no groups."""
    text = _checked(text)
    if not _INTEGER.fullmatch(text):
        raise InvalidValue("is not a whole number: it is digits only, without zeros in front")
    return int(text)


def read_number(text: str) -> Decimal:
    """Read `1.234,56`, `1234,56` or `1234.56`; refuse `1.234`, which can be read in two ways."""
    text = _checked(text)
    if _GROUPED_ONCE.fullmatch(text):
        raise InvalidValue("can be read in two ways: a point before three digits groups in German, and not in English")
    if german := _GERMAN.fullmatch(text):
        return Decimal(f"{german[1]}{german[2].replace('.', '')}.{german[3] or '0'}") if german[3] else _whole(text)
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    raise InvalidValue("is not a number: it is written like 1234,56 or 1.234,56")


def read_money(text: str) -> Decimal:
    """Read an amount in euros; with a currency sign, `1.234` has groups."""
    if not (amount := _WITH_CURRENCY.fullmatch(_checked(text))):
        return read_number(text)
    number = amount[1] or amount[2]
    return _whole(number) if _GROUPED_ONCE.fullmatch(number) else read_number(number)


def write_number(value: Decimal | int, *, places: int = 0) -> str:
    """Write a number with a comma, without groups, with at least `places` decimals."""
    whole, decimals = _digits(value)
    decimals = decimals.ljust(places, "0")
    return f"{'-' if value < 0 else ''}{whole}{',' if decimals else ''}{decimals}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFormat:
    """A number format of LDML, with German points and commas."""

    text: str
    before: str
    after: str
    groups: bool
    digits: int
    """How many digits stand before the comma at least."""
    places: int
    """How many stand behind it at least."""
    most_places: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Understand a format; raise `InvalidFormat` if it is none."""
        if not (parts := _FORMAT.fullmatch(text)):
            raise InvalidFormat(format=text, reason='a number format is written like "#,##0.00 €" or "000000"')
        before, optional, required, places, more, after = parts.groups(default="")
        whole = optional + required
        if whole.count(",") > 1 or ("," in whole and len(whole) - whole.rindex(",") != 4):
            raise InvalidFormat(format=text, reason="numbers have groups of three")
        return cls(
            text=text,
            before=_literal(before),
            after=_literal(after),
            groups="," in whole,
            digits=required.count("0"),
            places=len(places),
            most_places=len(places) + len(more),
        )

    def write(self, value: Decimal | int) -> str:
        """Write a number; refuse one that would lose decimals."""
        whole, decimals = _digits(value)
        if len(decimals) > self.most_places:
            raise InvalidValue("has more decimals than its format")
        whole, decimals = whole.rjust(self.digits, "0"), decimals.ljust(self.places, "0")
        if self.groups:
            whole = f"{whole[: len(whole) % 3]}.{'.'.join(re.findall('...', whole[len(whole) % 3 :]))}".strip(".")
        sign = "-" if value < 0 else ""
        return f"{sign}{self.before}{whole}{',' if decimals else ''}{decimals}{self.after}"

    def read(self, text: str) -> Decimal:
        """Read what the format writes; the groups and what stands around may be missing."""
        text = _checked(text)
        sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
        text = text.removeprefix(normalize_text(self.before)).removesuffix(normalize_text(self.after)).strip()
        number = _UNSIGNED.fullmatch(text)
        if not number or len(number[2] or "") > self.most_places or ("." in text and not self.groups):
            raise InvalidValue(f"is not a number of the format {self.text}")
        return Decimal(f"{sign}{number[1].replace('.', '')}.{number[2] or ''}")


def _checked(text: str) -> str:
    text = normalize_text(text).replace("−", "-")
    if len(text) > LENGTH_LIMIT:
        raise InvalidValue("is too long for a number")
    return text


def _whole(text: str) -> Decimal:
    return Decimal(text.replace(".", ""))


def _literal(text: str) -> str:
    return re.sub("'([^']*)'", lambda quoted: quoted[1] or "'", text).replace("¤", "€")


def _digits(value: Decimal | int) -> tuple[str, str]:
    """Return the digits before and behind the comma, without zeros at the end."""
    number = Decimal(value)
    if not number.is_finite() or (number and abs(number.adjusted()) > LENGTH_LIMIT):
        raise InvalidValue("is too large or too small for a number")
    whole, _, decimals = f"{abs(number):f}".partition(".")
    return whole, decimals.rstrip("0")
