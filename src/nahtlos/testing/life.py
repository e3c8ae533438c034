"""How long a process lives: every call of a port is counted, and `kill -9` can come before or after any of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Hook: TypeAlias = Callable[[str, int], None]
Ends: TypeAlias = Literal["before", "after"]


class Killed(BaseException):
    """The process is gone: nothing it would have done afterwards happens."""


@dataclass(slots=True, kw_only=True)
class Life:
    """The life of one worker."""

    ends_at: int | None = None
    """The number of the call (from 1) at which it ends."""
    ends: Ends = "before"
    """Whether that call still takes effect."""
    calls: list[str] = field(default_factory=list)
    """Names of the calls so far, such as `ledger.intend`."""
    hooks: list[Hook] = field(default_factory=list)
    """Told of each call before it is made, with its name and number; what one raises, the call raises."""
    slow: dict[str, float] = field(default_factory=dict)
    """Seconds of the event loop that the next call of this name takes, after it took effect."""
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    """What the next call of this name waits for, after it took effect."""
    at_end: list[Callable[[], None]] = field(default_factory=list)
    is_over: bool = False

    @asynccontextmanager
    async def call(self, name: str) -> AsyncIterator[None]:
        """Stand around a call of a port."""
        self._must_live()
        self.calls.append(name)
        number = len(self.calls)
        for hook in list(self.hooks):
            hook(name, number)
        if (number, "before") == (self.ends_at, self.ends):
            self.end()
        await asyncio.sleep(0)
        try:
            yield
        except Exception:
            self._after(number)
            raise
        self._after(number)
        await asyncio.sleep(self.slow.pop(name, 0))
        if name in self.gates:
            await self.gates.pop(name).wait()

    def _after(self, number: int) -> None:
        self._must_live()
        if (number, "after") == (self.ends_at, self.ends):
            self.end()

    def end(self) -> None:
        """Be killed."""
        self.is_over = True
        for last_words in self.at_end:
            last_words()
        raise Killed

    def _must_live(self) -> None:
        if self.is_over:
            raise Killed
