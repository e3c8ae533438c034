"""How a fake screen finds a table and reads its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nahtlos.engine.screen import Column, Grid, Locator, RowAt, Rows
from nahtlos.testing.page import Table, means


def tables_of(tables: Sequence[Table], grid: Grid) -> list[Table]:
    """Return the tables that a grid can mean."""
    return [
        table for table in tables
        if (grid.of is None or has(table, grid.of)) and all(_has_column(table, column) for column in grid.columns)
    ]  # fmt: skip


def has(table: Table, locator: Locator) -> bool:
    """Whether a table has such a title or heading."""
    names = table.headings if locator.kind == "column" else [table.title or ""]
    return locator.name is None or any(means(locator.name, name) for name in names)


def rows_of(table: Table, grid: Grid) -> Rows:
    """Return the rows that fit, their cells under the names that are asked for, too."""
    rows = [RowAt(grid=grid, cells=_cells(row, grid)) for row in table.rows]
    return Rows(rows=tuple(row for row in rows if _fits(row.cells, grid)), is_complete=table.is_complete)


def _has_column(table: Table, column: Column) -> bool:
    if column.heading is None or column.optional:
        return True
    return any(means(column.heading, heading) for heading in table.headings)


def _cells(row: Mapping[str, str], grid: Grid) -> Mapping[str, str]:
    cells = dict(row)
    for column in grid.columns:
        for heading, text in row.items():
            if column.heading is not None and means(column.heading, heading):
                cells[column.name] = text
    return cells


def _fits(cells: Mapping[str, str], grid: Grid) -> bool:
    return all(means(name, cells.get(where, "")) for where, name in grid.where)
