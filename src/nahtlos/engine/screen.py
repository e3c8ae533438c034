"""The port to a screen: what the engine asks of one session of one system. It knows no browser.

Everything here is plain values: expressions are evaluated before they come here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from nahtlos.errors import Place
from nahtlos.expressions import Unknown
from nahtlos.plan.nodes import LocatorKind

Value: TypeAlias = (
    str | int | bool | Decimal | date | time | tuple["Value", ...] | Mapping[str, "Value"] | Unknown | None
)
"""What names can stand for; `UNKNOWN` only in plans."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Words on a screen: any of the texts, compared in one way (rule 2 of the language)."""

    texts: tuple[str, ...]
    how: Literal["whole", "exact", "starts", "ends", "contains", "pattern"] = "whole"
    is_personal: bool = False
    """It says something about a person, and must not stand in any message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """What a person sees; every text is final."""

    kind: LocatorKind
    name: Name | None = None
    row: Name | None = None
    column: Name | None = None
    at: RowAt | None = None
    """Kind `row`: the row."""
    within: Locator | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table or card."""

    name: str
    heading: Name | None = None
    locator: Locator | None = None
    """Cards: where the value stands inside each card."""
    optional: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Which table (or cards) on a page."""

    columns: tuple[Column, ...] = ()
    """Those asked for; without any: all columns of the table, named by their headings."""
    of: Locator | None = None
    rows: Locator | None = None
    none: Locator | None = None
    where: tuple[tuple[str, Name], ...] = ()
    in_order: bool = False
    """Rows that say the same are told apart by their order."""
    as_cells: bool = False
    """A calendar: rows have the keys `row`, `column`, `text`."""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAt:
    """A row, known again by what its cells hold, because grids draw themselves anew."""

    grid: Grid
    cells: Mapping[str, str]
    twin: tuple[int, int] | None = None
    """Which of how many rows that say the same; None where they are not told apart by their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What one page of a grid shows."""

    rows: tuple[RowAt, ...]
    is_complete: bool = True
    """False: the table has more rows on this page than could be brought to light."""
    may_grow: bool = True
    """False: its end was scrolled to, and no rows came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One control, the text or state it should hold, and how to tell that it does."""

    name: str
    """For messages: the label or the field of the resource."""
    locator: Locator
    value: str | bool | tuple[str, ...]
    holds: Callable[[Reading], bool]
    """Whether what the control shows afterwards is that value, by the rules of the field."""
    pick: Name | None = None
    """The choice that is taken, after `value` was typed unless it is empty."""
    behind: Locator | None = None
    is_personal: bool = False
    """Its value must not stand in any message."""
    is_secret: bool = False
    """Filled only where the frame's origin belongs to the system or its login origins."""


Reading: TypeAlias = str | bool | tuple[str, ...] | None
"""What a control or a pair shows: text, state of a box, chosen or listed texts; None where there is nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldAt:
    """One field to read."""

    name: str
    locator: Locator
    optional: bool = False
    behind: Locator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How a native dialog with this text is answered: `OK`, `Cancel`, or the text for a prompt."""

    text: Name
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A page of the system: encoded path, and query pairs that are encoded here."""

    path: str
    query: tuple[tuple[str, str], ...] = ()


class Interrupted(Exception):  # noqa: N818 - a signal of the port, not an error
    """A watched thing is on the screen, and the verb has not acted. `index` counts in the order of `watch`."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


