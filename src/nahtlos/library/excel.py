"""Rows of an Excel file, read with rpaframework: what a cell shows as a number stays the text that people see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from nahtlos.engine.ports import Listing, Misread
from nahtlos.engine.screen import Value
from nahtlos.expressions import InvalidValue
from nahtlos.library.action import Context, action
from nahtlos.library.columns import Column, columns_of, find_columns
from nahtlos.library.workbook import Sheet, read_sheet

NAME = "excel.rows"
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
"""What a cell shows whose formula went wrong."""


@action(
    NAME,
    columns_input="columns",
    example="""
    items:
      from: excel.rows
      with: {file: workflows/people.xlsx, columns: {name: Last Name, phone: Phone Number}}
      key: "{{ item.name }}"
    """,
)
async def rows(context: Context, *, file: str, columns: Mapping[str, Value], sheet: str | None = None) -> Listing:
    """Read the rows of a sheet of an Excel file below its line of headings; without `sheet`, of the first.

    Needs rpaframework: `pip install nahtlos[excel]`. `01067` stays a text, and so does a number in a column of texts. A
    row that is not as it should be is delivered with its problem, never left out.
    """
    asked = columns_of(NAME, columns)
    return _listed(await read_sheet(context.folder, file, sheet), asked)


def _listed(sheet: Sheet, asked: Sequence[Column]) -> Listing:
    lines = [(number, cells) for number, cells in enumerate(sheet.rows, start=1) if _says_something(cells)]
    _, first = lines[0]
    places = find_columns(sheet.name, [_text(cell) for cell in first], asked)
    read: list[Mapping[str, Value]] = []
    for number, cells in lines[1:]:
        found = [(column, _value(column, None if place is None else cells[place])) for column, place in places]
        row = {column.name: cell.value for column, cell in found}
        wrong = [f"{column.heading} {cell.problem}" for column, cell in found if cell.problem]
        problem = f"row {number} of {sheet.name}: {'; '.join(wrong)}"
        read.append(Misread(row, problem=problem) if wrong else row)
    return Listing(rows=read)


def _says_something(cells: Sequence[Any]) -> bool:
    return any(_text(cell).strip() for cell in cells)


@dataclass(frozen=True, slots=True)
class _Cell:
    value: Value
    problem: str | None = None


def _value(column: Column, cell: Any) -> _Cell:
    """Return a cell as the column's type; what it is in the sheet counts more than how it is written."""
    text = _text(cell)
    if text in ERRORS:
        return _Cell(text, f"shows {text}")
    known = _as_it_is(column, cell)
    if known is not None:
        return _Cell(known)
    try:
        return _Cell(column.value(text))
    except InvalidValue as error:
        return _Cell(text, str(error))


def _as_it_is(column: Column, cell: Any) -> Value:
    """Return a cell that is already of the column's type: no office's way of writing stands in between."""
    match cell:
        case bool() if column.type == "yes_no":
            return cell
        case {"number": written} if column.type in ("number", "money"):
            return Decimal(written)
        case {"date": written} if column.type == "date":
            return date.fromisoformat(written)
    return None


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case dict():
            return str(next(iter(cell.values())))
        case _:
            return str(cell)
