"""Locators: what a person sees, and where to look for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Literal, TypeAlias, cast, get_args

from nahtlos.errors import NotALocator, UnknownKey, WrongShape
from nahtlos.model.scalars import Texts
from nahtlos.model.written import Written, as_written, long_form, part_of, refuse
from nahtlos.reading import Items, Node, Table, Text

Kind: TypeAlias = Literal[
    "named", "button", "link", "tab", "heading", "status", "dialog", "text", "label", "testid", "css", "xpath", "cell",
    "column", "list",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)[1:]
"""The kinds that are written; `named` is what a text alone means."""
How: TypeAlias = Literal["whole", "exact", "starts", "ends", "contains", "pattern"]
WAYS: tuple[How, ...] = ("exact", "starts", "ends", "contains", "pattern")


class Name(Written):
    """Words on a screen: a text is the whole name, a list any of several names."""

    called: ClassVar[str] = "A name on the screen"
    whole: Texts = ()
    """The whole name; this is what a text alone means."""
    exact: Texts = ()
    """The whole name letter for letter, with its case and what stands around it."""
    starts: Texts = ()
    """How the name begins."""
    ends: Texts = ()
    """How the name ends."""
    contains: Texts = ()
    """A part of the name."""
    pattern: Texts = ()
    """A pattern for the whole name."""

    @classmethod
    def spelled_out(cls, node: Node) -> Table:
        """Read a text or a list as whole names."""
        if isinstance(node, Text | Items):
            return long_form(node, whole=node)
        table = super().spelled_out(node)
        said = [way for way in ("whole", *WAYS) if way in table]
        if len(said) != 1 and not set(table) - {"whole", *WAYS}:
            raise refuse(WrongShape(what=cls.called, expected=_one_of(WAYS), place=table.place))
        return table

    @property
    def how(self) -> How:
        """How the texts are compared."""
        return next((way for way in WAYS if getattr(self, way)), "whole")

    @property
    def texts(self) -> tuple[Text, ...]:
        """Any of these."""
        return cast(tuple[Text, ...], getattr(self, self.how))


class Crossing(Written):
    """The cell where a row and a column cross."""

    called: ClassVar[str] = "A cell"
    row: Name
    """The name of the row."""
    column: Name
    """The heading of the column."""


class Locator(Written):
    """What a person sees: a text alone means what the verb makes of it, a field or something to click."""

    called: ClassVar[str] = "A locator"
    named: Name | None = None
    """The label of a field, or the name of something to click; this is what a text alone means."""
    button: Name | None = None
    """A button of this name."""
    link: Name | None = None
    """A link of this name."""
    tab: Name | None = None
    """A tab of this name."""
    heading: Name | None = None
    """A heading of this name."""
    status: Name | None = None
    """An alert or toast, or a text that was not on the screen before the last step."""
    dialog: Name | None = None
    """A dialog of this title."""
    text: Name | None = None
    """A visible text."""
    label: Name | None = None
    """The field of this label."""
    testid: Name | None = None
    """The element of this test id."""
    css: Name | None = None
    """The element of this CSS selector."""
    xpath: Name | None = None
    """The element of this XPath."""
    cell: Crossing | None = None
    """The cell where a row and a column cross."""
    column: Name | None = None
    """A table that has this heading."""
    list: Name | None = None
    """The entries of the list with this title."""
    in_: Locator | None = None
    """Where to look: the title of an area, `row`, the name of a row, or a locator."""

    @classmethod
    def spelled_out(cls, node: Node) -> Table:
        """Read a text, a list of texts or `{starts: …}` as a name."""
        if isinstance(node, Text | Items):
            return long_form(node, named=node)
        table = super().spelled_out(node)
        if any(way in table for way in WAYS):
            name = part_of(table, set(table) - {"in"})
            table = long_form(table, named=name, **part_of(table, ["in"]))
        said = [kind for kind in get_args(Kind) if kind in table]
        if len(said) != 1 and not set(table) - {"named", "in", *KINDS}:
            raise refuse(NotALocator(found=said, known=KINDS, place=table.place))
        return table

    @property
    def kind(self) -> Kind:
        """Which kind of thing is meant."""
        return next(kind for kind in get_args(Kind) if getattr(self, kind) is not None)

    @property
    def name(self) -> Name | None:
        """Its name; a cell has none."""
        found = getattr(self, self.kind)
        return found if isinstance(found, Name) else None


class Located(Written):
    """Something that stands somewhere on the screen, with more to say about it than where."""

    at: Locator
    """Where it stands."""

    @classmethod
    def spelled_out(cls, node: Node) -> Table:
        """Take the locator out of the other keys."""
        if isinstance(node, Text | Items):
            return long_form(node, at=node)
        table = super().spelled_out(node)
        mine = {as_written(name) for name in cls.model_fields} - {"at"}
        if "at" in table:
            return table
        where = [key for key in table if key in (*get_args(Kind), *WAYS, "in") and key not in mine]
        strange = [key for key in table if key not in mine and key not in where]
        if strange and not where:
            raise refuse(
                UnknownKey(key=strange[0], owner=cls.called, known=cls.known_keys(), place=table.places[strange[0]])
            )
        rest = part_of(table, [key for key in table if key not in where])
        places = {"at": table.place, **rest.places}
        return Table({"at": part_of(table, where), **rest}, place=table.place, places=places)

    @classmethod
    def known_keys(cls) -> Sequence[str]:
        """Return the keys it may have, those of the locator among them."""
        return [*(key for key in super().known_keys() if key != "at"), *KINDS, "in"]


def _one_of(words: Iterable[str]) -> str:
    return "a text, a list of texts, or one of " + ", ".join(words) + " with a text"
