"""Ctrl-C and SIGTERM: the first asks the run to stop where nothing is half done, the second breaks it off."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from nahtlos.engine.parts import Brakes
from nahtlos.errors import StopRequested

T = TypeVar("T")
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_stoppable(work: Coroutine[Any, Any, T], brakes: Brakes, *, told: Callable[[str], None]) -> T:
    """Run to the end; raises `StopRequested` when it was broken off."""

    async def watched() -> T:
        task = asyncio.current_task()
        assert task is not None

        def ask() -> None:
            if brakes.stopped_by is None:
                brakes.stop(StopRequested())
                told("Stopping: cases at work are brought to an end. Once more breaks them off.")
            else:
                task.cancel()

        with signals_heard(asyncio.get_running_loop(), ask):
            return await work

    try:
        return asyncio.run(watched())
    except asyncio.CancelledError:
        raise StopRequested from None


@contextmanager
def signals_heard(loop: asyncio.AbstractEventLoop, ask: Callable[[], None]) -> Iterator[None]:
    """Call `ask` in the loop whenever somebody wants this process to end."""
    before = {number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(ask)) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
