"""A delivery becomes rows with a verdict for each; a file that is none is refused with a reason."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nahtlos.engine.ports import Listing, Misread
from nahtlos.errors import (
    BrokenRow,
    DeliveryEmpty,
    HeadingMissing,
    HeadingTwice,
    NahtlosError,
    NoSeparator,
    WrongArgument,
    WrongColumn,
)
from nahtlos.library import Context
from nahtlos.library.csv import rows

NAME_AND_CITY = {"name": "Name", "city": "Ort"}


async def read(folder: Path, content: str | bytes, columns: Mapping[str, Any] = NAME_AND_CITY, **more: Any) -> Listing:
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "delivery.csv").write_bytes(data)
    result = await rows.function(Context(folder=folder), file="delivery.csv", columns=columns, **more)
    assert isinstance(result, Listing)
    return replace(result, rows=list(result.rows))


def problems(listing: Listing) -> list[tuple[int, str]]:
    return [(number, row.problem) for number, row in enumerate(listing.rows, 1) if isinstance(row, Misread)]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
async def test_separator_is_found(tmp_path: Path, separator: str) -> None:
    """What separates the headings that are asked for separates the cells."""
    listing = await read(tmp_path, f"Name{separator}Ort\nYılmaz{separator}Köln\n")

    assert listing.rows == [{"name": "Yılmaz", "city": "Köln"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
async def test_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with and without a mark and Windows-1252 are read without being told."""
    listing = await read(tmp_path, "Name;Ort\nGroß;Köln – Süd\n".encode(encoding))

    assert listing.rows == [{"name": "Groß", "city": "Köln – Süd"}]


async def test_numbers_stay_texts(tmp_path: Path) -> None:
    """Nothing is guessed: a postcode keeps its zero, a formula stays a text."""
    listing = await read(tmp_path, "PLZ;Wert\n01067;=1+1\n", {"postcode": "PLZ", "value": "Wert"})

    assert listing.rows == [{"postcode": "01067", "value": "=1+1"}]


async def test_typed_columns(tmp_path: Path) -> None:
    """A column with a type delivers values of that type."""
    columns = {
        "start": {"column": "Beginn", "type": "date", "format": "dd.MM.yyyy"},
        "amount": {"column": "Betrag", "type": "money"},
        "days": {"column": "Tage", "type": "integer", "optional": "true"},
    }

    listing = await read(tmp_path, "Beginn;Betrag;Tage\n24.12.2026;1.234,50 €;\n", columns)

    assert [{"start": date(2026, 12, 24), "amount": Decimal("1234.50"), "days": None}] == list(listing.rows)
    assert problems(listing) == []


async def test_bad_row_is_delivered_with_its_line(tmp_path: Path) -> None:
    """A wrong value and a wrong number of cells are problems of their rows; the value itself is not told."""
    content = 'Name;Beginn\n"Anna\nMaria";01.02.2026\nBert;31.02.2026\nCem\nDörte;01.03.2026;mehr\n'
    columns = {"name": "Name", "start": {"column": "Beginn", "type": "date", "format": "dd.MM.yyyy"}}

    listing = await read(tmp_path, content, columns)

    assert [row["name"] for row in listing.rows] == ["Anna\nMaria", "Bert", None, None]
    (second, reason), (third, few), (fourth, many) = problems(listing)
    assert (second, third, fourth) == (2, 3, 4)
    assert reason.startswith("line 4 of delivery.csv: Beginn ") and "31.02" not in reason
    assert few == "line 5 of delivery.csv: 1 cells instead of 2"
    assert many == "line 6 of delivery.csv: 3 cells instead of 2"


async def test_empty_rows_are_nothing(tmp_path: Path) -> None:
    """What a spreadsheet leaves below and between the rows is no case."""
    listing = await read(tmp_path, "Name;Ort\r\n\r\nAnna;Köln\r\n;\r\n;\r\n")

    assert len(listing.rows) == 1


