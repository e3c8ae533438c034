"""Questions about schedules: since when they count, and who paused them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from nahtlos.engine.slots import ScheduleState
from nahtlos.errors import NotInLedger
from nahtlos.ledger.tables import meta, schedules

_ONE_AT_A_TIME: Final = select(meta.c.name).where(meta.c.name == "taking").with_for_update()
_THIS: Final = schedules.c.name == bindparam("this")
_KNOWN: Final = select(schedules.c.name, schedules.c.fingerprint, schedules.c.since)
_BEGIN_AGAIN: Final = (
    update(schedules)
    .where(_THIS)
    .values(fingerprint=bindparam("is_now"), since=bindparam("moment"))
)
_PAUSE: Final = update(schedules).where(_THIS, schedules.c.paused_at.is_(None))
_RESUME: Final = update(schedules).where(_THIS, schedules.c.paused_at.is_not(None))


def know_schedules(connection: Connection, *, fingerprints: Mapping[str, str], now: datetime) -> None:
    """Remember what is new or has changed; a start that lies ahead was written by a wrong clock."""
    connection.execute(_ONE_AT_A_TIME)
    known = {row.name: row for row in connection.execute(_KNOWN)}
    new = [
        {"name": name, "fingerprint": fingerprint, "since": now}
        for name, fingerprint in fingerprints.items()
        if name not in known
    ]
    old = [
        {"this": name, "is_now": fingerprint, "moment": now}
        for name, fingerprint in fingerprints.items()
        if name in known and (known[name].fingerprint != fingerprint or known[name].since > now)
    ]
    if new:
        connection.execute(insert(schedules), new)
    if old:
        connection.execute(_BEGIN_AGAIN, old)


def pause_schedule(connection: Connection, *, schedule: str, by: str, now: datetime) -> None:
    """Pause it; whoever paused it first stays named."""
    _must_know(connection, schedule)
    connection.execute(_PAUSE.values(paused_by=by, paused_at=now), {"this": schedule})


def resume_schedule(connection: Connection, *, schedule: str, now: datetime) -> None:
    """Go on from now."""
    _must_know(connection, schedule)
    connection.execute(_RESUME.values(paused_by=None, paused_at=None, since=now), {"this": schedule})


def _must_know(connection: Connection, schedule: str) -> None:
    if connection.execute(select(schedules.c.name).where(_THIS), {"this": schedule}).one_or_none() is None:
        raise NotInLedger(thing="schedule", id=schedule)


def schedule_states(connection: Connection, *, is_paused: bool = False) -> Mapping[str, ScheduleState]:
    """Return every schedule by name, or those that are paused."""
    question = select(schedules).where(schedules.c.paused_at.is_not(None)) if is_paused else select(schedules)
    return {row.name: _state(row) for row in connection.execute(question)}


def _state(row: Row[Any]) -> ScheduleState:
    return ScheduleState(name=row.name, since=row.since, paused_by=row.paused_by, paused_at=row.paused_at)
