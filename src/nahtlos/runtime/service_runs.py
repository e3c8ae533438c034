"""What a service does with a slot: it begins a run of the workflow, or goes on with one; never two of one workflow."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Final

from nahtlos.engine.parts import Brakes
from nahtlos.engine.ports import RunRecord
from nahtlos.engine.run import RunReport
from nahtlos.engine.slots import Slot
from nahtlos.errors import (
    DeadlinePassed,
    InternalFault,
    LeaseLost,
    NahtlosError,
    NotInLedger,
    RecordError,
    RunsElsewhere,
    ServiceStops,
    SystemKeepsFailing,
    UnfinishedRun,
    Unreachable,
)
from nahtlos.runtime.deliveries import Deliveries
from nahtlos.runtime.job import prepare
from nahtlos.runtime.parts import Shared
from nahtlos.runtime.records import Records
from nahtlos.runtime.running import Wish, resume_with, start_with, unfinished
from nahtlos.runtime.service import Result
from nahtlos.runtime.surroundings import new_run_id
from nahtlos.runtime.workspace import Workspace

LATER: Final = timedelta(seconds=30)
"""When to look again whether another process has finished with a workflow."""
GOES_ON: Final = (DeadlinePassed.code, ServiceStops.code, SystemKeepsFailing.code, Unreachable.code)
"""Why a run may have stopped that needs no person to go on."""
RECYCLE: Final = 20
"""After so many runs, browsers are started anew: they grow."""
_LOG: Final = logging.getLogger("nahtlos.service")


@dataclass(slots=True, kw_only=True)
class WorkflowRuns:
    """The port `Runs` over the workflows of a workspace."""

    workspace: Workspace
    records: Records
    shared: Shared
    deliveries: Deliveries | None = None
    """Looks after the files that runs were started for."""
    _at_work: int = field(default=0)
    _done: int = field(default=0)

    def name(self, slot: Slot) -> str:
        """Return a new id."""
        return new_run_id(slot.workflow, self.records.clock.now())

    async def work(self, slot: Slot, *, run: str, brakes: Brakes) -> Result:
        """Do everything a slot needs, and put every error into a result, except that ledger or journal are gone."""
        self._at_work += 1
        try:
            return await self._work(slot, run, brakes)
        except (LeaseLost, RecordError):
            raise
        except NahtlosError as error:
            _LOG.warning("%s failed", run, exc_info=error)
            return Result(state="failed", code=error.code)
        except Exception as error:  # noqa: BLE001 - one slot must not end the service; the log says where it was
            _LOG.error("%s broke off", run, exc_info=error)
            return Result(state="failed", code=InternalFault.code)
        finally:
            self._at_work -= 1
            await self._keep_fresh()

    async def _keep_fresh(self) -> None:
        self._done += 1
        if self._done >= RECYCLE and not self._at_work:
            self._done = 0
            await self.shared.warm.browsers.recycle()

    async def _work(self, slot: Slot, run: str, brakes: Brakes) -> Result:
        known = await self._known(run)
        if known is not None and known.state == "finished":
            return Result(state="done")
        left = known or await unfinished(self.records, slot.workflow)
        if left is not None:
            if waits := await self._is_elsewhere(left):
                return waits
            if left is not known:
                await self._refuse_brake(left)
            of_this = left is known
            resumed = partial(self._resume, left, brakes, is_watched=of_this and self._watches(slot))
            result = await self._result(await (self._guarded(slot, run, brakes, resumed) if of_this else resumed()))
            if of_this or result.state != "done":
                return result
        return await self._result(await self._guarded(slot, run, brakes, partial(self._start, slot, run, brakes)))

    async def _guarded(
        self, slot: Slot, run: str, brakes: Brakes, work: Callable[[], Coroutine[Any, Any, RunReport]]
    ) -> RunReport:
        if self.deliveries is None:
            return await work()
        return await self.deliveries.guarded(slot, run, brakes, work)

    async def _known(self, run: str) -> RunRecord | None:
        """Return the run of a slot that was taken over or put back, if it had begun."""
        try:
            return await self.records.ledger.run(run)
        except NotInLedger:
            return None

    async def _is_elsewhere(self, left: RunRecord) -> Result | None:
        shift = (await self.records.ledger.shifts.newest([left.id])).get(left.id)
        if shift is None or not shift.is_at_work:
            return None
        return Result(state="again", code=RunsElsewhere.code, not_before=self.records.clock.now() + LATER)

    async def _refuse_brake(self, left: RunRecord) -> None:
        """A run that a brake stopped waits for a person; one that died, or that time or an outage stopped, goes on."""
        if left.state != "paused":
            return
        slots = await self.records.ledger.slots.list(run=left.id, most=1)
        if not any(slot.code in GOES_ON for slot in slots):
            raise UnfinishedRun(workflow=left.workflow, run=left.id)

    async def _start(self, slot: Slot, run: str, brakes: Brakes) -> RunReport:
        job = prepare(self.workspace, slot.workflow, profile=slot.profile)
        brakes.written, brakes.first_is_passed = 0, False  # of the run that was gone on with before
        wish = Wish(
            inputs=slot.inputs, brakes=brakes, run=run, shared=self.shared, is_watched=self._watches(slot)
        )  # fmt: skip
        return await start_with(self.records, job, wish)

    def _watches(self, slot: Slot) -> bool:
        return slot.kind == "file" and self.deliveries is not None

    async def _resume(self, left: RunRecord, brakes: Brakes, *, is_watched: bool) -> RunReport:
        job = prepare(self.workspace, left.workflow, profile=left.profile)
        wish = Wish(brakes=brakes, shared=self.shared, is_watched=is_watched)
        return await resume_with(self.records, job, left, wish=wish)

    async def _result(self, report: RunReport) -> Result:
        stopped = report.stopped_by
        if stopped is None:
            return Result(state="done")
        if isinstance(stopped, LeaseLost):
            raise stopped.again()
        if isinstance(stopped, ServiceStops):
            return Result(state="again", code=stopped.code)
        return Result(state="failed", code=stopped.code)
