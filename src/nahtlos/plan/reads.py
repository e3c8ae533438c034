"""The verbs of bots that read a screen."""

from __future__ import annotations

from collections.abc import Mapping

from nahtlos.errors import InvalidFormat, NotAPart, OutsideResource
from nahtlos.expressions import Typed, check_format
from nahtlos.model import rows as model
from nahtlos.plan import nodes
from nahtlos.plan.head import Head
from nahtlos.plan.locators import check_pattern, compile_locator, compile_name
from nahtlos.plan.passage import Passage
from nahtlos.plan.scope import ROW, TEXT, Scope
from nahtlos.plan.touches import field_names
from nahtlos.reading import Text

CARD = frozenset({"named", "column"})
"""What a text means in a table: a heading."""


def compile_table(verb: model.ReadTable, head: Head, at: Passage) -> nodes.Table:
    """Compile columns and paging; the name gets the typed rows."""
    columns = _columns(verb.columns, at.scope, are_cards=verb.rows is not None)
    row = _row_type(verb)
    node = nodes.Table(
        **head,
        name=verb.as_,
        columns=columns,
        cells=None if verb.cells is None else _cells(verb.cells),
        of=at.area(verb.of),
        rows=at.maybe(verb.rows),
        next=at.with_names(page=TEXT).maybe(verb.next),
        total=at.maybe(None if verb.total is None else verb.total.at),
        total_pattern=None if verb.total is None else _pattern(verb.total.pattern, at.scope),
        none=at.maybe(verb.none),
        at_most=verb.at_most,
        in_order=verb.same_rows == "in_order",
        until=None if verb.until is None else at.scope.with_names(**(row.fields or {})).condition(verb.until),
    )
    at.scope.set(verb.as_, Typed(kind="list", element=row), place=verb.place_of("as"))
    return node


def compile_row(verb: model.FindRow, head: Head, at: Passage) -> nodes.Row:
    """Compile what the row must say; the name `row` gets its cells."""
    where = tuple((heading, compile_name(name, at.scope)) for heading, name in verb.where.items())
    columns = _columns(verb.columns, at.scope, are_cards=verb.rows is not None)
    at.scope.know("row", ROW)
    return nodes.Row(
        **head,
        where=where,
        of=at.area(verb.of),
        rows=at.maybe(verb.rows),
        columns=columns,
        none=at.maybe(verb.none),
    )


def compile_read(verb: model.Read, head: Head, at: Passage) -> nodes.Read:
    """Compile fields of the resource, or values under names."""
    within = at.area(verb.in_)
    if verb.fields:
        if at.resource is None or at.section not in {"find", "read", "update"}:
            at.scope.refuse(OutsideResource(verb="read", where='"find", "read" and "update"', place=verb.place))
        which = "all" if verb.fields == ("all",) else field_names(verb.fields, at)
        return nodes.Read(**head, which=which, within=within)  # type: ignore[arg-type]
    entries = tuple(_entry(name, value, at.scope) for name, value in verb.entries.items())
    for name, value in verb.entries.items():
        at.scope.set(name, Typed(kind=value.type), place=verb.key_place("entries", name))
    return nodes.Read(**head, entries=entries, within=within)


def check_readable(value: model.Readable, scope: Scope) -> None:
    """Refuse a format that its type cannot have."""
    if value.format is None:
        return
    try:
        check_format(value.type, value.format)
    except InvalidFormat as problem:
        problem.place = value.format.place
        scope.refuse(problem)


def words(values: Mapping[str, Text]) -> dict[str, str] | None:
    """Return our words and those on the screen, if there are any."""
    return {ours: str(shown) for ours, shown in values.items()} or None


def plain(text: Text | None) -> str | None:
    """Return a text without its place."""
    return None if text is None else str(text)


def _entry(name: str, value: model.ReadValue, scope: Scope) -> nodes.ReadEntry:
    check_readable(value, scope)
    return nodes.ReadEntry(
        name=name,
        locator=compile_locator(value.at, scope),
        type=value.type,
        format=plain(value.format),
        pattern=_pattern(value.pattern, scope),
        optional=value.optional,
        values=words(value.values),
    )


def _pattern(pattern: Text | None, scope: Scope) -> str | None:
    if pattern is not None:
        check_pattern(pattern, scope)
    return plain(pattern)


def _columns(columns: Mapping[str, model.Column], scope: Scope, *, are_cards: bool) -> tuple[nodes.ColumnNode, ...]:
    return tuple(_column(name, column, scope, are_cards=are_cards) for name, column in columns.items())


def _column(name: str, column: model.Column, scope: Scope, *, are_cards: bool) -> nodes.ColumnNode:
    check_readable(column, scope)
    locator = column.at
    if not are_cards and locator.kind not in CARD:
        scope.refuse(NotAPart(kind=locator.kind, place=locator.place))
    heading = locator.name if locator.kind in CARD else None
    return nodes.ColumnNode(
        name=name,
        heading=nodes.NameNode(texts=()) if heading is None else compile_name(heading, scope),
        locator=compile_locator(locator, scope) if are_cards else None,
        type=column.type,
        format=plain(column.format),
        optional=column.optional,
        values=words(column.values),
    )


def _cells(cells: model.Calendar) -> nodes.Cells:
    column = nodes.ColumnNode(
        name=cells.column.as_,
        heading=nodes.NameNode(texts=()),
        type=cells.column.type,
        format=plain(cells.column.format),
        optional=False,
    )
    return nodes.Cells(row=cells.row, column=column, text=cells.text)


def _row_type(verb: model.ReadTable) -> Typed:
    if verb.cells is not None:
        cells = verb.cells
        return Typed(
            kind="record", fields={cells.row: TEXT, cells.column.as_: Typed(kind=cells.column.type), cells.text: TEXT}
        )
    return Typed(kind="record", fields={name: Typed(kind=column.type) for name, column in verb.columns.items()})
