"""Does blocking work in a thread that nobody has to wait for: a network drive may not answer for minutes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

T = TypeVar("T")


async def aside(work: Callable[[], T]) -> T:
    """Return what it returns. Whoever stops waiting, or ends the program, is not held up by it."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def answer(say: Callable[[], None]) -> None:
        if not future.cancelled():
            say()

    def run() -> None:
        say: Callable[[], None]
        try:
            say = partial(future.set_result, work())
        except Exception as error:  # noqa: BLE001 - it is raised where somebody waits
            say = partial(future.set_exception, error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(answer, say)

    threading.Thread(target=run, name="nahtlos-aside", daemon=True).start()
    return await future
