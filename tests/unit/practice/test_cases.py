"""A delivery of practice cases is realistic, wrong in exactly six places, and the same for the same seed."""

import unicodedata
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from stdnum import iban

from nahtlos.practice.cases import HEADINGS, Voucher, generate_vouchers, read_csv, write_csv

COMMITTED = Path(__file__).parents[3] / "workflows" / "vouchers.csv"


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007
    except ValueError:
        return None


def _complaints(voucher: Voucher) -> list[str]:
    start, end = _day(voucher.start), _day(voucher.end)
    assert start and end
    found = {
        "iban": not iban.is_valid(voucher.iban),
        "customer": len(voucher.customer_no) != 10,
        "period": end < start,
        "birth": _day(voucher.birth_date) is None,
    }
    return [name for name, wrong in found.items() if wrong]


@pytest.mark.parametrize(("count", "repeats"), [(12, 1), (20, 1), (200, 2), (1000, 10)])
def test_rows_of_a_delivery(count: int, repeats: int) -> None:
    """Of all rows six are wrong, one in a hundred is there twice, the rest is good."""
    vouchers = generate_vouchers(count, 7)

    rows = Counter(vouchers)
    numbers = Counter(voucher.voucher_no for voucher in rows)
    assert count == len(vouchers)
    assert repeats == sum(times - 1 for times in rows.values())
    assert sorted(name for row in rows for name in _complaints(row)) == ["birth", "customer", "iban", "period"]
    assert [times for times in numbers.values() if times > 1] == [2]


def test_two_rows_of_one_voucher_differ_in_the_amount_only() -> None:
    """The unequal duplicates are one voucher with two amounts."""
    rows = set(generate_vouchers())
    numbers = Counter(voucher.voucher_no for voucher in rows)

    first, second = [voucher for voucher in rows if numbers[voucher.voucher_no] == 2]

    differing = [name for name in HEADINGS if getattr(first, name) != getattr(second, name)]
    assert differing == ["amount"]


def test_wrong_rows_stand_in_other_places_for_another_seed() -> None:
    """A bot cannot learn where the wrong rows are."""
    places = {
        tuple(i for i, voucher in enumerate(generate_vouchers(200, seed)) if _complaints(voucher)) for seed in range(5)
    }

    assert len(places) == 5


def test_same_seed_gives_the_same_delivery() -> None:
    """A run can be repeated."""
    assert generate_vouchers(50, 3) == generate_vouchers(50, 3)
    assert generate_vouchers(50, 3) != generate_vouchers(50, 4)


def test_too_small_a_delivery_is_refused() -> None:
    """Six wrong cases need some right ones around them."""
    with pytest.raises(ValueError, match="at least 12 cases, because six are wrong; this is 11"):
        generate_vouchers(11)


def test_names_reach_beyond_the_alphabet() -> None:
    """The delivery has composed letters, combining sequences and blanks, all in NFC; and empty fields."""
    vouchers = generate_vouchers()

    names = " ".join(f"{voucher.first_name} {voucher.last_name}" for voucher in vouchers)
    assert unicodedata.normalize("NFC", names) == names
    assert {"Đ", "Ł", "Ș", "ễ", "ġ", "Ā", "’", "-", "\u0302"} <= set(names)
    assert (
        {True, False} == {bool(voucher.phone) for voucher in vouchers} == {bool(voucher.email) for voucher in vouchers}
    )


def test_committed_file_is_the_generated_delivery(tmp_path: Path) -> None:
    """workflows/vouchers.csv is what the generator makes, byte for byte."""
    write_csv(tmp_path / "vouchers.csv", generate_vouchers(200, 2026))

    assert COMMITTED.read_bytes() == (tmp_path / "vouchers.csv").read_bytes()


def test_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Semicolons, quotes and empty values survive the file."""
    vouchers = generate_vouchers(60, 5)
    write_csv(tmp_path / "vouchers.csv", vouchers)

    assert vouchers == read_csv(tmp_path / "vouchers.csv")


def test_file_with_a_missing_column_is_refused(tmp_path: Path) -> None:
    """The refusal names the file and the columns it needs."""
    (tmp_path / "short.csv").write_text("Gutscheinnummer;Nachname\nBGS-2026-000001;Weiß\n", encoding="utf-8-sig")

    with pytest.raises(ValueError, match=r"short\.csv must have exactly these columns: Gutscheinnummer; Kundennummer"):
        read_csv(tmp_path / "short.csv")
