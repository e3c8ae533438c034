"""Blocking work holds nobody up."""

from __future__ import annotations

import asyncio
import threading

import pytest

from nahtlos.schedule.aside import aside


async def test_result_and_error_come_back() -> None:
    """Whoever waits gets what the work gave or raised."""

    def breaks() -> int:
        raise OSError("gone")

    assert await aside(lambda: 7) == 7
    with pytest.raises(OSError, match="gone"):
        await aside(breaks)


def test_work_that_never_ends() -> None:
    """The loop runs on beside it, and the program can end."""
    never = threading.Event()

    async def serve() -> str:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(aside(never.wait), timeout=0.05)
        return "ended"

    assert asyncio.run(serve()) == "ended"
    never.set()
