"""What a fake screen shows: things with names, tables, and how a locator finds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from nahtlos.engine.screen import Locator, Name, Reading
from nahtlos.expressions import normalize_text

if TYPE_CHECKING:
    from nahtlos.testing.visit import Visit

Does: TypeAlias = Callable[["Visit"], None]
CLICKABLE = ("button", "link", "tab", "text")


@dataclass(slots=True, kw_only=True, eq=False)
class Thing:
    """Something on a page."""

    kind: str
    """`field` or a kind of locator: button, link, tab, heading, status, text, dialog."""
    name: str
    value: Reading = None
    """A field: what it shows."""
    takes: Callable[[Reading], Reading] = lambda value: value
    """A field: what it makes of what is typed."""
    does: Does | None = None
    """What a click or a key does."""
    asks: str | None = None
    """The native dialog that comes before a click takes effect."""
    area: str | None = None
    row: Mapping[str, str] | None = None
    """The cells of the table row it stands in."""
    is_enabled: bool = True
    behind: str | None = None
    """Not visible until a thing of this name was clicked."""
    css: str | None = None
    """How `css`, `xpath` and `testid` find it."""
    shows_at: float = 0.0
    """Seconds of the clock before which it is not there yet."""


@dataclass(slots=True, kw_only=True, eq=False)
class Table:
    """A table, as one page of it is drawn."""

    rows: Sequence[Mapping[str, str]]
    headings: Sequence[str]
    title: str | None = None
    is_complete: bool = True


@dataclass(slots=True, kw_only=True, eq=False)
class Page:
    """What a session shows."""

    path: str
    things: list[Thing] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    dialog: Page | None = None
    """What lies over everything else."""
    is_allowed: bool = True
    """Whether its address belongs to the system."""

    def field(self, name: str) -> Thing:
        """Return the field of a name; for the application itself."""
        return next(thing for thing in self.things if (thing.kind, thing.name) == ("field", name))

    def values(self) -> dict[str, Reading]:
        """Return what all fields show."""
        return {thing.name: thing.value for thing in self.things if thing.kind == "field"}

    def find(self, locator: Locator, *, now: float, for_value: bool = False) -> list[Thing]:
        """Return all visible things that a locator means."""
        there = [thing for thing in self.things if thing.behind is None and thing.shows_at <= now]
        return [thing for thing in there if _is(thing, locator, for_value)]

    def next_change(self, now: float) -> float | None:
        """When something shows that is not there yet."""
        return min((thing.shows_at for thing in self.things if thing.shows_at > now), default=None)


def _is(thing: Thing, locator: Locator, for_value: bool) -> bool:  # noqa: FBT001 - which of the two meanings of a name
    if locator.within is not None and not _stands_in(thing, locator.within):
        return False
    name = locator.name
    match locator.kind:
        case "named":
            kinds = ("field",) if for_value else CLICKABLE
            return thing.kind in kinds and _means(name, thing.name)
        case "label":
            return thing.kind == "field" and _means(name, thing.name)
        case "css" | "xpath" | "testid":
            return thing.css is not None and _means(name, thing.css)
        case "text":
            return thing.kind in ("text", "status", "heading") and _means(name, thing.name)
        case kind:
            return thing.kind == kind and _means(name, thing.name)


def _stands_in(thing: Thing, within: Locator) -> bool:
    if within.kind == "row":
        return within.at is not None and thing.row == within.at.cells
    return thing.area is not None and _means(within.name, thing.area)


def _means(name: Name | None, shown: str) -> bool:
    return name is None or means(name, shown)


def means(name: Name, shown: str) -> bool:
    """Whether a name means what is shown, by rule 2 of the language."""
    if name.how == "exact":
        return shown in name.texts
    shown = _compared(shown)
    for text in map(_compared, name.texts):
        match name.how:
            case "whole":
                found = shown == text
            case "starts":
                found = shown.startswith(text)
            case "ends":
                found = shown.endswith(text)
            case "contains":
                found = text in shown
            case "pattern":
                found = re.search(text, shown) is not None
        if found:
            return True
    return False


def _compared(text: str) -> str:
    return normalize_text(text).rstrip(" :*?….").casefold()
