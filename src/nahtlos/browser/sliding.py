"""Sliders that are drawn: moved with the keys, as far as their value goes; what they show afterwards decides."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Protocol

from nahtlos.browser.desk import Desk
from nahtlos.browser.world import Answer

NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")
MOST_KEYS = 1000
"""A slider that needs more is not moved to its value."""


class Slider(Protocol):
    """What is asked of a control that is moved."""

    desk: Desk
    el: int

    def ask(self, question: str, **args: object) -> Awaitable[Answer]:
        """Ask the eye of the document the control is in."""
        ...


async def slide(hand: Slider, text: str) -> None:
    """Move a slider to a number: by the step its keys are seen to make, from its nearest end or where it stands."""
    found = NUMBER.search(text)
    start = await hand.ask("slide", el=hand.el)
    if found is None or start["state"] != "done":
        return
    wanted = float(found[0].replace(",", "."))
    if not start["least"] <= wanted <= start["most"] or start["now"] == wanted:
        return
    hand.desk.acted = True
    press = (await hand.desk.sight()).page.keyboard.press
    now = await _at_nearest(hand, press, wanted, start)
    key = "ArrowRight" if now < wanted else "ArrowLeft"
    left = MOST_KEYS
    while left > 0 and (now < wanted) == (key == "ArrowRight") and now != wanted:
        await press(key)
        moved = float((await hand.ask("slide", el=hand.el))["now"])
        step = abs(moved - now)
        if step == 0:
            break
        more = min(left, round(abs(wanted - moved) / step) - 1)  # the last one on its own: it may stop short
        for _ in range(max(0, more)):
            await press(key)
        left -= 1 + max(0, more)
        now = float((await hand.ask("slide", el=hand.el))["now"])
    await hand.ask("leave")


async def _at_nearest(hand: Slider, press: Callable[[str], Awaitable[None]], wanted: float, start: Answer) -> float:
    """Jump to the end of a slider if its value is nearer to that than to where it stands."""
    now, least, most = (float(start[name]) for name in ("now", "least", "most"))
    ends = {"Home": wanted - least, "End": most - wanted}
    key = min(ends, key=lambda name: ends[name])
    if ends[key] >= abs(wanted - now):
        return now
    await press(key)
    return float((await hand.ask("slide", el=hand.el))["now"])
