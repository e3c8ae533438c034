"""The alarm wakes, and decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.jobstores.memory import MemoryJobStore

from nahtlos.schedule.alarm import ScheduledAlarm


@pytest.fixture
async def alarm() -> AsyncIterator[ScheduledAlarm]:
    made = ScheduledAlarm()
    yield made
    made.stop()


async def test_wakes_at_the_moment(alarm: ScheduledAlarm) -> None:
    """A moment in the future rings, in the event loop."""
    rung = asyncio.Event()
    alarm.start(rung.set)

    alarm.set(datetime.now(UTC) + timedelta(milliseconds=20))

    await asyncio.wait_for(rung.wait(), timeout=10)


async def test_moment_that_has_passed(alarm: ScheduledAlarm) -> None:
    """A computer that slept through it is woken late, not never: there is no grace time after which it is dropped."""
    rung = asyncio.Event()
    alarm.start(rung.set)

    alarm.set(datetime.now(UTC) - timedelta(hours=9))

    await asyncio.wait_for(rung.wait(), timeout=10)


async def test_one_job_in_memory(alarm: ScheduledAlarm) -> None:
    """However often it is set, there is one job; no database keeps any: that would be a second truth."""
    alarm.start(lambda: None)

    for minutes in range(1, 50):
        alarm.set(datetime.now(UTC) + timedelta(minutes=minutes))

    scheduler = alarm._scheduler
    assert len(scheduler.get_jobs()) == 1
    assert [type(store) for store in scheduler._jobstores.values()] == [MemoryJobStore]
