"""Rows of a CSV file, as offices deliver it: any usual encoding and separator, a verdict for each row."""

from __future__ import annotations

import asyncio
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nahtlos.engine.ports import Listing, Misread
from nahtlos.engine.screen import Value
from nahtlos.errors import BrokenRow, NoSeparator, WrongArgument
from nahtlos.expressions import InvalidValue
from nahtlos.library.action import Context, action
from nahtlos.library.columns import Column, columns_of, find_columns, same_heading
from nahtlos.library.delivery import Delivery, look_through
from nahtlos.reading.file import FORBIDDEN

SEPARATORS = ";,\t|"
NAME = "csv.rows"
# What a spreadsheet shows where it could not calculate, in English and in German.
_ERRORS = frozenset(
    ("#REF!", "#NAME?", "#N/A", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!", "#BEZUG!", "#NV", "#WERT!", "#ZAHL!")
)
_SHORTENED = re.compile(r"-?\d([.,]\d+)?E\+\d+")


@action(
    NAME,
    columns_input="columns",
    example="""
    items:
      from: csv.rows
      with: {file: workflows/vouchers.csv, columns: {voucher_no: Gutscheinnummer, start: {column: Beginn, type: date}}}
      key: "{{ item.voucher_no }}"
    """,
)
async def rows(
    context: Context,
    *,
    file: str,
    columns: Mapping[str, Value],
    separator: str | None = None,
    encoding: str | None = None,
) -> Listing:
    """Read the rows of a CSV file below its line of headings.

    `01067` stays a text. A row that is not as it should be is delivered with its problem, never left out.
    """
    asked = columns_of(NAME, columns)
    return await asyncio.to_thread(_read, context, file, asked, separator=separator, encoding=encoding)


def _read(
    context: Context, file: str, asked: Sequence[Column], *, separator: str | None, encoding: str | None
) -> Listing:
    delivery = look_through(context.folder, file, encoding)
    separator = _separator(separator) if separator else _found_separator(delivery, asked)
    lines = _lines(delivery, separator)
    headings = next(lines, _Line(1, ())).cells
    table = _Table(width=len(headings), columns=find_columns(delivery.name, headings, asked))
    count = sum(1 for _ in lines)  # a file that cannot be taken apart gives no rows at all
    rows = _Rows(delivery=delivery, separator=separator, table=table, count=count)
    return Listing(rows=rows, content=delivery.content)


# ------------------------------------------------------------------ lines and cells


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as it is written; `number` is the line of the file in which it begins."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """How many cells a row has, and where the columns stand."""

    width: int
    columns: Sequence[tuple[Column, int | None]]

    def values(self, line: _Line) -> tuple[dict[str, Value], list[str]]:
        """Return the values of a row by name, and what is wrong with it."""
        if len(line.cells) != self.width:
            wrong = [f"{len(line.cells)} cells instead of {self.width}"]
            return {column.name: None for column, _ in self.columns}, wrong
        row: dict[str, Value] = {}
        wrong = []
        for column, place in self.columns:
            cell = "" if place is None else line.cells[place]
            if unfit := _unfit(cell):
                row[column.name] = None
                wrong.append(f"{column.heading} {unfit}")
                continue
            try:
                row[column.name] = column.value(cell) if place is not None else None
            except InvalidValue as error:
                row[column.name] = cell
                wrong.append(f"{column.heading} {error}")
        return row, wrong


def _unfit(cell: str) -> str | None:
    """Say why a cell cannot be what somebody wrote; what stands in it is not told."""
    if cell.startswith("#") and cell.strip() in _ERRORS:
        return f"shows {cell.strip()}"
    if _SHORTENED.fullmatch(cell.strip()):
        return "is a number that a spreadsheet has shortened: its digits are lost"
    if hidden := FORBIDDEN.search(cell):
        return f"holds the invisible character U+{ord(hidden[0]):04X}"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """The rows of a file, read from it each time somebody goes through them."""

    delivery: Delivery
    separator: str
    table: _Table
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Mapping[str, Value]]:
        lines = _lines(self.delivery, self.separator)
        next(lines, None)  # the headings
        for line in lines:
            row, wrong = self.table.values(line)
            problem = f"line {line.number} of {self.delivery.name}: {'; '.join(wrong)}"
            yield Misread(row, problem=problem) if wrong else row


def _lines(delivery: Delivery, separator: str) -> Iterator[_Line]:
    """Yield all rows that say something: empty ones are what a spreadsheet leaves behind."""
    reader = csv.reader(delivery.lines(), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Line(begins, cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BrokenRow(delivery=delivery.name, line=begins, problem=_worded(str(error))) from None


def _worded(problem: str) -> str:
    if "unexpected end" in problem:
        return "a quote is opened here and never closed"
    if "limit" in problem:
        return f"a cell is longer than {csv.field_size_limit():,} characters, or a quote is opened and never closed"
    if "expected after" in problem:
        return "something stands behind a closing quote"
    return "it cannot be taken apart into cells"


# ------------------------------------------------------------------ separators


def _separator(word: str) -> str:
    separator = "\t" if word == "tab" else word
    if len(separator) != 1 or separator in '\r\n"':
        raise WrongArgument(action=NAME, name="separator", reason='must be one character, or the word "tab"')
    return separator


def _found_separator(delivery: Delivery, asked: Sequence[Column]) -> str:
    """Return what separates the headings: with it, most of those that are asked for are there."""
    wanted = {same_heading(column.heading) for column in asked}

    def there(separator: str) -> int:
        return len(wanted & {same_heading(heading) for heading in _headings(delivery, separator)})

    best = max(SEPARATORS, key=there)
    if not there(best):
        raise NoSeparator(delivery=delivery.name)
    return best


def _headings(delivery: Delivery, separator: str) -> Sequence[str]:
    try:
        return next(_lines(delivery, separator), _Line(1, ())).cells
    except BrokenRow:
        return ()
