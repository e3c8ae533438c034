"""A workbook that somebody delivered: the cells of one sheet, read by rpaframework in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nahtlos.errors import (
    DeliveryEmpty,
    DeliveryTooLarge,
    ExcelNotInstalled,
    NotAWorkbook,
    SheetMissing,
)
from nahtlos.library import sheet as reader
from nahtlos.library.delivery import find_delivery

SECONDS = 120
"""For reading; a hundred thousand rows take about ten."""
UNPACKED = 1024 * 1024 * 1024
"""How many bytes may come out of a workbook, which is an archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of a sheet, from its first."""

    name: str
    rows: Sequence[Sequence[Any]]


async def read_sheet(folder: Path, name: str, sheet: str | None) -> Sheet:
    """Read a sheet of a file of the workspace; without a name, the first."""
    path = await asyncio.to_thread(find_delivery, folder, name)
    status, said = await _run(path, sheet or "", name)
    match status:
        case 0:
            rows = json.loads(said)
        case reader.NOT_INSTALLED:
            raise ExcelNotInstalled
        case reader.TOO_LARGE:
            raise DeliveryTooLarge(name=name, limit=UNPACKED)
        case reader.NO_SUCH_SHEET:
            raise SheetMissing(name=name, sheet=sheet or "", known=json.loads(said))
        case _:
            raise NotAWorkbook(name=name)
    if not any(cell not in (None, "") for row in rows for cell in row):
        raise DeliveryEmpty(name=name)
    return Sheet(name=name, rows=rows)


async def _run(path: Path, sheet: str, name: str) -> tuple[int, bytes]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("NAHTLOS_")}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(Path(reader.__file__)), str(path), sheet, str(UNPACKED), env=environ,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(SECONDS):
            said, _ = await child.communicate()
    except TimeoutError:
        raise NotAWorkbook(name=name) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return child.returncode or 0, said