async def test_headings_are_compared_as_people_read(tmp_path: Path) -> None:
    """Case, blanks and a colon do not matter; order neither; other columns are not read."""
    listing = await read(tmp_path, "geheim; ORT: ;Name\nx;Köln;Anna\n")

    assert listing.rows == [{"name": "Anna", "city": "Köln"}]


async def test_missing_heading_names_the_nearest(tmp_path: Path) -> None:
    """A heading that is not there is an error that names the one that may be meant."""
    with pytest.raises(HeadingMissing) as caught:
        await read(tmp_path, "Nahme;Ort\nAnna;Köln\n")

    assert caught.value.message() == 'delivery.csv has no column "Name". Did you mean "Nahme"?'


async def test_all_missing_headings_are_named_at_once(tmp_path: Path) -> None:
    """So that a delivery is corrected once; the headings that are there stand behind it."""
    with pytest.raises(HeadingMissing) as caught:
        await read(tmp_path, "Nahme;A;Ort;B\n", {"n": "Name", "a": "A", "b": "B", "c": "Zoll"})

    assert caught.value.message() == (
        'delivery.csv has no column "Name". Did you mean "Nahme"? It has no column "Zoll". It has Nahme, A, Ort and B.'
    )


async def test_a_first_line_that_may_be_a_record_is_not_quoted(tmp_path: Path) -> None:
    """One heading that is known by chance does not make the others headings."""
    with pytest.raises(HeadingMissing) as caught:
        await read(tmp_path, "Erika;Musterfrau;Ort\n", {"n": "Name", "m": "Nachname", "o": "Ort"})

    assert "Muster" not in caught.value.message()


async def test_optional_column_may_be_missing(tmp_path: Path) -> None:
    """A column that is optional is none where the delivery does not have it."""
    listing = await read(tmp_path, "Name;Ort\nAnna;Köln\n", {"name": "Name", "mail": {"optional": "true"}})

    assert listing.rows == [{"name": "Anna", "mail": None}]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("Name;Ort;Name\nA;B;C\n", HeadingTwice),
        ("", DeliveryEmpty),
        ("\ufeff \n", DeliveryEmpty),
        ("eins zwei\nA B\n", NoSeparator),
        ('Name;Ort\n"Anna;Köln\nBert;Bonn\n', BrokenRow),  # never closed
        ('Name;Ort\n"Anna"x;Köln\n', BrokenRow),  # text behind a quote
    ],
)
async def test_refused_as_a_whole(tmp_path: Path, content: str, error: type[NahtlosError]) -> None:
    """A file that cannot be taken apart gives no rows at all, and its values are not in the message."""
    with pytest.raises(error) as caught:
        await read(tmp_path, content)

    assert "Anna" not in str(caught.value)


@pytest.mark.parametrize(
    "wish",
    [
        ["Name"],  # neither text nor table
        {"column": "Name", "typ": "date"},
        {"column": "Name", "type": "dat"},
        {"column": "Name", "type": "date", "format": "dd.dd"},
        {"column": "Name", "optional": "yes"},
    ],
)
async def test_column_described_wrongly(tmp_path: Path, wish: object) -> None:
    """A column that is not described as it has to be is refused before the file is read."""
    with pytest.raises(WrongColumn):
        await read(tmp_path, "Name\nAnna\n", {"name": wish})


@pytest.mark.parametrize(("word", "char"), [("tab", "\t"), (":", ":")])
async def test_named_separator(tmp_path: Path, word: str, char: str) -> None:
    """A named separator holds, whatever else the headings contain."""
    listing = await read(tmp_path, f"Name{char}Ort\nAnna{char}Köln\n", separator=word)

    assert listing.rows == [{"name": "Anna", "city": "Köln"}]


async def test_separator_of_two_characters(tmp_path: Path) -> None:
    """A separator is one character."""
    with pytest.raises(WrongArgument):
        await read(tmp_path, "Name;;Ort\n", separator=";;")
