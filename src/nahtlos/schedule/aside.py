"""Does blocking work in a thread that nobody has to wait for: a network drive may not answer for minutes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def aside(work: Callable[[], T]) -> T:
    """Return what it returns. Whoever stops waiting, or ends the program, is not held up by it."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def answer(result: T | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is None:
            future.set_result(result)  # type: ignore[arg-type]
        else:
            future.set_exception(error)

    def run() -> None:
        try:
            facts = work(), None
        except Exception as error:  # noqa: BLE001 - it is raised where somebody waits
            facts = None, error  # type: ignore[assignment]
        if not loop.is_closed():
            loop.call_soon_threadsafe(answer, *facts)

    threading.Thread(target=run, name="nahtlos-aside", daemon=True).start()
    return await future