class Screen(Protocol):
    """One signed-in session, held by one step. Only one call at a time; pop-up windows belong to it.

    Every call raises a `ScreenError` with `acted=False` when it stopped before it gave any input to the page, and
    `acted=True` when the page may have noticed. Before acting, a call waits up to `timeout` seconds (None: the
    default) for what it needs; if that does not come and something watched is visible, it raises `Interrupted`.
    """

    def watch(self, locators: Sequence[Locator]) -> None:
        """Name what interrupts waiting: surprises, errors, the sign that one is signed out."""

    async def open(self, address: Address, *, timeout: float | None = None) -> None:
        """Go to a page of the system; done when it has loaded and is still."""

    async def fill(
        self, entries: Sequence[Entry], *, within: Locator | None = None, timeout: float | None = None
    ) -> None:
        """Fill all entries in order and prove that each control holds its value."""

    async def upload(
        self, entries: Sequence[Entry], *, within: Locator | None = None, timeout: float | None = None
    ) -> None:
        """Give the files at the paths in `value` to controls or drop areas; done when their names are shown."""

    async def ready(self, locator: Locator, *, timeout: float | None = None) -> None:
        """Wait until exactly one such thing is there, enabled and not covered, and could be clicked."""

    async def click(
        self, locator: Locator, *, twice: bool = False, answers: Sequence[Answer] = (), timeout: float | None = None
    ) -> None:
        """Click it; done when the requests this caused have ended and the page is still."""

    async def hover(self, locator: Locator, *, timeout: float | None = None) -> None:
        """Move the mouse onto it; done as `click`."""

    async def drag_onto(self, locator: Locator, onto: Locator, *, timeout: float | None = None) -> None:
        """Drag one thing with the mouse and let it go in the middle of another, or of an area; done as `click`."""

    async def press(
        self, key: str, *, within: Locator | None = None, answers: Sequence[Answer] = (), timeout: float | None = None
    ) -> None:
        """Press a key, in the field or area `within` or where the focus is; done as `click`."""

    async def first_seen(self, locators: Sequence[Locator], *, timeout: float | None = None) -> int | None:
        """Wait for any of these; the index of the first that is visible, or None when none came in time."""

    async def sees(self, locator: Locator) -> bool:
        """Tell whether it is visible now, without waiting."""

    async def can_click(self, locator: Locator) -> bool:
        """Tell whether exactly one such thing is visible and enabled now, without waiting: is there a next page?"""

    async def gone(self, locator: Locator, *, timeout: float | None = None) -> bool:
        """Wait until it is not visible; False when it stayed."""

    async def text_of(self, locator: Locator) -> str:
        """Return the visible text of the one element."""

    async def read(
        self, fields: Sequence[FieldAt], *, within: Locator | None = None, timeout: float | None = None
    ) -> Mapping[str, Reading]:
        """Read fields. Missing and not optional: `ScreenError`. Present but blank: an empty text."""

    async def rows(
        self, grid: Grid, *, unlike: Sequence[RowAt] = (), may_grow: bool = True, timeout: float | None = None
    ) -> Rows:
        """Read the rows of one page of a settled grid; none only if the table is there or `grid.none` is seen.

        With `where`, only the rows that match. Virtualised rows are scrolled through, and those that load as one
        scrolls to their end are read if it `may_grow`. Rows `unlike` those of the page before are waited for.
        """

    def window(self, *, timeout: float | None = None) -> AbstractAsyncContextManager[Callable[[], Awaitable[None]]]:
        """Work in the window that opens next.

        Enter it, call the verb that opens the window, then await what the manager gave: from then on all calls go
        to the new window until it has closed or the block ends.
        """

    def download(
        self, *, kind: str | None = None, timeout: float | None = None
    ) -> AbstractAsyncContextManager[Callable[[], Awaitable[Path]]]:
        """Keep the file that starts next: enter, call the verb, then await what the manager gave: its `Path`.

        `kind` is what it must be by its content, such as `pdf`; else there is no file.
        """

    async def still_holds(self) -> None:
        """Prove that the page is on an allowed address and that every control filled since the last `open` still
        shows what was proven; part of the guard before a save.

        From here until the session is given back, the browser sends nothing a second time by itself: it would repeat
        a write whose answer was lost.
        """

    async def call(self, script: Path, bot: str, method: str, arguments: Mapping[str, Value]) -> object:
        """Run a method of the bot's Python class on this session."""

    async def fingerprint(self) -> str:
        """A hash of what the page shows, to see whether anything happened."""


class Sessions(Protocol):
    """Signed-in sessions, lent to one step at a time."""

    def hold(self, system: str, *, fresh: bool = False) -> AbstractAsyncContextManager[Screen]:
        """Lend a session of the system; `fresh` = newly signed in, so that nothing remembered can mislead."""
