"""Reads a sheet with rpaframework and prints its cells as JSON: a program of its own, run by `workbook.py`.

Importing rpaframework changes how this process trusts certificates, and a workbook is somebody else's file: neither
belongs where cases are moved. It imports nothing of nahtlos, so that it starts quickly.
"""

import json
import re
import sys
import warnings
import zipfile
from datetime import date, datetime, time
from typing import Any

NOT_INSTALLED, NOT_A_WORKBOOK, NO_SUCH_SHEET, TOO_LARGE = 3, 4, 5, 6
ZEROS = re.compile("0+")
"""A format of numbers that fills up with zeros, as somebody formats postcodes."""


def main(path: str, sheet: str, limit: int) -> int:
    """Print the sheet of this name, or the first one; else what went wrong, by status."""
    warnings.simplefilter("ignore")
    try:
        from RPA.Excel.Files import Files  # noqa: PLC0415 - it may be missing
    except ImportError:
        return NOT_INSTALLED
    if _unpacked(path) > limit:
        return TOO_LARGE
    files = Files()
    try:
        files.open_workbook(path, data_only=True)
        names = files.list_worksheets()
    except Exception:  # noqa: BLE001 - whatever a broken file breaks there
        return NOT_A_WORKBOOK
    if sheet and sheet not in names:
        _print(names)
        return NO_SUCH_SHEET
    name = sheet or names[0]
    rows = files.read_worksheet(name)
    book = files.workbook.book
    page = book[name] if hasattr(book, "worksheets") else None  # workbooks of before 2007 keep their formats
    _print([[_told(cell, place, page) for place, cell in _cells(number, row)] for number, row in enumerate(rows, 1)])
    return 0


def _unpacked(path: str) -> int:
    if not zipfile.is_zipfile(path):
        return 0
    with zipfile.ZipFile(path) as archive:
        return sum(part.file_size for part in archive.infolist())


def _cells(number: int, row: Any) -> Any:
    return (((number, column), cell) for column, cell in enumerate(row.values(), start=1))


def _told(cell: Any, place: tuple[int, int], page: Any) -> Any:
    """Return a cell as a text, a yes or no, or what it is and how it is written."""
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        shape = str(page.cell(*place).number_format) if page is not None else ""
        return {"number": _plain(cell).zfill(len(shape)) if ZEROS.fullmatch(shape) else _plain(cell)}
    if isinstance(cell, datetime) and cell.time() != time():
        return {"time": cell.isoformat(sep=" ")}
    if isinstance(cell, date):
        return {"date": cell.isoformat()[:10]}
    return {"time": cell.isoformat("minutes")} if isinstance(cell, time) else str(cell)


def _plain(number: float) -> str:
    """Write a number without an exponent; `40716543298.0` is a whole one."""
    if isinstance(number, int) or number.is_integer():
        return str(int(number))
    return f"{number:.15g}" if "e" not in f"{number:.15g}" else f"{number:.20f}".rstrip("0")


def _print(value: Any) -> None:
    sys.stdout.write(json.dumps(value))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
