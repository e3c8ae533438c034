"""What a plan consists of: every word of the language after its expressions are compiled and its names are checked.

Nodes say what should happen; they never know how a screen, a file or a database does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from nahtlos.errors import Place
from nahtlos.expressions import Kind, Template, Typed

LocatorKind: TypeAlias = Literal[
    "named", "button", "link", "tab", "heading", "status", "dialog", "text", "label", "testid", "css", "xpath",
    "cell", "column", "list", "area", "row",
]  # fmt: skip
"""`named` depends on the verb (a field, or something clickable); `area` is what a text after `in:` means; `row` is
the row that a name of the scope stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameNode:
    """Words on a screen: any of the texts, compared in one way."""

    texts: tuple[Template, ...]
    how: Literal["whole", "exact", "starts", "ends", "contains", "pattern"] = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatorNode:
    """What a person sees."""

    kind: LocatorKind
    place: Place
    name: NameNode | None = None
    row: NameNode | None = None
    """Of a cell."""
    column: NameNode | None = None
    """Of a cell."""
    of_row: str = ""
    """Kind `row`: the name in the scope that holds the row (`row`, or a name from `table` or `for_each`)."""
    within: LocatorNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A list or a table of values that is an argument; it evaluates like a template."""

    parts: tuple[tuple[str, Argument], ...]
    """Names and values; the names of a list are its positions."""
    is_list: bool = False

    def evaluate(self, scope: Mapping[str, object]) -> object:
        """Return the values, as a tuple or by their names."""
        values = {name: part.evaluate(scope) for name, part in self.parts}
        return tuple(values.values()) if self.is_list else values


Argument: TypeAlias = Template | Group


# ------------------------------------------------------------------ steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One verb and its modifiers."""

    path: str
    """Stable within its workflow or bot sequence, e.g. `ticket`, `2`, `1.either.0.3`; part of effect ids."""
    place: Place
    when: Template | None = None
    timeout: float | None = None
    """Seconds; None means the default of the settings."""
    note: Template | None = None
    id: str | None = None


Steps: TypeAlias = tuple[Step, ...]


