"""A clock that stands still until somebody waits."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta


class FakeClock:
    """Time of a test: waiting for it costs none."""

    def __init__(self, now: datetime = datetime(2025, 11, 24, 8, 0, tzinfo=UTC)) -> None:
        self._start = now
        self._seconds = 0.0
        self.slept: list[float] = []
        """What was waited for, in order."""

    def now(self) -> datetime:
        """The time of day."""
        return self._start + timedelta(seconds=self._seconds)

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return self._seconds

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.slept.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._seconds += max(0.0, seconds)
