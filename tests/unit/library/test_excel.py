"""A workbook becomes rows with a verdict for each, read by rpaframework in a process of its own."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from nahtlos.engine.ports import Listing, Misread
from nahtlos.errors import (
    DeliveryEmpty,
    DeliveryMissing,
    DeliveryTooLarge,
    ExcelNotInstalled,
    HeadingMissing,
    NahtlosError,
    NotAWorkbook,
    OutsideWorkspace,
    SheetMissing,
)
from nahtlos.library import Context, sheet, workbook
from nahtlos.library.excel import rows

PEOPLE = {"name": "Last Name", "phone": "Phone Number"}


async def read(folder: Path, columns: Mapping[str, Any] = PEOPLE, **more: Any) -> Listing:
    result = await rows.function(Context(folder=folder), file="people.xlsx", columns=columns, **more)
    assert isinstance(result, Listing)
    return result


def write(folder: Path, *lines: Sequence[Any], formats: Mapping[str, str] | None = None) -> None:
    """Write a workbook whose first sheet has these lines; a second one is the active."""
    book = Workbook()
    first = book.worksheets[0]
    first.title = "People"
    for line in lines:
        first.append(line)
    for cell, shape in (formats or {}).items():
        first[cell].number_format = shape
    book.create_sheet("Notes").append(["Note"])
    book.active = 1
    book.save(folder / "people.xlsx")


async def test_everything_a_delivery_shows(tmp_path: Path) -> None:
    """Headings with blanks behind them, numbers as texts, dates and amounts as they are; blank rows are no rows."""
    write(
        tmp_path,
        (None, None, None, None, None, None, None, None),
        ("Last Name ", "Phone Number", "PLZ", "Born", "Amount", "Since", "Paid", "Note"),
        ("Smith", 40716543298, 1067, date(1980, 2, 1), 1234.5, time(9, 30), True, "01067"),
        (None, None, None, None, None, None, None, None),
        ("Gül", 40716543298.0, "01069", date(1999, 12, 31), 0.1, time(23, 5), False, 12.25),
        formats={"C3": "00000"},
    )
    columns = {
        "name": "Last Name", "phone": "Phone Number", "postcode": "PLZ", "born": {"column": "Born", "type": "date"},
        "amount": {"column": "Amount", "type": "money"}, "since": {"column": "Since", "type": "time"},
        "paid": {"column": "Paid", "type": "yes_no"}, "note": "Note",
    }  # fmt: skip

    listing = await read(tmp_path, columns)

    smith, gul = listing.rows
    assert smith == {
        "name": "Smith", "phone": "40716543298", "postcode": "01067", "born": date(1980, 2, 1),
        "amount": Decimal("1234.5"), "since": time(9, 30), "paid": True, "note": "01067",
    }  # fmt: skip
    assert (gul["phone"], gul["postcode"], gul["born"]) == ("40716543298", "01069", date(1999, 12, 31))
    assert (gul["amount"], gul["note"], gul["paid"]) == (Decimal("0.1"), "12.25", False)
    assert not any(isinstance(row, Misread) for row in listing.rows)


async def test_a_row_that_is_wrong_is_delivered_with_its_problem(tmp_path: Path) -> None:
    """A formula that went wrong, a blank date and a word for an amount are told by row and heading, never left out."""
    columns = {"name": "Last Name", "born": {"column": "Born", "type": "date"}, "amount": {"type": "money"}}
    write(tmp_path, ("Last Name", "Born", "amount"), ("#REF!", None, "viel"), ("Smith", date(1980, 2, 1), 3))

    listing = await read(tmp_path, columns)

    wrong, right = listing.rows
    assert isinstance(wrong, Misread)
    problem = wrong.problem
    assert problem.startswith("row 2 of people.xlsx: Last Name shows #REF!; Born is blank; amount ")
    assert "viel" not in problem
    assert right == {"name": "Smith", "born": date(1980, 2, 1), "amount": Decimal(3)}


async def test_a_missing_optional_column_is_blank(tmp_path: Path) -> None:
    """What may be missing is none."""
    write(tmp_path, ("Last Name",), ("Smith",))

    listing = await read(tmp_path, {"name": "Last Name", "phone": {"column": "Phone Number", "optional": True}})

    assert listing.rows == [{"name": "Smith", "phone": None}]


async def test_another_sheet(tmp_path: Path) -> None:
    """The first sheet is read, whichever was open when the file was saved; `sheet` says another."""
    write(tmp_path, ("Last Name",), ("Smith",))

    assert (await read(tmp_path, {"name": "Last Name"})).rows == [{"name": "Smith"}]
    with pytest.raises(HeadingMissing):
        await read(tmp_path, {"name": "Last Name"}, sheet="Notes")


async def test_an_unknown_sheet(tmp_path: Path) -> None:
    """The message names those that there are."""
    write(tmp_path, ("Last Name",))

    with pytest.raises(SheetMissing) as told:
        await read(tmp_path, sheet="Peple")

    assert told.value.known == ["People", "Notes"]
    assert 'Did you mean "People"?' in str(told.value)


async def test_an_empty_sheet(tmp_path: Path) -> None:
    """A sheet without headings is told."""
    write(tmp_path)

    with pytest.raises(DeliveryEmpty):
        await read(tmp_path)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"Last Name;Phone Number\n", NotAWorkbook),
        (b"PK\x03\x04 and nothing behind it", NotAWorkbook),
        (b"", DeliveryEmpty),
        (None, DeliveryMissing),
    ],
)
async def test_no_workbook(tmp_path: Path, content: bytes | None, error: type[NahtlosError]) -> None:
    """A file that is none is refused with a reason."""
    if content is not None:
        (tmp_path / "people.xlsx").write_bytes(content)

    with pytest.raises(error):
        await read(tmp_path)


async def test_nothing_outside_the_workspace_is_read(tmp_path: Path) -> None:
    """A path that leads out is refused before anything is opened."""
    with pytest.raises(OutsideWorkspace):
        await rows.function(Context(folder=tmp_path), file="../people.xlsx", columns=PEOPLE)


async def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that would grow beyond the limit is refused before it is opened."""
    monkeypatch.setattr(workbook, "UNPACKED", 1000)
    write(tmp_path, ("Last Name",))

    with pytest.raises(DeliveryTooLarge):
        await read(tmp_path)


async def test_without_rpaframework_it_is_told_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra is named."""
    write(tmp_path, ("Last Name",))
    (tmp_path / "reader.py").write_text("raise SystemExit(3)")
    monkeypatch.setattr(sheet, "__file__", str(tmp_path / "reader.py"))

    with pytest.raises(ExcelNotInstalled, match="nahtlos"):
        await read(tmp_path)
