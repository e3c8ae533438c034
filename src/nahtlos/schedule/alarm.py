"""The alarm: APScheduler wakes us at a moment, and decides nothing.

One job in memory, set anew each time. Its job stores, triggers and ideas of what is due are not used: they would be a
second truth beside the slots.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

_JOB: Final = "wake"


class Alarm(Protocol):
    """Wakes at a moment; also earlier, never without being asked."""

    def set(self, at: datetime) -> None:
        """Wake then; an earlier wish is forgotten."""

    def start(self, ring: Callable[[], None]) -> None:
        """Begin; `ring` is called in the event loop."""

    def stop(self) -> None:
        """Wake no more."""


class ScheduledAlarm:
    """The alarm of a service that runs."""

    def __init__(self) -> None:
        # Without a grace time a wake-up that comes late (the computer slept) would be dropped.
        self._scheduler: Any = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 10}
        )
        self._ring: Callable[[], None] | None = None

    def start(self, ring: Callable[[], None]) -> None:
        """Begin to wake."""
        self._ring = ring
        self._scheduler.start()

    def set(self, at: datetime) -> None:
        """Wake at this moment."""
        self._scheduler.add_job(self._wake, "date", run_date=at, id=_JOB, replace_existing=True)

    def stop(self) -> None:
        """Wake no more."""
        self._scheduler.shutdown(wait=False)

    async def _wake(self) -> None:
        # Plain functions would be run on a thread of the executor.
        if self._ring is not None:
            self._ring()
