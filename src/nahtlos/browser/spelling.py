"""Locators and grids as the eye reads them: plain values."""

from __future__ import annotations

from typing import Any

from nahtlos.engine.screen import Entry, Grid, Locator, Name, RowAt

Spelled = dict[str, Any]


def spell_name(name: Name) -> Spelled:
    """Spell a name."""
    return {"texts": list(name.texts), "how": name.how}


def spell(locator: Locator, *, within: Locator | None = None) -> Spelled:
    """Spell a locator; `within` is where to look if it does not say so itself, else where its own place is."""
    spelled: Spelled = {"kind": locator.kind}
    if locator.name is not None:
        spelled["name"] = spell_name(locator.name)
    if locator.row is not None:
        spelled["row"] = spell_name(locator.row)
    if locator.column is not None:
        spelled["column"] = spell_name(locator.column)
    if locator.at is not None:
        spelled["at"] = spell_row(locator.at)
    if locator.within is not None:
        spelled["in"] = spell(locator.within, within=within)
    elif within is not None:
        spelled["in"] = spell(within)
    return spelled


def spell_row(row: RowAt) -> Spelled:
    """Spell a row that is to be found again."""
    return {"grid": spell_grid(row.grid), "cells": dict(row.cells), "twin": row.twin}


def spell_grid(grid: Grid) -> Spelled:
    """Spell which table is meant, and what of it."""
    columns = [
        {
            "name": column.name, "optional": column.optional,
            "heading": None if column.heading is None else spell_name(column.heading),
            "locator": None if column.locator is None else spell(column.locator),
        }
        for column in grid.columns
    ]  # fmt: skip
    return {
        "columns": columns, "where": [[key, spell_name(name)] for key, name in grid.where], "as_cells": grid.as_cells,
        "of": grid.of and spell(grid.of), "rows": grid.rows and spell(grid.rows),
        "none": grid.none and spell(grid.none),
    }  # fmt: skip


def wants(entry: Entry) -> str:
    """Say what kind of control an entry needs."""
    if isinstance(entry.value, bool):
        return "yes"
    return "many" if isinstance(entry.value, tuple) else "text"


def spell_entry(entry: Entry, *, within: Locator | None = None) -> Spelled:
    """Spell an entry; lists as lists."""
    value = list(entry.value) if isinstance(entry.value, tuple) else entry.value
    return {
        "locator": spell(entry.locator, within=within), "wants": wants(entry), "value": value,
        "pick": entry.pick and spell_name(entry.pick),
    }  # fmt: skip
