"""The door for what YAML cannot say: bots' own Python.

A bot's `bot.py` has one class that derives from `Bot`; its operations are methods marked with `operation`. Locators are
written as in YAML, and "exactly one" and "read back" hold here too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeAlias, TypeVar, cast, get_args, overload

from nahtlos.engine.screen import Address, Answer, Entry, FieldAt, Locator, Name, Reading
from nahtlos.errors import NotALocatorInPython, SavedTwice
from nahtlos.expressions import normalize_text
from nahtlos.plan.nodes import LocatorKind

__all__ = ["Bot", "Found", "operation"]

Written: TypeAlias = str | Mapping[str, Any]
"""A locator as YAML writes it: `"Betreff"`, `{"button": "OK", "in": "Adresse"}`."""
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing on the screen, and where it is now, in pixels of the window."""

    locator: Locator
    left: float
    top: float
    width: float
    height: float


class Hands(Protocol):
    """What a bot's Python needs of a screen."""

    async def open(self, address: Address, *, timeout: float | None = None) -> None: ...

    async def fill(
        self, entries: Sequence[Entry], *, within: Locator | None = None, timeout: float | None = None
    ) -> None: ...

    async def click(
        self, locator: Locator, *, twice: bool = False, answers: Sequence[Answer] = (), timeout: float | None = None
    ) -> None: ...

    async def read(
        self, fields: Sequence[FieldAt], *, within: Locator | None = None, timeout: float | None = None
    ) -> Mapping[str, Reading]: ...

    async def still_holds(self) -> None: ...

    async def box(self, locator: Locator) -> tuple[float, float, float, float]: ...

    async def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None: ...


@dataclass(frozen=True, slots=True)
class Marked:
    """What a method says of itself as an operation."""

    effect: bool = False
    probe: str | None = None


@overload
def operation(method: Callable[P, Awaitable[T]], /) -> Callable[P, Awaitable[T]]: ...
@overload
def operation(
    *, effect: bool = False, probe: str | None = None
) -> Callable[[Callable[P, Awaitable[T]]], Callable[P, Awaitable[T]]]: ...
def operation(
    method: Callable[P, Awaitable[T]] | None = None, /, *, effect: bool = False, probe: str | None = None
) -> Any:
    """Mark a method as an operation; one with an effect calls `save` once, and names what tells whether it is there."""

    def mark(marked: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
        cast(Any, marked).nahtlos = Marked(effect=effect, probe=probe)
        return marked

    return mark if method is None else mark(method)


class Bot:
    """Base of the one class in a `bot.py`."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._has_saved = False

    async def open(self, path: str, **query: object) -> None:
        """Go to a page of the system; every value of the query is one encoded part."""
        await self._hands.open(Address(path=path, query=tuple((name, str(value)) for name, value in query.items())))

    async def find(self, locator: Written) -> Found:
        """Find exactly one thing and where it is."""
        where = read_locator(locator)
        left, top, width, height = await self._hands.box(where)
        return Found(locator=where, left=left, top=top, width=width, height=height)

    async def fill(self, values: Mapping[str, str | bool | Sequence[str]]) -> None:
        """Fill fields by their labels and prove that each holds its value."""
        await self._hands.fill([_entry(label, value) for label, value in values.items()])

    async def click(self, locator: Written, *, twice: bool = False) -> None:
        """Click exactly one thing."""
        await self._hands.click(read_locator(locator), twice=twice)

    async def read(self, locator: Written) -> Reading:
        """Read one field."""
        return (await self._hands.read([FieldAt(name="value", locator=read_locator(locator))]))["value"]

    async def save(self, locator: Written) -> None:
        """Click what makes the effect: once in an operation, and only if all that was filled still holds."""
        if self._has_saved:
            raise SavedTwice
        await self._hands.still_holds()
        self._has_saved = True
        await self._hands.click(read_locator(locator))

    async def drag(self, thing: Found, *, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag with the mouse between two points of a thing, counted from its upper left corner."""
        left, top, *_ = await self._hands.box(thing.locator)
        await self._hands.drag((left + start[0], top + start[1]), (left + end[0], top + end[1]))


def _entry(label: str, value: str | bool | Sequence[str]) -> Entry:  # noqa: FBT001 - a state of a box
    wanted = value if isinstance(value, str | bool) else tuple(value)

    def holds(shown: Reading) -> bool:
        if isinstance(wanted, str) and isinstance(shown, str):
            return normalize_text(shown) == normalize_text(wanted)
        return shown == wanted

    return Entry(name=label, locator=read_locator(label), value=wanted, holds=holds)


def read_locator(written: Written) -> Locator:
    """Understand a locator written as in YAML."""
    if isinstance(written, str):
        return Locator(kind="named", name=Name(texts=(written,)))
    words = dict(written)
    within = words.pop("in", None)
    where = None if within is None else _area(within)
    if len(words) != 1:
        raise NotALocatorInPython(written=str(sorted(written)))
    kind, value = words.popitem()
    if kind not in get_args(LocatorKind):
        raise NotALocatorInPython(written=str(sorted(written)))
    if kind == "cell":
        return Locator(kind="cell", row=_name(value["row"]), column=_name(value["column"]), within=where)
    return Locator(kind=cast(LocatorKind, kind), name=_name(value), within=where)


def _area(within: Written) -> Locator:
    if isinstance(within, str):
        return Locator(kind="area", name=Name(texts=(within,)))
    return read_locator(within)


def _name(value: Any) -> Name:
    if isinstance(value, str):
        return Name(texts=(value,))
    if isinstance(value, Mapping):
        [(how, text)] = value.items()
        return Name(texts=(text,) if isinstance(text, str) else tuple(text), how=how)
    return Name(texts=tuple(value))
