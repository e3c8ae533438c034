"""A bot: how one kind of specialist system is operated."""

# ruff: noqa: RUF012 - pydantic copies defaults

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator

from nahtlos.model.locator import Locator
from nahtlos.model.rows import Readable
from nahtlos.model.scalars import Flag, Identifier, Positive, Slug, Texts, listed_texts
from nahtlos.model.step import Steps
from nahtlos.model.types import Declared
from nahtlos.model.written import Written
from nahtlos.reading import Items, Text


def _keys(node: Any) -> Any:
    """Read a list of names as the only natural key."""
    if isinstance(node, Text) or (isinstance(node, Items) and all(isinstance(part, Text) for part in node)):
        return Items([node], place=node.place)
    return node


Differences: TypeAlias = Annotated[tuple[Literal["case", "blanks", "punctuation"], ...], BeforeValidator(listed_texts)]


class Session(Written):
    """How to sign in, and how to see that one is signed in."""

    called: ClassVar[str] = '"session"'
    login: Steps
    """Steps that sign in."""
    signed_in: Locator
    """What is seen only by those who are signed in."""
    signed_out: Locator | None = None
    """What is seen when the session has expired."""
    language: Text | None = None
    """The language of the screens, e.g. `de-DE`."""


class Surprise(Written):
    """Something that may come at any time."""

    called: ClassVar[str] = "A surprise"
    see: Locator
    """What comes."""
    steps: Steps = ()
    """What to do then."""
    then: Literal["go_on", "repeat", "stop"] = "go_on"
    """How to go on: where one was, with the step again, or not at all."""
    at_most: Positive = 3
    """How often it may come while one thing is waited for."""


class ScreenFault(Written):
    """An error as the system shows it, and what it means."""

    called: ClassVar[str] = "An error of the system"
    see: Locator
    """What is shown."""
    outcome: Literal["rejected", "failed", "locked", "conflict"]
    """What it means."""
    say: Text
    """What to tell; `shown` is its text."""


class Field(Readable):
    """A field of a resource: where it stands, and what its values are."""

    called: ClassVar[str] = "A field"
    pattern: Text | None = None
    """What the whole value must match."""
    read_only: Flag = False
    """Whether it can only be read."""
    create_only: Flag = False
    """Whether it can be written only when the record is created."""
    unreadable: Flag = False
    """Whether it cannot be read back; the balance says that it was not verified."""
    personal: Flag = False
    """Whether it says something about a person."""
    normalize: Differences = ()
    """Differences that do not matter: `case`, `blanks`, `punctuation`."""
    behind: Locator | None = None
    """What to click if the field is not visible: a tab, a fold, a pencil."""
    write: Text | None = None
    """An expression that makes the screen's value from `want`."""
    read: Text | None = None
    """An expression that makes our value from `shown`."""
    examples: Texts = ()
    """Values for which reading what was written must give the same value."""


class Resource(Written):
    """A kind of record, and how to find, list, read, create and update it."""

    called: ClassVar[str] = "A resource"
    key: Annotated[tuple[Texts, ...], BeforeValidator(_keys)]
    """Names of the fields that identify a record; a list of lists means several natural keys, tried in order."""
    fields: dict[Identifier, Field]
    """What a record consists of."""
    confirm: Texts = ()
    """Fields that must agree, besides the key, before a record is changed: that it is the right person's."""
    find: Steps
    """Steps that find the record of `key`."""
    read: Steps = ()
    """Steps that read the record `target`."""
    create: Steps = ()
    """Steps that write a new record with the values of `want`; exactly one `save`."""
    update: Steps = ()
    """Steps that write `changed` fields of the record `target`; exactly one `save`."""
    list: Steps = ()
    """Steps that read the keys of all records, for the balance."""
    saved: Locator | None = None
    """What proves that a save was taken."""
    sample: dict[Identifier, Text] = {}
    """The key of a record that `check --live` looks at; without it, the first that `list` gives."""
    autosave: Flag = False
    """Whether the system saves with the first field that is filled."""


class Operation(Written):
    """Anything else a bot can do."""

    called: ClassVar[str] = "An operation"
    inputs: dict[Identifier, Declared] = {}
    """What it needs."""
    outputs: dict[Identifier, Declared] = {}
    """The names its steps set, as a result."""
    steps: Steps = ()
    """What to do."""
    script: Text | None = None
    """Instead of steps: a method of the bot's Python class."""
    effect: Flag = False
    """Whether it writes to the system; then each path has exactly one `save`, and there is a `probe`."""
    probe: Text | None = None
    """The operation or resource that tells whether the effect is there; `none` leaves a doubt to a person."""
    in_: Locator | None = None
    """Where its steps look."""
    sample: dict[Identifier, Text] = {}
    """Inputs that `check --live` looks at its screens with."""


class Bot(Written):
    """How one kind of specialist system is operated."""

    called: ClassVar[str] = "A bot"
    bot: Slug
    """Its name, which is also the name of its folder."""
    session: Session
    """How to sign in."""
    surprises: tuple[Surprise, ...] = ()
    """What may come at any time, and what to do then."""
    errors: tuple[ScreenFault, ...] = ()
    """Errors as the system shows them."""
    resources: dict[Identifier, Resource] = {}
    """The kinds of records it knows."""
    operations: dict[Identifier, Operation] = {}
    """What else it can do."""
