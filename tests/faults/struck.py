"""nahtlos that is struck at the k-th boundary of its work.

    python -m tests.faults.struck kill:case:records:17 run …

A boundary is where something becomes true, in the foreign system or in our records of it. `records`: before and after
each commit of the ledger and each line of the journal, and before, during and after each click. `all`: also before each
fsync, before and after each sign-in, each page that is opened, each form that is filled. Counted is from the start of
the process (`start`), or from the moment in which it takes a case that nobody has had before (`case`). Instead of a
number, a boundary can be named.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tests.faults.without import SABOTAGE

from nahtlos.browser.screen import BrowserScreen
from nahtlos.browser.sessions import BrowserSessions
from nahtlos.journal.disk import Disk
from nahtlos.journal.journal import FileJournal
from nahtlos.ledger.ledger import SqlLedger

LEDGER = ("start_run", "store_items", "set_run_state", "claim", "intend", "finish_effect", "finish_item", "release")
SCREEN = ("open", "fill", "press")
AFTER_A_CLICK = 0.06
"""Seconds after which a click is under way: it was sent, and nobody knows yet what it did."""

How = Literal["kill", "stop", "stop-twice", "none"]
Since = Literal["start", "case"]
Which = Literal["records", "all"]


@dataclass(slots=True, kw_only=True)
class Strike:
    """What strikes, and when."""

    how: How
    since: Since
    which: Which
    at: int | str
    told: Path | None = None
    """Where a line is left that says at which boundary it struck."""
    _crossed: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _is_counting: bool = field(init=False)
    _has_begun: bool = False

    def __post_init__(self) -> None:
        self._is_counting = self.since == "start"

    @classmethod
    def of(cls, text: str) -> Strike:
        """Read `kill:case:records:17`."""
        how, since, which, at = text.split(":")
        told = os.environ.get("STRUCK")
        return cls(
            how=how, since=since, which=which, at=int(at) if at.isdigit() else at,  # type: ignore[arg-type]
            told=Path(told) if told else None,
        )  # fmt: skip

    def cross(self, boundary: str) -> bool:
        """Count a boundary; True when it is the one."""
        if not self._is_counting or self.at not in (boundary, next(self._crossed)):
            return False
        self._is_counting = False
        if self.told is not None:
            line = {"how": self.how, "since": self.since, "at": self.at, "boundary": boundary}
            with self.told.open("a", encoding="utf-8") as told:
                told.write(json.dumps(line) + "\n")
        return True

    def begin_case(self) -> None:
        """A case begins that nobody has had before: count from the first of them."""
        if self.since == "case" and not self._has_begun:
            self._has_begun = self._is_counting = True

    def strike(self) -> None:
        """Do it."""
        match self.how:
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "stop":
                os.kill(os.getpid(), signal.SIGTERM)
            case "stop-twice":
                os.kill(os.getpid(), signal.SIGTERM)
                asyncio.get_running_loop().call_later(0.3, os.kill, os.getpid(), signal.SIGTERM)

    def at_boundary(self, boundary: str) -> None:
        """Count a boundary, and strike if it is the one."""
        if self.cross(boundary):
            self.strike()


def surround(owner: type, name: str, strike: Strike) -> None:
    """Put a boundary before and after a method."""
    ordinary: Callable[..., Any] = getattr(owner, name)
    title = f"{owner.__name__}.{name}"

    @functools.wraps(ordinary)
    async def surrounded(*args: Any, **kwargs: Any) -> Any:
        about = getattr(args[1], "event", "") if name == "write" else ""
        strike.at_boundary(f"before {title} {about}".rstrip())
        if name == "click" and strike.cross(f"during {title}"):
            asyncio.get_running_loop().call_later(AFTER_A_CLICK, strike.strike)
        result = await ordinary(*args, **kwargs)
        if name == "claim" and result is not None and not result.steps and not result.effects:
            strike.begin_case()
        strike.at_boundary(f"after {title} {about}".rstrip())
        return result

    setattr(owner, name, surrounded)


def put_boundaries(strike: Strike) -> None:
    """Put them everywhere."""
    for name in LEDGER:
        surround(SqlLedger, name, strike)
    surround(FileJournal, "write", strike)
    surround(BrowserScreen, "click", strike)
    if strike.which == "records":
        return
    surround(BrowserSessions, "_new", strike)
    for name in SCREEN:
        surround(BrowserScreen, name, strike)
    ordinary = Disk.sync

    def sync(self: Disk, descriptor: int) -> None:
        strike.at_boundary("before Disk.sync")
        ordinary(self, descriptor)

    Disk.sync = sync  # type: ignore[method-assign]


def main() -> None:
    """Put the boundaries, then be the command line; `SABOTAGED` names a safeguard that is taken away before."""
    from nahtlos.cli import main as command_line

    missing = os.environ.get("SABOTAGED")
    with nullcontext() if missing is None else SABOTAGE[missing]():
        put_boundaries(Strike.of(sys.argv.pop(1)))
        command_line()


if __name__ == "__main__":
    main()
