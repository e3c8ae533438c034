"""The verbs that order other steps, name values, or end something."""

# ruff: noqa: RUF012 - pydantic copies defaults

from __future__ import annotations

from typing import ClassVar, TypeAlias

from nahtlos.model.locator import Locator
from nahtlos.model.scalars import Identifier, Positive
from nahtlos.model.step import Step, Verb
from nahtlos.model.types import FileKind
from nahtlos.model.written import Written
from nahtlos.reading import Items, Node, Table, Text

Argument: TypeAlias = Text | Items | Table
"""A text, or a list or table of them."""


class Set(Verb):
    """Give names to values."""

    word = "set"
    takes = "values"
    values: dict[Identifier, Text]
    """Name and expression."""


class Do(Verb):
    """Run an operation or an action."""

    word = "do"
    takes = "name"
    beside: ClassVar[tuple[str, ...]] = ("with",)
    name: Text
    """Operation or action."""
    with_: dict[str, Argument] = {}
    """Its inputs."""


class ForEach(Verb):
    """Do steps for each element of a list."""

    word = "for_each"
    in_: Text
    """An expression that gives the list."""
    as_: Identifier
    """The name of the element."""
    key: Text | None = None
    """In workflows: an expression that tells the effects of the rounds apart."""
    steps: tuple[Step, ...]
    """What to do."""


class Repeat(Verb):
    """Do steps until something is seen or holds."""

    word = "repeat"
    until: Locator | None = None
    """What must be seen."""
    holds: Text | None = None
    """The expression that must hold; `until` takes it, too."""
    at_most: Positive
    """How often, at most."""
    steps: tuple[Step, ...]
    """What to do."""

    @classmethod
    def argument(cls, node: Node) -> Table:
        """Read an expression behind `until` as one."""
        table = super().argument(node)
        until = table.get("until")
        if not isinstance(until, Text) or "{{" not in until:
            return table
        places = {"holds": until.place, **table.places}
        return Table(
            {**{key: table[key] for key in table if key != "until"}, "holds": until}, place=table.place, places=places
        )


class Way(Written):
    """One way on."""

    called: ClassVar[str] = "A way of an either"
    see: Locator
    """What must be seen for it."""
    steps: tuple[Step, ...] = ()
    """What to do then."""


class Either(Verb):
    """Wait for several things at once; the first seen decides."""

    word = "either"
    takes = "ways"
    ways: tuple[Way, ...]
    """The ways on."""


class Window(Verb):
    """Work in the new window that a step opens."""

    word = "window"
    by: Step
    """The step that opens it."""
    steps: tuple[Step, ...]
    """What to do in it."""


class Download(Verb):
    """Keep the file that a step delivers."""

    word = "download"
    by: Step
    """The step that delivers it."""
    as_: Identifier
    """The name the file gets."""
    type: FileKind | None = None
    """What it must be by its content."""


class Found(Verb):
    """End of a find: the record is on the screen."""

    word = "found"
    takes = "said"
    said: Text
    """The word itself."""


class Nothing(Found):
    """End of a find: there is no such record."""

    word = "none"


class Many(Found):
    """End of a find: there are several such records."""

    word = "many"


class Reject(Verb):
    """The case is wrong."""

    word = "reject"
    takes = "reason"
    beside = ("to",)
    reason: Text
    """Why, for a person."""
    to: Text | None = None
    """The role that is told."""


class Fail(Verb):
    """The system is wrong."""

    word = "fail"
    takes = "reason"
    reason: Text
    """Why."""
