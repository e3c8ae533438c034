"""The RPA Challenge: ten rounds of seven fields that move, filled from an Excel file; 70 of 70, again and again."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest
from benchmarks.rpa_challenge import play
from openpyxl import load_workbook

ROOT = Path(__file__).parents[2]


async def test_seventy_of_seventy(tmp_path: Path) -> None:
    """Every field of every round is right, as the page says and as its server counts."""
    [taken] = await play(tmp_path, 1)

    assert taken.shown.startswith("Your success rate is 100% ( 70 out of 70 fields) in ")
    assert taken.counted == 70
    assert taken.outcomes == {"done": 10}


@pytest.mark.nightly
@pytest.mark.timeout(3600)
async def test_seventy_of_seventy_a_hundred_times_in_a_row(tmp_path: Path) -> None:
    """Whatever the page looks like: other places, other ids, other nesting each time."""
    taken = await play(tmp_path, 100, seed=7)

    assert [(one.counted, one.shown) for one in taken if not one.is_won] == []
    assert len(taken) == 100


def test_the_excel_file_is_as_difficult_as_the_well_known_one() -> None:
    """It says what the page expects, with blanks behind headings and numbers for phones."""
    sheet = load_workbook(ROOT / "workflows" / "rpa-challenge.xlsx").worksheets[0]
    headings, *rows = sheet.iter_rows(values_only=True)
    with (files("nahtlos.practice.rpa_challenge") / "people.csv").open(encoding="utf-8") as file:
        expected = list(csv.reader(file))

    assert [str(heading).strip() for heading in headings] == expected[0]
    assert [[str(cell) for cell in row] for row in rows] == expected[1:]
    assert any(str(heading).endswith(" ") for heading in headings)
    assert all(isinstance(row[-1], int) for row in rows)
