"""Approved vouchers as a source list shows them, made from a seed, and their CSV file."""

import csv
import random
import unicodedata
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from nahtlos.practice import names

SMALLEST_DELIVERY = 12
"""Six wrong rows and a repeated one need some right ones around them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """One approved training voucher (Bildungsgutschein), every value exactly as a German screen shows it."""

    voucher_no: str
    customer_no: str
    last_name: str
    first_name: str
    birth_date: str
    street: str
    postcode: str
    city: str
    measure_no: str
    measure: str
    kind: str
    provider: str
    start: str
    end: str
    amount: str
    iban: str
    phone: str
    email: str


HEADINGS = {
    "voucher_no": "Gutscheinnummer",
    "customer_no": "Kundennummer",
    "last_name": "Nachname",
    "first_name": "Vorname",
    "birth_date": "Geburtsdatum",
    "street": "Straße",
    "postcode": "PLZ",
    "city": "Ort",
    "measure_no": "Maßnahmenummer",
    "measure": "Maßnahme",
    "kind": "Art",
    "provider": "Träger",
    "start": "Beginn",
    "end": "Ende",
    "amount": "Betrag",
    "iban": "IBAN",
    "phone": "Telefon",
    "email": "E-Mail",
}
"""The German word for each field, in the order of the file."""


def generate_vouchers(count: int = 200, seed: int = 2026) -> list[Voucher]:
    """Make a delivery of `count` rows: six of them wrong, one in a hundred (at least one) there twice."""
    if count < SMALLEST_DELIVERY:
        raise ValueError(
            f"A delivery needs at least {SMALLEST_DELIVERY} cases, because six are wrong; this is {count}."
        )
    rng = random.Random(seed)
    repeats = max(1, count // 100)
    iban, customer, period, birth, pair, *good = _distinct(rng, count - repeats - 1)
    wrong = [
        replace(iban, iban=_with_wrong_check_digits(iban.iban)),
        replace(customer, customer_no=customer.customer_no[:-1]),
        replace(period, start=period.end, end=period.start),
        replace(birth, birth_date=rng.choice(("31.02.1985", "30.02.1979", ""))),
        pair,
        replace(pair, amount=_money(rng)),
    ]
    rows = [*good, *good[:repeats], *wrong]
    rng.shuffle(rows)
    return rows


def write_csv(path: Path, vouchers: Sequence[Voucher]) -> None:
    """Write the delivery as an office would: UTF-8 with a byte order mark, semicolons, German headings."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS.values())
        writer.writerows(astuple(voucher) for voucher in vouchers)


def read_csv(path: Path) -> list[Voucher]:
    """Read a delivery; the columns may stand in any order, none may be missing or unknown."""
    fields = {heading: field for field, heading in HEADINGS.items()}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter=";")
        if set(reader.fieldnames or ()) != set(fields):
            raise ValueError(f"{path} must have exactly these columns: {'; '.join(fields)}.")
        return [Voucher(**{fields[heading]: text for heading, text in row.items()}) for row in reader]


def _distinct(rng: random.Random, count: int) -> list[Voucher]:
    numbers = rng.sample(range(1, 1_000_000), count)
    customers = rng.sample(range(1_000_000_000), count)
    last, first = (rng.sample(pool, len(pool)) for pool in (names.LAST_NAMES, names.FIRST_NAMES))
    measures = _measures(rng)
    return [
        _voucher(
            rng,
            voucher_no=f"BGS-2026-{numbers[i]:06d}",
            customer_no=f"{customers[i] // 1_000_000:03d}{rng.choice('ABCD')}{customers[i] % 1_000_000:06d}",
            last_name=unicodedata.normalize("NFC", last[i % len(last)]),
            first_name=unicodedata.normalize("NFC", first[i % len(first)]),
            **rng.choice(measures),
        )
        for i in range(count)
    ]


def _voucher(rng: random.Random, *, last_name: str, first_name: str, **given: str) -> Voucher:
    start = date(2026, 1, 5) + timedelta(days=rng.randrange(330))
    postcode, city = rng.choice(names.PLACES)
    return Voucher(
        last_name=last_name,
        first_name=first_name,
        birth_date=_german(date(1964, 1, 1) + timedelta(days=rng.randrange(42 * 365))),
        street=f"{rng.choice(names.STREETS)} {rng.randrange(1, 180)}{rng.choice(('', '', '', ' a', 'b'))}",
        postcode=postcode,
        city=city,
        start=_german(start),
        end=_german(start + timedelta(days=rng.randrange(14, 730))),
        amount=_money(rng),
        iban=_iban(rng),
        phone=rng.choice(names.PHONES).format(rng.randrange(1000)) if rng.random() > 0.15 else "",
        email=_email(first_name, last_name) if rng.random() > 0.15 else "",
        **given,
    )


def _measures(rng: random.Random) -> list[dict[str, str]]:
    return [
        {
            "measure_no": f"{rng.randrange(100, 1000)}/{rng.randrange(1, 10_000):04d}/2026",
            "measure": title,
            "kind": kind,
            "provider": provider,
        }
        for title, kind in names.COURSES
        for provider in rng.sample(names.PROVIDERS, 2)
    ]


def _german(day: date) -> str:
    return day.strftime("%d.%m.%Y")


def _money(rng: random.Random) -> str:
    cents = rng.randrange(45_000, 1_950_000)
    return f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d} €"


def _iban(rng: random.Random) -> str:
    # No German bank code begins with 9, so none of these is somebody's account.
    account = f"9{rng.randrange(10**17):017d}"
    check = 98 - int(f"{account}131400") % 97
    return _in_fours(f"DE{check:02d}{account}")


def _with_wrong_check_digits(iban: str) -> str:
    digits = iban.replace(" ", "")
    return _in_fours(f"DE{(int(digits[2:4]) + 1) % 100:02d}{digits[4:]}")


def _in_fours(digits: str) -> str:
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def _email(first_name: str, last_name: str) -> str:
    spelled = unicodedata.normalize("NFKD", f"{first_name}.{last_name}".replace(" ", "-").replace("ß", "ss").lower())
    plain = "".join(letter for letter in spelled if letter.isascii() and (letter.isalnum() or letter in ".-"))
    return f"{plain.strip('.-')}@example.org"
