"""The verbs of bots that act on a screen: open, fill, form, upload, click, press, script, save, expect."""

# ruff: noqa: RUF012 - pydantic copies defaults

from __future__ import annotations

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BeforeValidator

from nahtlos.errors import NotALocator, WrongShape
from nahtlos.model.locator import KINDS, Located, Locator, Name
from nahtlos.model.scalars import Flag, PressedKey, Texts
from nahtlos.model.step import Spoken, Verb
from nahtlos.model.written import long_form, part_of, refuse
from nahtlos.reading import Items, Node, Table, Text


def _content(node: Any) -> Any:
    if isinstance(node, Text):
        return node
    if isinstance(node, Items) and all(isinstance(part, Text) for part in node):
        return tuple(node)
    raise ValueError("write a text, a list of texts, {type: …, pick: …} or {pick: …}.")


def _entries(node: Any) -> Any:
    """Read `label: value` as an entry that says where and what."""
    if not isinstance(node, Table):
        return node
    entries = []
    for label, value in node.items():
        place = node.places[label]
        at = Text(label, place=place)
        entries.append(Table({"at": at, "value": value}, place=place, places={"at": place, "value": value.place}))
    return Items(entries, place=node.place)


Content: TypeAlias = Annotated[Text | tuple[Text, ...], BeforeValidator(_content)]


class Filled(Located):
    """One control and the value it should hold."""

    called: ClassVar[str] = "A value to fill in"
    value: Content
    """A text, `true` or `false` for a box, or a list for several or chips; `type` in the long form."""
    pick: Name | None = None
    """The choice to take, after the value was typed if there is one: exactly one that is called so."""

    @classmethod
    def spelled_out(cls, node: Node) -> Table:
        """Read `{type: …, pick: …}` as a value that is typed and a choice that is taken; nothing need be typed."""
        table = super().spelled_out(node)
        value = table.get("value")
        if isinstance(value, Table):
            if set(value) not in ({"type", "pick"}, {"pick"}):
                expected = "a text, a list, {type: …, pick: …} or {pick: …}"
                raise refuse(WrongShape(what='"value"', expected=expected, place=value.place))
            picked = {"value": value["type"]} if "type" in value else {}
            table = _beside(part_of(table, set(table) - {"value"}), long_form(value, pick=value["pick"], **picked))
        if "pick" in table and "value" not in table:
            table = _beside(table, long_form(table["pick"], value=Text("", place=table["pick"].place)))
        return table


def _beside(table: Table, more: Table) -> Table:
    return Table({**table, **more}, place=table.place, places={**more.places, **table.places})


Entries: TypeAlias = Annotated[tuple[Filled, ...], BeforeValidator(_entries)]


class Open(Verb):
    """Go to a page of this system."""

    word = "open"
    path: Text
    """The path; each expression in it becomes one encoded part."""
    query: dict[str, Texts] = {}
    """Names and values behind the `?`; a list repeats the name."""

    @classmethod
    def argument(cls, node: Node) -> Table:
        """Read a text as the path."""
        return long_form(node, path=node) if isinstance(node, Text) else super().argument(node)


class Fill(Verb):
    """Fill controls in the given order, then prove that each holds its value."""

    word = "fill"
    takes = "entries"
    beside = ("in",)
    entries: Entries
    """Label and value, or a list of locators with a `value`."""
    in_: Locator | None = None
    """Where to look."""


class Form(Verb):
    """Fill fields of the resource with the values that are wanted."""

    word = "form"
    takes = "fields"
    beside = ("in",)
    fields: Texts
    """`all`, `changed` or a list of names."""
    in_: Locator | None = None
    """Where to look."""


class Upload(Verb):
    """Give files to file controls or drop areas."""

    word = "upload"
    takes = "entries"
    beside = ("in",)
    entries: Entries
    """Label or drop area, and the file."""
    in_: Locator | None = None
    """Where to look."""


class Click(Verb):
    """Click one thing."""

    word = "click"
    takes = "at"
    beside = ("in", "twice", "answer")
    at: Locator
    """What to click."""
    in_: Locator | None = None
    """Where to look."""
    twice: Flag = False
    """A double click."""
    answer: dict[str, Text] = {}
    """Text of a browser dialog that may come, and the answer: `OK`, `Cancel`, or a text for a prompt."""


class Hover(Verb):
    """Move the mouse onto one thing, for menus that open under it."""

    word = "hover"
    takes = "at"
    beside = ("in",)
    at: Locator
    """What to move onto."""
    in_: Locator | None = None
    """Where to look."""


class Drag(Verb):
    """Drag one thing with the mouse, and let it go over another."""

    word = "drag"
    takes = "at"
    beside = ("in", "to")
    at: Locator
    """What is dragged."""
    in_: Locator | None = None
    """Where to look for it."""
    to: Locator
    """Where it is let go: the title of an area, or a locator."""


class Press(Verb):
    """Press one key."""

    word = "press"
    takes = "key"
    beside = ("in", "answer")
    key: PressedKey
    """The key, e.g. `Enter`."""
    in_: Locator | None = None
    """The field or area it is pressed in."""
    answer: dict[str, Text] = {}
    """Text of a browser dialog that may come, and the answer."""


class Script(Verb):
    """Call a method of the bot's Python class."""

    word = "script"
    takes = "name"
    beside = ("with",)
    name: Text
    """The method."""
    with_: dict[str, Text] = {}
    """Its arguments."""


SAVING = frozenset({"click", "press", "script", "drag"})


class Save(Verb):
    """The one verb that makes the effect: the point of no return."""

    word = "save"
    beside = ("in", "twice", "answer", "with", "to")
    by: Spoken
    """What is done to save: a click, a key, a script, or something that is dragged."""

    @classmethod
    def from_step(cls, step: Table) -> Table:
        """Read `save: Speichern`, `save: {press: Enter}` and `press: Enter, save: true` as the same."""
        what = step["save"]
        beside = part_of(step, set(step) - {"save"})
        if what == "true":
            by = beside
        elif isinstance(what, Table) and SAVING & set(what):
            by = Table({**what, **beside}, place=what.place, places={**what.places, **beside.places})
        else:
            by = Table({"click": what, **beside}, place=step.place, places={"click": what.place, **beside.places})
        if not SAVING & set(by):
            expected = "a locator, or true beside click, press, drag or script"
            raise refuse(WrongShape(what='"save"', expected=expected, place=what.place))
        return Table({"by": by}, place=step.places["save"], places={"by": what.place})


class Expect(Verb):
    """Wait until something is seen, gone, or until a field holds a value."""

    word = "expect"
    beside = ("in",)
    see: Locator | None = None
    """What should be seen."""
    gone: Locator | None = None
    """What should no longer be seen."""
    field: Locator | None = None
    """The field that should hold a value."""
    is_: Text | None = None
    """That value."""
    in_: Locator | None = None
    """Where to look."""

    @classmethod
    def argument(cls, node: Node) -> Table:
        """Read a locator as what should be seen."""
        if not isinstance(node, Table) or not {"gone", "field", "is", "see"} & set(node):
            return long_form(node, see=node)
        if len({"gone", "field", "see"} & set(node)) != 1 or ("field" in node) != ("is" in node):
            raise refuse(NotALocator(found=list(node), known=[*KINDS, "gone", "field with is"], place=node.place))
        return node
