"""When a page is done with what it was told: its requests have ended and it is still."""

from __future__ import annotations

import time
from contextlib import suppress

from playwright.async_api import Error

from nahtlos.browser.sight import Sight
from nahtlos.browser.world import PageChanged

LOOK = 400
"""Milliseconds a page that never rests is looked at before its unrest counts as rest."""

GIVE_UP = 30.0
"""Seconds for which a page that is late is waited for besides; then it is not loaded any more."""
AFTER_INPUT = 2
AFTER_CALLS = 5
"""Frames without any change after which a page is still: scripts that got an answer often ask again."""


async def settle(sight: Sight, mark: int, *, within: float) -> None:
    """Wait until what began after the mark has ended and the page is still; long polls are not waited for."""
    end = time.monotonic() + within
    while True:
        left = end - time.monotonic()
        is_quiet = await sight.traffic.quiet(mark, within=max(0.0, left))
        if not is_quiet and sight.traffic.awaits_page(mark) and not await sight.traffic.quiet(mark, within=GIVE_UP):
            await sight.stop()
        rest = AFTER_CALLS if sight.traffic.has_called(mark) else AFTER_INPUT
        if not await is_still(sight, rest=rest):
            return
        if sight.traffic.is_quiet(mark) or time.monotonic() >= end:
            return


async def is_still(sight: Sight, *, rest: int) -> bool:
    """Wait until nothing has moved in the page for so many frames; False when the page is gone."""
    with suppress(PageChanged):
        try:
            await sight.ask("still", {"longest": LOOK, "rest": rest})
        except Error:
            return False
    return not sight.page.is_closed()
