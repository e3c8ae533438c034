"""A run that a delivered file started: it stops when the file is not what it was when it arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from nahtlos.engine.parts import Brakes
from nahtlos.engine.run import RunReport
from nahtlos.engine.slots import Slot
from nahtlos.errors import DeliveryChanged
from nahtlos.events import FileChanged
from nahtlos.runtime.records import Records
from nahtlos.schedule.aside import aside
from nahtlos.schedule.folder import Look, content_of, look_at

LOOK_EVERY: Final = 0.5
"""Seconds between two looks at the file while it is worked with."""

State = Literal["same", "changed", "gone", "unknown"]
"""`unknown`: the drive does not answer just now, or somebody has the file open for writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """Guards the runs of schedules that files start."""

    root: Path
    records: Records
    inputs: Mapping[str, str]
    """By schedule, the input that is the path of the file."""
    blocking: Callable[[Callable[[], Any]], Awaitable[Any]] = aside

    async def guarded(
        self, slot: Slot, run: str, brakes: Brakes, work: Callable[[], Coroutine[Any, Any, RunReport]]
    ) -> RunReport:
        """Do the work as long as the file stays as it is."""
        name = self.inputs.get(slot.schedule)
        if slot.kind != "file" or name is None or name not in slot.inputs:
            return await work()
        path = self.root / slot.inputs[name]
        look = await self._look(path)
        await self._refuse_changed(slot, run, path)
        try:
            async with asyncio.TaskGroup() as both:
                watch = both.create_task(self._watch(slot, run, brakes, (path, look)))
                report = await work()
                watch.cancel()
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None
        return report

    async def _watch(self, slot: Slot, run: str, brakes: Brakes, seen: tuple[Path, Look | None]) -> None:
        """Look whether somebody wrote to the file; only then it is read again."""
        path, before = seen
        while brakes.stopped_by is None:
            await self.records.clock.sleep(LOOK_EVERY)
            look = await self._look(path)
            if look is not None and look == before:
                continue
            state = await self._state(path, slot.slot)
            if state in ("changed", "gone"):
                brakes.stop(await self._changed(slot, run, is_gone=state == "gone"))
            elif state == "same":
                before = look

    async def _refuse_changed(self, slot: Slot, run: str, path: Path) -> None:
        state = await self._state(path, slot.slot)
        if state != "same":
            raise await self._changed(slot, run, is_gone=state == "gone")

    async def _changed(self, slot: Slot, run: str, *, is_gone: bool) -> DeliveryChanged:
        await self.records.journal.write(FileChanged(schedule=slot.schedule, slot=slot.slot, run=run))
        return DeliveryChanged(schedule=slot.schedule, is_gone=is_gone)

    async def _look(self, path: Path) -> Look | None:
        try:
            look: Look = await self.blocking(partial(look_at, path))
        except OSError:
            return None
        return look

    async def _state(self, path: Path, content: str) -> State:
        try:
            found: str | None = await self.blocking(partial(content_of, path))
        except FileNotFoundError:
            return "gone"
        except OSError:
            return "unknown"
        return "unknown" if found is None else "same" if found == content else "changed"
