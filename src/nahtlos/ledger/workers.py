"""Who works: a lease that is renewed while the process lives, and the signs that another one is gone.

A worker whose items were taken over is marked as ended; its next renewal sees that. Every transaction that begins
more than a beat after the last renewal renews first, so a process that was away cannot slip in a late change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from nahtlos.engine.ports import Clock
from nahtlos.errors import LeaseLost
from nahtlos.ledger.lifelines import Lifelines
from nahtlos.ledger.tables import items, slots, workers

_ALIVE: Final = (workers.c.id == bindparam("worker"), workers.c.ended_at.is_(None))
_RENEW: Final = update(workers).where(*_ALIVE).values(lease_until=bindparam("until"))
_END: Final = update(workers).where(*_ALIVE).values(ended_at=bindparam("now"), lease_until=bindparam("now"))
_DECLARE_GONE: Final = (
    update(workers).where(*_ALIVE, workers.c.lease_until == bindparam("seen")).values(ended_at=bindparam("now"))
)
_HOLDS_ITEMS: Final = workers.c.id.in_(
    select(items.c.worker).where(
        items.c.run == bindparam("run"), items.c.state == "running", items.c.worker != bindparam("me")
    )
)
_OTHERS: Final = select(workers).where(_HOLDS_ITEMS)
_OTHERS_WITH_SLOTS: Final = select(workers).where(
    workers.c.id.in_(select(slots.c.worker).where(slots.c.state == "running", slots.c.worker != bindparam("me")))
)
_OTHERS_UNTIL: Final = select(func.min(workers.c.lease_until)).where(_HOLDS_ITEMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """How a worker presents itself."""

    name: str
    host: str
    pid: int
    lifeline: str
    """A random name: the file that it keeps locked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A lease as it was last renewed."""

    worker: int
    at: float
    """By the clock that only grows."""
    until: datetime


class Lease:
    """This process as a worker. It becomes one with its first claim; who only asks is none."""

    def __init__(self, *, identity: Identity, length: timedelta, clock: Clock, lifelines: Lifelines) -> None:
        self.seconds = min(1.0, length.total_seconds() / 5)
        self._identity = identity
        self._length = length
        self._clock = clock
        self._lifelines = lifelines
        self._lifeline: int | None = None
        self._durable: Renewal | None = None
        self._coming: Renewal | None = None
        self._is_lost = False

    @property
    def worker(self) -> int | None:
        """The number of this worker, if it is one."""
        return None if self._durable is None else self._durable.worker

    def is_fresh(self) -> bool:
        """Tell whether the lease holds, by both clocks: only the time of day notices that a computer slept."""
        last = self._durable
        return (
            last is not None
            and not self._is_lost
            and self._clock.monotonic() - last.at < self._length.total_seconds()
            and self._clock.now() < last.until
        )

    # -------------------------------------------------------------- the pulse of the writer

    def is_due(self) -> bool:
        """Tell whether the lease should be renewed now."""
        last = self._durable
        return last is not None and not self._is_lost and self._clock.monotonic() - last.at >= 0.8 * self.seconds

    def beat(self, connection: Connection) -> None:
        """Renew what is due; refuse everything once somebody else has taken over."""
        self._coming = None
        if self._is_lost:
            raise LeaseLost
        if self._durable is not None and self.is_due():
            renewal = self._renewal(self._durable.worker)
            values = {"worker": renewal.worker, "until": renewal.until}
            if connection.execute(_RENEW, values).rowcount == 0:
                self._is_lost = True
                raise LeaseLost
            self._coming = renewal

    def committed(self) -> None:
        """Count a renewal from when it is durable."""
        self._durable = self._coming or self._durable

    def _renewal(self, worker: int) -> Renewal:
        return Renewal(worker=worker, at=self._clock.monotonic(), until=self._clock.now() + self._length)

    # -------------------------------------------------------------- questions and changes

    def register(self, connection: Connection) -> None:
        """Become a worker, unless this process is one."""
        if self._durable is not None or self._coming is not None:
            return
        if self._lifeline is None:
            self._lifeline = self._lifelines.hold(self._identity.lifeline)
        renewal = self._renewal(0)
        me = self._identity
        row = {
            "name": me.name, "host": me.host, "pid": me.pid, "lifeline": me.lifeline,
            "started_at": self._clock.now(), "lease_until": renewal.until,
        }  # fmt: skip
        number = connection.execute(insert(workers).returning(workers.c.id), row).scalar_one()
        self._coming = Renewal(worker=number, at=renewal.at, until=renewal.until)

    def end(self, connection: Connection) -> None:
        """Stop being a worker: what it still holds may be taken at once."""
        if self._durable is not None:
            connection.execute(_END, {"worker": self._durable.worker, "now": self._clock.now()})

    def let_go(self) -> None:
        """Give the lifeline back, after the end."""
        self._lifelines.drop(self._identity.lifeline, self._lifeline)
        self._lifeline = None

    def gone(self, connection: Connection, *, run: str) -> Sequence[int]:
        """Return the workers that hold items of a run and are gone; from now on they are refused."""
        others = connection.execute(_OTHERS, {"run": run, "me": self.worker})
        return [other.id for other in others.all() if self._is_gone(other, connection)]

    def gone_with_slots(self, connection: Connection) -> Sequence[int]:
        """Return the workers that hold slots and are gone; from now on they are refused."""
        others = connection.execute(_OTHERS_WITH_SLOTS, {"me": self.worker or 0})
        return [other.id for other in others.all() if self._is_gone(other, connection)]

    def _is_gone(self, other: Row[Any], connection: Connection) -> bool:
        if other.ended_at is not None:
            return True
        now = self._clock.now()
        if other.lease_until >= now and not self._lifelines.is_cut(other.lifeline):
            return False
        # It may have renewed since it was read: then it is alive after all.
        facts = {"worker": other.id, "seen": other.lease_until, "now": now}
        if connection.execute(_DECLARE_GONE, facts).rowcount == 0:
            return False
        self._lifelines.forget(other.lifeline)
        return True


def others_until(connection: Connection, *, run: str, me: int | None) -> datetime | None:
    """Return when the first lease of other workers that hold items of a run ends; None: nobody else holds any."""
    until: datetime | None = connection.scalar(_OTHERS_UNTIL, {"run": run, "me": me or 0})
    return until
