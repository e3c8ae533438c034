"""A fake screen: the port `Screen` over a visit to a fake application. It obeys the rules that a browser obeys."""

# ruff: noqa: ARG002 - a fake has the signature of its port

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from nahtlos.engine.resolve import describe
from nahtlos.engine.screen import (
    Address,
    Answer,
    Entry,
    FieldAt,
    Grid,
    Interrupted,
    Locator,
    Reading,
    RowAt,
    Rows,
    Value,
)
from nahtlos.errors import ScreenError
from nahtlos.testing.clock import FakeClock
from nahtlos.testing.grid import has, rows_of, tables_of
from nahtlos.testing.life import Life
from nahtlos.testing.page import Page, Table, Thing, means
from nahtlos.testing.visit import Visit

WAITS = 10.0
"""Seconds that a call waits by default."""


class ScreenTrouble(ScreenError):  # noqa: N818 - as in errors.py
    """The fake screen did not show or accept something."""

    code: ClassVar[str] = "E499"
    problem: str

    def message(self) -> str:
        """Say what."""
        return self.problem


@dataclass(slots=True, kw_only=True, eq=False)
class FakeScreen:
    """One session of one worker."""

    visit: Visit
    clock: FakeClock
    life: Life
    scripts: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    """The methods of the bot's Python class."""
    _watched: Sequence[Locator] = ()
    _filled: list[tuple[Thing, Entry]] = field(default_factory=list)

    # -------------------------------------------------------------- looking

    def watch(self, locators: Sequence[Locator]) -> None:
        """Name what interrupts waiting."""
        self._watched = tuple(locators)

    @property
    def _page(self) -> Page:
        page = self.visit.page
        while page.dialog is not None:
            page = page.dialog
        return page

    def _visible(self, locator: Locator, *, for_value: bool = False) -> list[Thing]:
        return self._page.find(locator, now=self.clock.monotonic(), for_value=for_value)

    def _is_seen(self, locator: Locator) -> bool:
        if locator.kind == "column":
            return any(has(table, locator) for table in self._page.tables)
        return bool(self._visible(locator) or self._visible(locator, for_value=True))

    def _wait(self, is_there: Callable[[], bool], timeout: float | None) -> bool:
        """Let time pass until it is there; False when it does not come in time."""
        end = self.clock.monotonic() + (WAITS if timeout is None else timeout)
        while not is_there():
            change = self._page.next_change(self.clock.monotonic())
            if change is None or change > end:
                return False
            self.clock.advance(change - self.clock.monotonic())
        return True

    def _one(self, locator: Locator, timeout: float | None, *, for_value: bool = False) -> Thing:
        if not self._wait(lambda: bool(self._visible(locator, for_value=for_value)), timeout):
            self._give_up(f"There is no {describe(locator)}.")
        found = self._visible(locator, for_value=for_value)
        if len(found) > 1:
            raise ScreenTrouble(problem=f"There are {len(found)} of {describe(locator)}.")
        if not found[0].is_enabled:
            self._give_up(f"{describe(locator)} cannot be used.")
        return found[0]

    def _give_up(self, problem: str) -> None:
        for index, locator in enumerate(self._watched):
            if self._is_seen(locator):
                raise Interrupted(index)
        raise ScreenTrouble(problem=problem)

    # -------------------------------------------------------------- the port: pages and controls

    async def open(self, address: Address, *, timeout: float | None = None) -> None:
        """Go to a page."""
        async with self.life.call("screen.open"):
            self._filled.clear()
            self.visit.go(address.path, **dict(address.query))

    async def fill(
        self, entries: Sequence[Entry], *, within: Locator | None = None, timeout: float | None = None
    ) -> None:
        """Fill fields; each must show its value afterwards."""
        async with self.life.call("screen.fill"):
            for entry in entries:
                thing = self._control(entry.locator, within, behind=entry.behind, timeout=timeout)
                thing.value = thing.takes(entry.pick.texts[0] if entry.pick else entry.value)
                if not entry.holds(thing.value):
                    raise ScreenTrouble(problem=f"{entry.name} does not hold what was filled in.", acted=True)
                self._filled.append((thing, entry))

    def _control(
        self, locator: Locator, within: Locator | None, *, behind: Locator | None, timeout: float | None
    ) -> Thing:
        inside = _inside(locator, within)
        if behind is not None and not self._visible(inside, for_value=True):
            self._press(self._one(behind, timeout), ())
        return self._one(inside, timeout, for_value=True)

    async def upload(
        self, entries: Sequence[Entry], *, within: Locator | None = None, timeout: float | None = None
    ) -> None:
        """Give files to fields."""
        await self.fill(entries, within=within, timeout=timeout)

    async def ready(self, locator: Locator, *, timeout: float | None = None) -> None:
        """Wait until it could be clicked."""
        async with self.life.call("screen.ready"):
            self._one(locator, timeout)

    async def click(
        self, locator: Locator, *, twice: bool = False, answers: Sequence[Answer] = (), timeout: float | None = None
    ) -> None:
        """Click it."""
        async with self.life.call("screen.click"):
            self._press(self._one(locator, timeout), answers)

    async def hover(self, locator: Locator, *, timeout: float | None = None) -> None:
        """Move the mouse onto it: what it does, it does already then."""
        async with self.life.call("screen.hover"):
            self._press(self._one(locator, timeout), ())

    async def drag_onto(self, locator: Locator, onto: Locator, *, timeout: float | None = None) -> None:
        """Drag it: what it does, it does when it is let go over something that is there."""
        async with self.life.call("screen.drag_onto"):
            self._one(onto, timeout)
            self._press(self._one(locator, timeout), ())

    async def press(
        self, key: str, *, within: Locator | None = None, answers: Sequence[Answer] = (), timeout: float | None = None
    ) -> None:
        """Press a key: the thing of that name does what it does."""
        async with self.life.call("screen.press"):
            found = [thing for thing in self._page.things if (thing.kind, thing.name) == ("key", key)]
            if not found:
                self._give_up(f"Nothing waits for {key}.")
            self._press(found[0], answers)

    def _press(self, thing: Thing, answers: Sequence[Answer]) -> None:
        if thing.asks is not None:
            reply = next((answer.reply for answer in answers if means(answer.text, thing.asks)), None)
            if reply is None:
                raise ScreenTrouble(problem="A dialog came that the bot does not know; it was cancelled.", acted=True)
            if reply == "Cancel":
                return
        for hidden in self._page.things:
            hidden.behind = None if hidden.behind == thing.name else hidden.behind
        if thing.does is not None:
            thing.does(self.visit)

    # -------------------------------------------------------------- the port: waiting and reading

    async def first_seen(self, locators: Sequence[Locator], *, timeout: float | None = None) -> int | None:
        """Wait for any of these."""
        async with self.life.call("screen.first_seen"):
            if not self._wait(lambda: any(map(self._is_seen, locators)), timeout):
                self.clock.advance(WAITS if timeout is None else timeout)
                return None
            return next(index for index, locator in enumerate(locators) if self._is_seen(locator))

    async def sees(self, locator: Locator) -> bool:
        """Tell whether it is visible now."""
        async with self.life.call("screen.sees"):
            return self._is_seen(locator)

    async def can_click(self, locator: Locator) -> bool:
        """Tell whether there is one such thing, enabled."""
        async with self.life.call("screen.can_click"):
            found = self._visible(locator)
            return len(found) == 1 and found[0].is_enabled

    async def gone(self, locator: Locator, *, timeout: float | None = None) -> bool:
        """Tell whether it is not visible."""
        async with self.life.call("screen.gone"):
            return not self._is_seen(locator)

    async def text_of(self, locator: Locator) -> str:
        """Return its text."""
        async with self.life.call("screen.text_of"):
            return self._one(locator, None).name

    async def read(
        self, fields: Sequence[FieldAt], *, within: Locator | None = None, timeout: float | None = None
    ) -> Mapping[str, Reading]:
        """Read fields."""
        async with self.life.call("screen.read"):
            return {at.name: self._reading(at, within, timeout) for at in fields}

    def _reading(self, at: FieldAt, within: Locator | None, timeout: float | None) -> Reading:
        inside = _inside(at.locator, within)
        if at.optional and not self._visible(inside, for_value=True) and at.behind is None:
            return None
        thing = self._control(at.locator, within, behind=at.behind, timeout=timeout)
        return "" if thing.value is None else thing.value

    async def rows(
        self, grid: Grid, *, unlike: Sequence[RowAt] = (), may_grow: bool = True, timeout: float | None = None
    ) -> Rows:
        """Read the rows of one page of a table."""
        async with self.life.call("screen.rows"):
            if not self._wait(lambda: bool(self._tables(grid) or self._shows_none(grid)), timeout):
                self._give_up("There is no such table.")
            tables = self._tables(grid)
            if not tables:
                return Rows(rows=())
            if len(tables) > 1:
                raise ScreenTrouble(problem=f"There are {len(tables)} such tables.")
            return rows_of(tables[0], grid)

    def _tables(self, grid: Grid) -> list[Table]:
        return tables_of(self._page.tables, grid)

    def _shows_none(self, grid: Grid) -> bool:
        return grid.none is not None and self._is_seen(grid.none)

    # -------------------------------------------------------------- the port: windows, files, scripts

    @asynccontextmanager
    async def window(self, *, timeout: float | None = None) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        """Work in the window that opens next."""
        depth = len(self.visit.opener)

        async def opened() -> None:
            async with self.life.call("screen.window"):
                if self.visit.opening is None:
                    raise ScreenTrouble(problem="No window opened.", acted=True)
                self.visit.opener.append(self.visit.page)
                self.visit.page, self.visit.opening = self.visit.opening, None

        yield opened
        while len(self.visit.opener) > depth:
            self.visit.close_window()

    @asynccontextmanager
    async def download(
        self, *, kind: str | None = None, timeout: float | None = None
    ) -> AsyncIterator[Callable[[], Awaitable[Path]]]:
        """Keep the file that starts next."""

        async def arrived() -> Path:
            async with self.life.call("screen.download"):
                if self.visit.arrived is None:
                    raise ScreenTrouble(problem="No file came.", acted=True)
                return self.visit.arrived

        yield arrived

    async def still_holds(self) -> None:
        """Prove that nothing changed since it was compared."""
        async with self.life.call("screen.still_holds"):
            if not self.visit.page.is_allowed:
                raise ScreenTrouble(problem="The page is on a foreign address.")
            changed = [entry.name for thing, entry in self._filled if not entry.holds(thing.value)]
            if changed:
                raise ScreenTrouble(problem=f"{', '.join(changed)} changed after it was compared.")

    async def call(self, script: Path, bot: str, method: str, arguments: Mapping[str, Value]) -> object:
        """Run a method of the bot's Python class."""
        async with self.life.call("screen.call"):
            return self.scripts[method](self.visit, **arguments)

    async def fingerprint(self) -> str:
        """A hash of what the page shows."""
        async with self.life.call("screen.fingerprint"):
            return str(hash(tuple((thing.kind, thing.name, thing.value) for thing in self._page.things)))


def _inside(locator: Locator, within: Locator | None) -> Locator:
    return locator if within is None else replace(locator, within=locator.within or within)