# ------------------------------------------------------------------ steps of bots


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Step):
    """Go to a page of this system: a path (each expression is one percent-encoded part) and a query."""

    path_parts: tuple[str | Template, ...]
    """Literal text of the path as written (may hold `#`), or an expression that becomes one encoded part."""
    query: tuple[tuple[str, Template], ...] = ()
    """A name may repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FillEntry:
    """One control and the value it should hold."""

    locator: LocatorNode
    value: Template | tuple[Template, ...]
    pick: NameNode | None = None
    """`{type: …, pick: …}`: `value` is typed, if it is not empty, then exactly one choice of this name is taken."""

    @property
    def said(self) -> tuple[Template, ...]:
        """All that it says of the value."""
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        return (*values, *(self.pick.texts if self.pick else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill(Step):
    """Fill controls in the given order, then prove that each holds its value."""

    entries: tuple[FillEntry, ...]
    within: LocatorNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Step):
    """Fill fields of the resource with the values of `want`."""

    which: Literal["all", "changed"] | tuple[str, ...]
    within: LocatorNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload(Step):
    """Give files to file controls or drop areas."""

    entries: tuple[FillEntry, ...]
    within: LocatorNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Click(Step):
    """Click one thing."""

    locator: LocatorNode
    twice: bool = False
    answers: tuple[tuple[NameNode, Template], ...] = ()
    """Text of a native dialog, and how it is answered: OK, Cancel, or a text for a prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hover(Step):
    """Move the mouse onto one thing."""

    locator: LocatorNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Drag(Step):
    """Drag one thing with the mouse, and let it go over another."""

    locator: LocatorNode
    to: LocatorNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Press(Step):
    """Press one key, e.g. Enter, in a field or an area."""

    key: str
    within: LocatorNode | None = None
    answers: tuple[tuple[NameNode, Template], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Script(Step):
    """Call a method of the bot's Python class."""

    name: str
    arguments: tuple[tuple[str, Template], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Save(Step):
    """The one verb that makes the effect: the point of no return."""

    by: Click | Press | Drag | Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect(Step):
    """Wait until something is seen, gone, or until a field holds a value."""

    locator: LocatorNode
    gone: bool = False
    value: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One way on: what must be seen for it, and its steps."""

    see: LocatorNode
    steps: Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Either(Step):
    """Wait for several things at once; the first seen decides."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnNode:
    """A column of a table: the name the values get, where they stand, and what they are."""

    name: str
    heading: NameNode
    """Or `1`, `2` … where there is no heading; inside cards see `locator`."""
    locator: LocatorNode | None = None
    """Cards: where the value stands inside each card."""
    type: Kind = "text"
    format: str | None = None
    optional: bool = True
    values: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """A table as a calendar: every cell becomes a row of row heading, column heading and text."""

    row: str
    column: ColumnNode
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Step):
    """Read a table over all its pages into typed rows."""

    name: str
    columns: tuple[ColumnNode, ...] = ()
    cells: Cells | None = None
    of: LocatorNode | None = None
    rows: LocatorNode | None = None
    """Cards: what one row is."""
    next: LocatorNode | None = None
    total: LocatorNode | None = None
    """Where the system states how many there are; the first number in its text."""
    total_pattern: str | None = None
    """The part of that text to look in."""
    none: LocatorNode | None = None
    """What an empty table looks like."""
    at_most: int | None = None
    in_order: bool = False
    """Rows that say the same are told apart by their order."""
    until: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Step):
    """Find exactly one row; the name `row` is set to its cells."""

    where: tuple[tuple[str, NameNode], ...]
    """Heading (or name from `columns`) and the text its cell must hold."""
    of: LocatorNode | None = None
    rows: LocatorNode | None = None
    columns: tuple[ColumnNode, ...] = ()
    none: LocatorNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntry:
    """One value to read from a screen, under the name it gets."""

    name: str
    locator: LocatorNode
    type: Kind = "text"
    format: str | None = None
    pattern: str | None = None
    optional: bool = False
    values: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Step):
    """Read fields of the resource, or named values."""

    which: Literal["all"] | tuple[str, ...] | None = None
    entries: tuple[ReadEntry, ...] = ()
    within: LocatorNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Set(Step):
    """Give names to values."""

    values: tuple[tuple[str, Template], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForEach(Step):
    """Do steps for each element of a list."""

    elements: Template
    name: str
    steps: Steps
    key: Template | None = None
    """Workflows: tells the effects of the rounds apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat(Step):
    """Do steps until something is seen or holds."""

    until: LocatorNode | Template
    at_most: int
    steps: Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Step):
    """Work in the new window that a step opens."""

    by: Step
    steps: Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Download(Step):
    """Keep the file that a step delivers."""

    by: Step
    name: str
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Step):
    """How a find ends."""

    as_: Literal["found", "none", "many"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Step):
    """The case is wrong: a reason for a person."""

    reason: Template
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail(Step):
    """The system is wrong."""

    reason: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Do(Step):
    """Run an operation of a system, or an action of the library."""

    name: str
    """Operation of the bot itself, `system.operation`, or an action such as `csv.rows`."""
    system: str | None
    """None: an action of the library, or (in bots) an operation of the same system."""
    operation: str | None
    arguments: tuple[tuple[str, Argument], ...] = ()
    is_effect: bool = False
    retry: Retry | None = None


# ------------------------------------------------------------------ steps of workflows


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """How often a failed step is tried again, and how long to wait before (seconds)."""

    times: int
    wait: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Where to go on when someone else was faster."""

    back_to: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Step):
    """Say what should be true of one record in the target."""

    system: str
    resource: str
    values: tuple[tuple[str, Template], ...]
    """`set`: field and value; the key fields are among them."""
    on_create: tuple[tuple[str, Template], ...] = ()
    if_missing: Literal["create", "reject", "keep"] = "create"
    if_different: Literal["ask", "update", "keep", "reject"] = "ask"
    target: Template | None = None
    on_conflict: Conflict | None = None
    retry: Retry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp(Step):
    """Read one record of a system."""

    system: str
    resource: str
    key: tuple[tuple[str, Template], ...]
    if_missing: Literal["none", "reject"] = "reject"
    if_many: Literal["reject", "ask"] = "reject"
    retry: Retry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way of an `either_or`; without a condition it is the last, `else`."""

    when: Template | None
    steps: Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class EitherOr(Step):
    """The first way whose condition holds."""

    cases: tuple[Case, ...]


# ------------------------------------------------------------------ bots and systems


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a resource: where it stands and how its values are compared."""

    name: str
    place: Place
    locator: LocatorNode
    type: Kind = "text"
    format: str | None = None
    pattern: str | None = None
    optional: bool = False
    read_only: bool = False
    create_only: bool = False
    unreadable: bool = False
    personal: bool = False
    values: Mapping[str, str] | None = None
    """Our word → the word on the screen."""
    normalize: tuple[str, ...] = ()
    """Names of comparisons that do not matter: `case`, `blanks`, `punctuation`."""
    behind: LocatorNode | None = None
    write: Template | None = None
    read: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A kind of record, and how to find, list, read, create and update it."""

    name: str
    place: Place
    keys: tuple[tuple[str, ...], ...]
    """Natural keys, tried in order; each is the names of its fields."""
    fields: Mapping[str, Field]
    find: Steps = ()
    read: Steps = ()
    create: Steps = ()
    update: Steps = ()
    list: Steps = ()
    listed: str = ""
    """The name the rows of `list` get."""
    saved: LocatorNode | None = None
    autosave: bool = False
    confirm: tuple[str, ...] = ()
    """Fields that must agree, besides the key, before a record is changed."""
    sample: tuple[tuple[str, Template], ...] = ()
    """The key of a record to look at, in texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Anything else a bot can do."""

    name: str
    place: Place
    inputs: Mapping[str, Typed]
    outputs: Mapping[str, Typed]
    required: tuple[str, ...] = ()
    """Inputs that must be given."""
    steps: Steps = ()
    script: str | None = None
    effect: bool = False
    probe: str | None = None
    """Operation or resource that tells whether the effect is there; None: a doubt goes to a person."""
    sample: tuple[tuple[str, Template], ...] = ()
    """Inputs to look at its screens with, in texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surprise:
    """Something that may come at any time, and what to do then."""

    see: LocatorNode
    steps: Steps
    then: Literal["go_on", "repeat", "stop"] = "go_on"
    at_most: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenFault:
    """An error as the system shows it, and what it means."""

    see: LocatorNode
    outcome: Literal["rejected", "failed", "locked", "conflict"]
    say: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """How to sign in, and how to see that one is signed in."""

    login: Steps
    signed_in: LocatorNode
    signed_out: LocatorNode | None = None
    language: str = "de-DE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """How one kind of system is operated."""

    name: str
    session: Session
    resources: Mapping[str, Resource]
    operations: Mapping[str, Operation]
    surprises: tuple[Surprise, ...] = ()
    errors: tuple[ScreenFault, ...] = ()
    script: Path | None = None
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often what failed in a system before anything was written is tried again, and how long to wait (seconds)."""

    times: int = 0
    wait: float = 1.0
    at_most: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitRule:
    """After how many failures in a row a system rests, how long (seconds), and after how many trials the run stops."""

    failures: int = 5
    pause: float = 30.0
    trials: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """An address with an account, and the bot that operates it."""

    name: str
    bot: Bot
    address: str
    hosts: tuple[tuple[str, int], ...]
    """Everything its pages may reach, its own address included."""
    account: str
    """Name of the account; its secrets are `<account>.user`, `<account>.password`, …"""
    settle: float = 60.0
    max_sessions: int = 1
    login_origins: tuple[str, ...] = ()
    basic_auth: str | None = None
    """The account whose user and password are shown to a server that asks before it shows a page."""
    client_certificate: str | None = None
    """The account whose certificate is shown."""
    personal_in_address: bool = False
    proxy: str | None = None
    headless_shell: bool = True
    retry: Patience = Patience()
    circuit: CircuitRule = CircuitRule()


# ------------------------------------------------------------------ the plan


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordField:
    """One field of the record contract."""

    name: str
    title: str | None = None
    typed: Typed
    optional: bool = False
    default: str | None = None
    pattern: str | None = None
    min: str | None = None
    max: str | None = None
    values: tuple[str, ...] = ()
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Items that are counted but not worked on."""

    when: Template
    because: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Where the items come from."""

    source: Do
    key: Template
    same_key: Literal["reject", "first"] = "reject"
    leave_out: tuple[LeftOut, ...] = ()
    order: Literal["any", "given"] = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Brakes of a run."""

    max_writes: int | None = None
    first: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A workflow with everything decided and checked."""

    workflow: str
    title: str
    owner: str
    process: Mapping[str, str]
    hash: str
    """SHA-256 over the workflow and the bots it uses."""
    inputs: Mapping[str, RecordField]
    record: Mapping[str, RecordField]
    items: Items
    steps: Steps
    systems: Mapping[str, System]
    limits: Limits = Limits()
    retention_days: int | None = None
    writes: frozenset[str] = frozenset()
    """The names of the systems that are written to."""
