"""A run that a delivered file started: it stops when the file is not what it was when it arrived."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from nahtlos.engine.parts import Brakes
from nahtlos.engine.run import RunReport
from nahtlos.engine.slots import Slot
from nahtlos.errors import DeliveryChanged
from nahtlos.events import FileChanged
from nahtlos.runtime.file_watch import FileWatch
from nahtlos.runtime.records import Records
from nahtlos.schedule.aside import aside


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
        watch = FileWatch(
            path=self.root / slot.inputs[name], content=slot.slot, clock=self.records.clock,
            changed=partial(self._changed, slot, run), blocking=self.blocking,
        )  # fmt: skip
        return await watch.guard(brakes, work)

    async def _changed(self, slot: Slot, run: str, is_gone: bool) -> DeliveryChanged:  # noqa: FBT001 - a callback
        await self.records.journal.write(FileChanged(schedule=slot.schedule, slot=slot.slot, run=run))
        return DeliveryChanged(schedule=slot.schedule, is_gone=is_gone)
