"""The verbs of bots that read: table, row, read."""

# ruff: noqa: RUF012 - pydantic copies defaults

from __future__ import annotations

from typing import ClassVar, Literal

from nahtlos.model.locator import Located, Locator, Name
from nahtlos.model.scalars import Flag, Identifier, Positive, Texts
from nahtlos.model.step import Verb
from nahtlos.model.types import FieldType
from nahtlos.model.written import Written, long_form
from nahtlos.reading import Node, Table, Text


class Readable(Located):
    """A value on the screen, and what it is."""

    called: ClassVar[str] = "A value to read"
    type: FieldType = "text"
    """What the value is."""
    format: Text | None = None
    """How it is written, e.g. `dd.MM.yyyy`."""
    optional: Flag = False
    """Whether it may be blank."""
    values: dict[str, Text] = {}
    """Our word and the word on the screen."""


class Column(Readable):
    """A column by its heading (`1`, `2` where there is none); in cards, where the value stands in each."""

    called: ClassVar[str] = "A column"


class CalendarColumn(Written):
    """What the headings of a calendar are."""

    called: ClassVar[str] = "The columns of a calendar"
    as_: Identifier
    """The name they get."""
    type: FieldType = "text"
    """What they are."""
    format: Text | None = None
    """How they are written, e.g. `EE dd.MM.`."""

    @classmethod
    def spelled_out(cls, node: Node) -> Table:
        """Read a text as the name."""
        return long_form(node, **{"as": node}) if isinstance(node, Text) else super().spelled_out(node)


class Calendar(Written):
    """The names that make a row out of every cell."""

    called: ClassVar[str] = '"cells"'
    row: Identifier
    """The name of the row's heading."""
    column: CalendarColumn
    """The name of the column's heading, and what it is."""
    text: Identifier
    """The name of what the cell says."""


class Total(Located):
    """Where the system states how many rows there are."""

    called: ClassVar[str] = '"total"'
    pattern: Text | None = None
    """The part of the text that is the number, where the first number in it is another."""


class ReadTable(Verb):
    """Read a table over all its pages into typed rows."""

    word = "table"
    as_: Identifier
    """The name the rows get."""
    columns: dict[Identifier, Column] = {}
    """Name and heading of each column."""
    cells: Calendar | None = None
    """Instead of columns: every cell becomes a row."""
    of: Locator | None = None
    """Which table; without it the one that has all these headings."""
    rows: Locator | None = None
    """Where there is no table: what one row is."""
    next: Locator | None = None
    """What leads to the next page; `{{ page }}` is its number."""
    total: Total | None = None
    """Where the system states how many rows there are."""
    none: Locator | None = None
    """What an empty table looks like."""
    at_most: Positive | None = None
    """How many rows may be read."""
    same_rows: Literal["reject", "in_order"] = "reject"
    """Whether rows that say the same may be worked on, told apart by their order alone."""
    until: Text | None = None
    """An expression over the columns; reading ends with the first row it holds for."""


class FindRow(Verb):
    """Find exactly one row."""

    word = "row"
    where: dict[str, Name]
    """Column (heading or name) and what its cell must say."""
    of: Locator | None = None
    """Which table."""
    rows: Locator | None = None
    """Where there is no table: what one row is."""
    columns: dict[Identifier, Column] = {}
    """Name and heading of columns."""
    none: Locator | None = None
    """What no hits look like."""


class ReadValue(Readable):
    """One value to read, under the name it gets."""

    pattern: Text | None = None
    """What the whole value must match."""


class Read(Verb):
    """Read fields of the resource, or named values."""

    word = "read"
    beside = ("in",)
    fields: Texts = ()
    """`all` or a list of names."""
    entries: dict[Identifier, ReadValue] = {}
    """Name, and where the value stands."""
    in_: Locator | None = None
    """Where to look."""

    @classmethod
    def argument(cls, node: Node) -> Table:
        """Read names with locators as entries, everything else as fields of the resource."""
        return long_form(node, entries=node) if isinstance(node, Table) else long_form(node, fields=node)
