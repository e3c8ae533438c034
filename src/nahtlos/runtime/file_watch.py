"""Watches a file whose content is known: whoever works with it stops when it is another one, or gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from nahtlos.engine.parts import Brakes
from nahtlos.engine.ports import Clock
from nahtlos.engine.run import RunReport
from nahtlos.errors import RunStopped
from nahtlos.schedule.aside import aside
from nahtlos.schedule.folder import Look, content_of, look_at

LOOK_EVERY: Final = 0.5
"""Seconds between two looks at the file while it is worked with."""

State = Literal["same", "changed", "gone", "unknown"]
"""`unknown`: the drive does not answer just now, or somebody has the file open for writing."""
Changed = Callable[[bool], Awaitable[RunStopped]]
"""Asked for the reason to stop, and told whether the file is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWatch:
    """One file, and what it should be."""

    path: Path
    content: str
    """Its SHA-256."""
    clock: Clock
    changed: Changed
    accepts_changes: bool = False
    """Whether the work may be done although the file is another one already."""
    blocking: Callable[[Callable[[], Any]], Awaitable[Any]] = aside

    async def guard(self, brakes: Brakes, work: Callable[[], Coroutine[Any, Any, RunReport]]) -> RunReport:
        """Do the work as long as the file stays as it is; raises at once when it is not."""
        look = await self._look()
        state = await self.state()
        if state != "same" and self.accepts_changes:
            return await work()
        if state != "same":
            raise await self.changed(state == "gone")
        try:
            async with asyncio.TaskGroup() as both:
                watch = both.create_task(self._watch(brakes, look))
                report = await work()
                watch.cancel()
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None
        return report

    async def state(self) -> State:
        """Read the file and compare."""
        try:
            found: str | None = await self.blocking(partial(content_of, self.path))
        except FileNotFoundError:
            return "gone"
        except OSError:
            return "unknown"
        return "unknown" if found is None else "same" if found == self.content else "changed"

    async def _watch(self, brakes: Brakes, before: Look | None) -> None:
        """Look whether somebody wrote to the file; only then it is read again."""
        while brakes.stopped_by is None:
            await self.clock.sleep(LOOK_EVERY)
            look = await self._look()
            if look is not None and look == before:
                continue
            state = await self.state()
            if state in ("changed", "gone"):
                brakes.stop(await self.changed(state == "gone"))
            elif state == "same":
                before = look

    async def _look(self) -> Look | None:
        try:
            look: Look = await self.blocking(partial(look_at, self.path))
        except OSError:
            return None
        return look
