"""The verbs that read a screen: values, fields of a resource, one row, whole tables over all their pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, cast

from nahtlos.engine.resolve import SeenRow, locator_of, name_of
from nahtlos.engine.screen import Column, FieldAt, Grid, Locator, Reading, RowAt, Value
from nahtlos.engine.values import from_screen, read_as
from nahtlos.errors import NotOne, TotalDiffers, UnreadableField
from nahtlos.expressions import InvalidValue, Pattern, normalize_text
from nahtlos.plan import nodes

if TYPE_CHECKING:
    from nahtlos.engine.conversation import Conversation

MOST_PAGES = 10_000
"""A table that goes on longer turns in circles."""


async def read(talk: Conversation, step: nodes.Read) -> None:
    """Read fields of the resource into `shown`-like names, or named values."""
    if step.which is not None:
        assert talk.resource is not None
        fields = [
            field for name, field in talk.resource.fields.items()
            if not field.unreadable and (step.which == "all" or name in step.which)
        ]  # fmt: skip
        known = cast(dict[str, Value], talk.scope.get("record", {}))
        talk.scope["record"] = {**known, **await read_fields(talk, fields)}
        return
    within = None if step.within is None else locator_of(step.within, talk.scope)
    wanted = [
        FieldAt(name=entry.name, locator=locator_of(entry.locator, talk.scope), optional=entry.optional)
        for entry in step.entries
    ]
    shown = await talk.screen.read(wanted, within=within, timeout=step.timeout)
    for entry in step.entries:
        talk.scope[entry.name] = convert(shown[entry.name], entry)


async def read_fields(
    talk: Conversation, fields: Sequence[nodes.Field], *, must_be_there: bool | None = None
) -> dict[str, Value]:
    """Read fields of the resource as typed values; blank is None.

    `must_be_there`: all of them, or none of them and what the page lacks is left out; else as each field says.
    """
    if not fields:
        return {}
    places = [
        FieldAt(
            name=field.name, locator=locator_of(field.locator, talk.scope),
            optional=_may_be_missing(field, must_be_there),
            behind=None if field.behind is None else locator_of(field.behind, talk.scope),
        )
        for field in fields
    ]  # fmt: skip
    shown = await talk.screen.read(places)
    seen = [field for field in fields if not (must_be_there is False and shown[field.name] is None)]
    return {field.name: _typed_field(talk, field, shown[field.name]) for field in seen}


def _may_be_missing(field: nodes.Field, must_be_there: bool | None) -> bool:  # noqa: FBT001 - a third way is None
    return field.optional if must_be_there is None else not must_be_there


def _typed_field(talk: Conversation, field: nodes.Field, reading: Reading) -> Value:
    try:
        return from_screen(reading, field)
    except InvalidValue as error:
        record = talk.resource.name if talk.resource else talk.system.name
        raise UnreadableField(name=field.name, record=record, reason=str(error)) from None


def convert(reading: Reading, entry: nodes.ReadEntry | nodes.ColumnNode) -> Value:
    """Turn a shown text into the declared type; blank is None if optional."""
    if isinstance(reading, bool | tuple):
        return cast(Value, reading)
    text = normalize_text(reading or "")
    pattern = getattr(entry, "pattern", None)
    try:
        if pattern and text:
            part = Pattern.compile(pattern).part(text)
            if part is None:
                raise InvalidValue("does not match its pattern")
            text = part
        if not text:
            if entry.optional:
                return None
            raise InvalidValue("is blank")
        for ours, shown in (entry.values or {}).items():
            if normalize_text(shown) == text:
                return ours
        return read_as(entry.type, text, format=entry.format)
    except InvalidValue as error:
        raise UnreadableField(name=entry.name, record="The screen", reason=str(error)) from None


# ------------------------------------------------------------------ tables


async def row(talk: Conversation, step: nodes.Row) -> Literal["none", "many"] | None:
    """Find exactly one row; in a find, no row and several rows are its end."""
    where = tuple((heading, name_of(name, talk.scope)) for heading, name in step.where)
    grid = Grid(
        columns=columns_of(talk, step.columns), where=where, place=step.place,
        of=_locator(talk, step.of), rows=_locator(talk, step.rows), none=_locator(talk, step.none),
    )  # fmt: skip
    found = await talk.screen.rows(grid, timeout=step.timeout)
    rows = found.rows
    if len(rows) <= 1 and not found.is_complete:
        raise NotOne(what="row", count=f"{len(rows) or 'none'} in a table that could not be read to its end")
    if len(rows) == 1:
        talk.scope["row"] = seen_row(rows[0], step.columns)
        return None
    if talk.scope.get("finding"):
        return "many" if rows else "none"
    raise NotOne(what="row", count=str(len(rows) or "none"), place=step.place)


async def table(talk: Conversation, step: nodes.Table) -> None:
    """Read all rows over all pages; the stated total must be their number."""
    grid = _grid(talk, step)
    rows: list[SeenRow] = []
    before: tuple[RowAt, ...] = ()
    stated: int | None = None
    may_grow = True
    for number in range(1, MOST_PAGES + 1):
        shown = await talk.screen.rows(grid, unlike=before, may_grow=may_grow, timeout=step.timeout)
        page, may_grow = shown.rows, shown.may_grow  # what one page does not do when scrolled, the others do not either
        if not shown.is_complete:
            why = "and the page has more that could not be brought to light"
            raise TotalDiffers(table=step.name, stated=stated, read=len(rows) + len(page), why=why)
        if page and page == before:
            if stated == len(rows):
                break  # what leads to the next page looks on the last one as if it could be clicked
            raise TotalDiffers(table=step.name, stated=stated, read=len(rows), why="its next page shows the same rows")
        if step.total is not None and stated is None:
            stated = await _stated(talk, step, step.total, is_empty=not page)
        is_longer = len(before) < len(page) and page[: len(before)] == before
        fresh = [_typed_row(at, step) for at in (page[len(before) :] if is_longer else page)]
        kept = _until(talk, step, fresh)
        rows += kept
        if not page or len(kept) < len(fresh) or not await _next_page(talk, step, number=number + 1):
            break
        before = page
    else:
        raise TotalDiffers(table=step.name, stated=stated, read=len(rows), why="and its pages did not end")
    if step.at_most is not None and len(rows) > step.at_most:
        raise TotalDiffers(table=step.name, stated=step.at_most, read=len(rows), why="it may have fewer")
    if stated is not None and step.until is None and stated != len(rows):
        raise TotalDiffers(table=step.name, stated=stated, read=len(rows), why="so some were not shown")
    talk.scope[step.name] = tuple(rows)
    talk.stated_total = stated


async def _stated(
    talk: Conversation, step: nodes.Table, total: nodes.LocatorNode, *, is_empty: bool
) -> int | None:
    """Read the total that the system states; only an empty table may come without one."""
    locator = locator_of(total, talk.scope)
    if is_empty and not await talk.screen.sees(locator):
        return None
    text: str | None = await talk.screen.text_of(locator)
    if step.total_pattern is not None:
        text = Pattern.compile(step.total_pattern).part(normalize_text(text or ""))
    stated = first_number(text or "")
    if stated is None:
        raise TotalDiffers(table=step.name, stated=None, read=0, why="and the total that is shown is no number")
    return stated


def _until(talk: Conversation, step: nodes.Table, rows: Sequence[SeenRow]) -> Sequence[SeenRow]:
    if step.until is None:
        return rows
    for number, values in enumerate(rows):
        if step.until.evaluate({**talk.scope, **values}):
            return rows[:number]
    return rows


async def _next_page(talk: Conversation, step: nodes.Table, *, number: int) -> bool:
    if step.next is None:
        return False
    locator = locator_of(step.next, {**talk.scope, "page": str(number)})
    if not await talk.screen.can_click(locator):
        await talk.see_that_signed_in()
        return False
    await talk.screen.click(locator, timeout=step.timeout)
    return True


def _grid(talk: Conversation, step: nodes.Table) -> Grid:
    return Grid(
        columns=columns_of(talk, step.columns), of=_locator(talk, step.of), rows=_locator(talk, step.rows),
        none=_locator(talk, step.none), in_order=step.in_order, as_cells=step.cells is not None, place=step.place,
    )  # fmt: skip


def _locator(talk: Conversation, node: nodes.LocatorNode | None) -> Locator | None:
    return None if node is None else locator_of(node, talk.scope)


def columns_of(talk: Conversation, columns: Sequence[nodes.ColumnNode]) -> tuple[Column, ...]:
    """Evaluate the headings of columns."""
    return tuple(
        Column(
            name=column.name, optional=column.optional,
            heading=name_of(column.heading, talk.scope), locator=_locator(talk, column.locator),
        )
        for column in columns
    )  # fmt: skip


def _typed_row(at: RowAt, step: nodes.Table) -> SeenRow:
    if step.cells is None:
        return seen_row(at, step.columns)
    cells = step.cells
    day = convert(at.cells["column"], cells.column)
    return SeenRow({cells.row: at.cells["row"], cells.column.name: day, cells.text: at.cells["text"]}, at)


def seen_row(at: RowAt, columns: Sequence[nodes.ColumnNode]) -> SeenRow:
    """Give the cells of a row their types; without declared columns they are texts by heading."""
    values: dict[str, Value] = dict(at.cells)
    for column in columns:
        values[column.name] = convert(at.cells.get(column.name), column)
    return SeenRow(values, at)


def first_number(text: str) -> int | None:
    """Return the first whole number in a text such as `1.234 Datensätze`."""
    match = re.search(r"\d+(?:[.\u00a0\u202f']\d{3})*", text)
    return int(re.sub(r"\D", "", match.group())) if match else None

