"""Questions about shifts: which process works on a run, who asked it to stop, how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, cast

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from nahtlos.engine.ports import Clock
from nahtlos.engine.screen import Value
from nahtlos.engine.shift import Ending, Shift, StopRequest
from nahtlos.ledger.keys import Key
from nahtlos.ledger.records import place
from nahtlos.ledger.tables import shifts, workers
from nahtlos.ledger.workers import Lease
from nahtlos.ledger.writer import Writer

_MINE: Final = (shifts.c.run == bindparam("of"), shifts.c.worker == bindparam("me"))
_AT_WORK: Final = (
    shifts.c.run == bindparam("of"),
    shifts.c.ended_at.is_(None),
    shifts.c.worker.in_(
        select(workers.c.id).where(workers.c.ended_at.is_(None), workers.c.lease_until >= bindparam("now"))
    ),
)
_STOP: Final = (
    update(shifts)
    .where(*_AT_WORK)
    .values(stop_by=bindparam("by"), stop_at=bindparam("now"), stop_reason=bindparam("sealed"))
)
_ASKED: Final = select(shifts).where(*_MINE, shifts.c.stop_at.is_not(None))
_END: Final = (
    update(shifts).where(*_MINE).values(ended_at=bindparam("now"), code=bindparam("why"), private=bindparam("sealed"))
)
_OF_RUNS: Final = (
    select(shifts, workers.c.host, workers.c.pid, workers.c.lease_until, workers.c.ended_at.label("gone_at"))
    .join(workers, workers.c.id == shifts.c.worker)
    .where(shifts.c.run.in_(bindparam("these", expanding=True)))
    .order_by(shifts.c.begun_at, shifts.c.worker)
)


class SqlShifts:
    """Shifts in a database; `SqlLedger.shifts`."""

    def __init__(self, *, writer: Writer, lease: Lease, clock: Clock, master: Key) -> None:
        self._ask = writer.ask
        self._lease = lease
        self._clock = clock
        self._master = master

    async def begin(self, run: str) -> None:
        """Let everybody see that this process works on a run, and ask it to stop."""
        if self._lease.worker is None:
            await self._ask(self._lease.register)
        await self._ask(partial(begin_shift, run=run, me=self._lease.worker, now=self._clock.now()))

    async def end(self, run: str, ending: Ending) -> None:
        """Say how it ended."""
        now, me = self._clock.now(), self._lease.worker
        await self._ask(partial(end_shift, run=run, me=me, ending=ending, now=now, master=self._master))

    async def ask_to_stop(self, run: str, *, by: str, reason: str | None = None) -> bool:
        """Ask whoever works on a run to stop; False: nobody does."""
        now = self._clock.now()
        return await self._ask(partial(ask_to_stop, run=run, by=by, reason=reason, now=now, master=self._master))

    async def stop_asked(self, run: str) -> StopRequest | None:
        """Return who asked this process to stop a run, if somebody did."""
        return await self._ask(partial(stop_asked, run=run, me=self._lease.worker, master=self._master))

    async def newest(self, runs: Sequence[str]) -> Mapping[str, Shift]:
        """Return the newest shift of each run that had one."""
        return await self._ask(partial(newest_shifts, runs=runs, now=self._clock.now(), master=self._master))


# ------------------------------------------------------------------ one function per question


def begin_shift(connection: Connection, *, run: str, me: int | None, now: datetime) -> None:
    """Note that this process works on a run; what was asked of its earlier shift is forgotten."""
    connection.execute(delete(shifts).where(*_MINE), {"of": run, "me": me})
    connection.execute(insert(shifts), {"run": run, "worker": me, "begun_at": now})


def end_shift(
    connection: Connection, *, run: str, me: int | None, ending: Ending, now: datetime, master: Key
) -> None:
    """Note how it ended."""
    said: dict[str, Value] = {"why": ending.why, "balance": ending.balance}
    sealed = master.seal(said, at=place("shifts", run, "private"))
    connection.execute(_END, {"of": run, "me": me, "now": now, "why": ending.code, "sealed": sealed})


def ask_to_stop(
    connection: Connection, *, run: str, by: str, reason: str | None, now: datetime, master: Key
) -> bool:
    """Ask every process that works on a run to stop; False: none does."""
    sealed = None if reason is None else master.seal(reason, at=place("shifts", run, "stop_reason"))
    return connection.execute(_STOP, {"of": run, "by": by, "now": now, "sealed": sealed}).rowcount > 0


def stop_asked(connection: Connection, *, run: str, me: int | None, master: Key) -> StopRequest | None:
    """Return who asked this process to stop a run, if somebody did."""
    row = connection.execute(_ASKED, {"of": run, "me": me}).one_or_none()
    return None if row is None else _request(row, master)


def newest_shifts(
    connection: Connection, *, runs: Sequence[str], now: datetime, master: Key
) -> Mapping[str, Shift]:
    """Return the newest shift of each run that had one; one that is at work comes before those that ended."""
    found = [_shift(row, now, master) for row in connection.execute(_OF_RUNS, {"these": list(runs)})]
    return {shift.run: shift for shift in sorted(found, key=lambda shift: shift.is_at_work)}


def _shift(row: Row[Any], now: datetime, master: Key) -> Shift:
    lives = row.ended_at is None and row.gone_at is None and row.lease_until >= now
    return Shift(
        run=row.run, host=row.host, pid=row.pid, begun_at=row.begun_at, is_at_work=lives,
        stop=None if row.stop_at is None else _request(row, master),
        ended_at=row.ended_at, ending=None if row.ended_at is None else _ending(row, master),
    )  # fmt: skip


def _request(row: Row[Any], master: Key) -> StopRequest:
    sealed = row.stop_reason
    reason = None if sealed is None else str(master.unseal(sealed, at=place("shifts", row.run, "stop_reason")))
    return StopRequest(by=row.stop_by, at=row.stop_at, reason=reason)


def _ending(row: Row[Any], master: Key) -> Ending:
    said = cast(Mapping[str, Any], master.unseal(row.private, at=place("shifts", row.run, "private")))
    return Ending(code=row.code, why=said["why"], balance=said["balance"])
