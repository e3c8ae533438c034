"""Questions about what arrives by itself: which files were seen, which runs have ended; the port `Arrivals`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from nahtlos.engine.arrivals import Arrival, EndedRun
from nahtlos.engine.ports import Clock
from nahtlos.engine.slots import Slot
from nahtlos.ledger.keys import Key
from nahtlos.ledger.slots import add_slots, row_of
from nahtlos.ledger.tables import items, runs, shifts, sightings, slots
from nahtlos.ledger.writer import Writer

_CHUNK: Final = 500
_KNOWN: Final = select(sightings.c.sighting).where(
    sightings.c.schedule == bindparam("of"), sightings.c.sighting.in_(bindparam("these", expanding=True))
)
_INSERTS: Final = {
    name: dialect.insert(sightings).on_conflict_do_nothing().returning(sightings.c.sighting)
    for name, dialect in {"sqlite": sqlite, "postgresql": postgresql}.items()
}
_ENDED: Final = (
    select(shifts.c.run, shifts.c.ended_at)
    .join(runs, runs.c.id == shifts.c.run)
    .where(
        runs.c.workflow == bindparam("workflow"),
        shifts.c.code.is_(None),
        shifts.c.ended_at > bindparam("since", type_=shifts.c.ended_at.type),
        shifts.c.run.not_in(select(slots.c.slot).where(slots.c.schedule == bindparam("of"))),
    )
    .order_by(shifts.c.ended_at, shifts.c.run)
    .limit(bindparam("most"))
)
_OUTCOMES: Final = (
    select(items.c.run, items.c.outcome)
    .where(items.c.run.in_(bindparam("these", expanding=True)), items.c.outcome.is_not(None))
    .distinct()
)


class SqlArrivals:
    """Arrivals in a database; `SqlLedger.arrivals`."""

    def __init__(self, *, writer: Writer, clock: Clock, master: Key) -> None:
        self._ask = writer.ask
        self._clock = clock
        self._master = master

    async def known(self, schedule: str, sightings_: Sequence[str]) -> frozenset[str]:
        """Return sightings that were noted before."""
        return await self._ask(partial(known_sightings, schedule=schedule, these=sightings_))

    async def note(self, slot: Slot, *, sighting: str) -> Arrival:
        """Note a sighting and add its slot."""
        row = await asyncio.to_thread(row_of, slot, master=self._master)
        return await self._ask(partial(note_sighting, row=row, sighting=sighting, now=self._clock.now()))

    async def ended(self, schedule: str, *, workflow: str, since: datetime, most: int = 1000) -> Sequence[EndedRun]:
        """Return runs that came to their end since then and have no slot yet."""
        return await self._ask(partial(ended_runs, schedule=schedule, workflow=workflow, since=since, most=most))


# ------------------------------------------------------------------ one function per question


def known_sightings(connection: Connection, *, schedule: str, these: Sequence[str]) -> frozenset[str]:
    """Return those that were noted before."""
    known: set[str] = set()
    for start in range(0, len(these), _CHUNK):
        chunk = list(these[start : start + _CHUNK])
        known.update(connection.scalars(_KNOWN, {"of": schedule, "these": chunk}))
    return frozenset(known)


def note_sighting(connection: Connection, *, row: Mapping[str, Any], sighting: str, now: datetime) -> Arrival:
    """Note a sighting, and its slot if nobody has noted that content before."""
    facts = {"schedule": row["schedule"], "sighting": sighting, "seen_at": now}
    if connection.execute(_INSERTS[connection.dialect.name], facts).one_or_none() is None:
        return "known"
    return "new" if add_slots(connection, rows=[row]) else "repeated"


def ended_runs(
    connection: Connection, *, schedule: str, workflow: str, since: datetime, most: int
) -> Sequence[EndedRun]:
    """Return runs that came to their end, the earliest first."""
    facts = {"of": schedule, "workflow": workflow, "since": since, "most": most}
    ended = {row.run: row.ended_at for row in connection.execute(_ENDED, facts)}
    outcomes: dict[str, list[Any]] = {run: [] for run in ended}
    for row in connection.execute(_OUTCOMES, {"these": list(ended)}) if ended else ():
        outcomes[row.run].append(row.outcome)
    return [EndedRun(run=run, ended_at=at, outcomes=tuple(outcomes[run])) for run, at in ended.items()]
