"""A run at work: everybody can see it and ask it to stop, and how it ended is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final, cast

from nahtlos.engine.balance import Balance
from nahtlos.engine.parts import Brakes
from nahtlos.engine.run import RunReport
from nahtlos.engine.screen import Value
from nahtlos.engine.shift import Ending
from nahtlos.errors import LeaseLost, NahtlosError, RecordError, RunStopped, StopRequested
from nahtlos.runtime.records import Records

SECONDS: Final = 0.5
"""How often a run looks whether somebody wants it to stop."""


async def on_shift(
    records: Records, run: str, *, brakes: Brakes, work: Coroutine[Any, Any, RunReport]
) -> RunReport:
    """Do the work of a run; meanwhile, a request to stop pulls the brakes."""
    try:
        await records.ledger.shifts.begin(run)
    except BaseException:
        work.close()
        raise
    try:
        report = await _watched(records, run, brakes, work)
    except RecordError:
        raise
    except NahtlosError as error:
        # What stops a run names no values; other sentences may, e.g. the name of a file.
        why = error.message() if isinstance(error, RunStopped) else None
        await _end(records, run, Ending(code=error.code, why=why))
        raise
    stopped = report.stopped_by
    ending = Ending(
        code=None if stopped is None else stopped.code,
        why=None if stopped is None else stopped.message(),
        balance=None if report.balance is None else kept(report.balance),
    )
    await _end(records, run, ending)
    return report


async def _end(records: Records, run: str, ending: Ending) -> None:
    with suppress(LeaseLost):  # somebody else may be at work on it: the last word is theirs
        await records.ledger.shifts.end(run, ending)


async def _watched(records: Records, run: str, brakes: Brakes, work: Coroutine[Any, Any, RunReport]) -> RunReport:
    try:
        async with asyncio.TaskGroup() as both:
            watch = both.create_task(_watch(records, run, brakes))
            report = await work
            watch.cancel()
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None
    return report


async def _watch(records: Records, run: str, brakes: Brakes) -> None:
    while brakes.stopped_by is None:
        await records.clock.sleep(SECONDS)
        # A ledger that does not answer is the work's own trouble: it sees more of it than this look.
        with suppress(RecordError, RunStopped):
            request = await records.ledger.shifts.stop_asked(run)
            if request is not None:
                brakes.stop(StopRequested(by=request.by, reason=request.reason))


def kept(balance: Balance) -> dict[str, Value]:
    """Return a balance as it is kept: verdict and counts."""
    facts = {
        "is_balanced": balance.is_balanced, "listed": balance.listed, "stated": balance.stated,
        "left_out": balance.left_out, "outcomes": dict(balance.outcomes),
        "source_agrees": balance.source_agrees if balance.is_recounted else None,
        "targets": tuple(asdict(target) | {"agrees": target.agrees} for target in balance.targets),
    }  # fmt: skip
    return cast(dict[str, Value], facts)
