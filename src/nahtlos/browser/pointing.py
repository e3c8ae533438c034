"""Clicks and keys: aimed, proven to land, and done when what they caused has ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from playwright.async_api import Error

from nahtlos.browser.desk import Desk
from nahtlos.browser.settle import AFTER_INPUT, is_still, settle
from nahtlos.browser.sight import Root, Sight
from nahtlos.browser.spelling import spell
from nahtlos.browser.world import Answer, PageChanged
from nahtlos.engine.screen import Answer as DialogAnswer
from nahtlos.engine.screen import Locator
from nahtlos.errors import Covered

TRIES = 6
"""A thing that moves away under the mouse is aimed at again; what was missed was not clicked."""

NUDGE = 6
"""Pixels after which a press of the mouse is taken as the start of dragging."""


async def click(
    desk: Desk, locator: Locator, *, twice: bool, answers: Sequence[DialogAnswer], timeout: float | None
) -> None:
    """Click one thing."""
    seconds = desk.timeout if timeout is None else timeout
    end = time.monotonic() + seconds
    args = {"locator": spell(locator), "isTwice": twice}
    with desk.dialogs.answered(answers):
        for _ in range(TRIES):
            aimed = await desk.until("aim", args, timeout=max(0.0, end - time.monotonic()))
            if aimed["state"] != "ok":
                raise desk.refuse(aimed, locator)
            sight = await desk.begin()
            sight.before = aimed["texts"]
            if await strike(desk, sight, aimed, twice=twice):
                break
        else:
            raise desk.refuse({"state": "covered", "by": "something that moves"}, locator)
        await after(desk, seconds)


async def hover(desk: Desk, locator: Locator, *, timeout: float | None) -> None:
    """Move the mouse onto one thing, and wait for what opens under it."""
    seconds = desk.timeout if timeout is None else timeout
    aimed = await desk.until("aim", {"locator": spell(locator), "isDry": True}, timeout=seconds)
    if aimed["state"] != "ok":
        raise desk.refuse(aimed, locator)
    sight = await desk.begin()
    sight.before = (await sight.ask("remember"))["texts"]
    desk.acted = True
    root: Root = aimed["root"]
    await sight.page.mouse.move(aimed["x"] + root.x, aimed["y"] + root.y)
    await settle(sight, desk.mark, within=seconds)
    await after(desk, seconds)


async def after(desk: Desk, seconds: float) -> None:
    """Wait until what an input caused has ended."""
    sight = await desk.sight()
    if not sight.traffic.is_quiet(desk.mark) or sight.traffic.has_called(desk.mark):
        await settle(sight, desk.mark, within=seconds)
    desk.rested = (sight, sight.traffic.mark())
    desk.dialogs.stop_for_undeclared(acted=True)
    if desk.filled:
        try:
            await desk.keep_filled()
        except PageChanged:
            desk.filled = []


async def strike(desk: Desk, sight: Sight, aimed: Answer, *, twice: bool = False) -> bool:
    """Press the mouse where it was aimed; False if the thing had moved away and nothing was clicked."""
    root: Root = aimed["root"]
    hits = sight.hits
    x, y = aimed["x"] + root.x, aimed["y"] + root.y
    mouse = sight.page.mouse
    async with asyncio.TaskGroup() as group:
        pressed = group.create_task(_pressed(mouse.dblclick(x, y) if twice else mouse.click(x, y)))
        landing = group.create_task(_landing(root))
    answer = landing.result()
    if pressed.result() and answer is not None and answer.get("hasMissed") and sight.hits == hits:
        return False
    desk.acted = True
    if answer is not None and answer.get("isClosing"):
        await desk.windows.closed(sight.page)
    return True


async def _pressed(press: object) -> bool:
    try:
        await press  # type: ignore[misc]
    except Error:
        return False  # the click closed the window
    return True


async def _landing(root: Root) -> Answer | None:
    try:
        return await root.ask("landed", {})
    except (PageChanged, Error):
        return None  # the click led to another page, or closed this one


async def strike_kept(desk: Desk, root: Root, thing: int, *, what: str, seconds: float) -> bool:
    """Click an element the eye has kept, and wait for what this causes; False if it is not in the page any more."""
    aimed: Answer = {}
    for _ in range(TRIES):
        aimed = await root.ask("aimAt", {"thing": thing})
        if aimed["state"] == "none":
            return False
        if aimed["state"] == "ok":
            sight = await desk.begin()
            if await strike(desk, sight, {**aimed, "root": root}):
                break
        else:
            await asyncio.sleep(0.1)
    else:
        by = desk.mask(aimed.get("by", "")) or "something that moves"
        raise Covered(what=what, by=by, acted=desk.acted)
    sight = await desk.sight()
    if not sight.traffic.is_quiet(desk.mark):
        await settle(sight, desk.mark, within=seconds)
    return True


async def press(
    desk: Desk, key: str, *, within: Locator | None, answers: Sequence[DialogAnswer], timeout: float | None
) -> None:
    """Press a key."""
    seconds = desk.timeout if timeout is None else timeout
    with desk.dialogs.answered(answers):
        if within is not None:
            focused = await desk.until("focus", {"locator": spell(within)}, timeout=seconds)
            if focused["state"] != "done":
                raise desk.refuse(focused, within)
        sight = await desk.begin()
        sight.before = (await sight.ask("remember"))["texts"]
        desk.acted = True
        await sight.page.keyboard.press(key)
        await settle(sight, desk.mark, within=seconds)
        await sight.ask("marked")
        await after(desk, seconds)


async def drag_onto(desk: Desk, locator: Locator, onto: Locator, *, timeout: float | None) -> None:
    """Drag one thing, and let it go in the middle of another; both must be in the window together."""
    await _spot(desk, onto, timeout=timeout)  # brings it into sight: then both are seen, unless they stand far apart
    aimed = await desk.until("aim", {"locator": spell(locator), "isDry": True}, timeout=timeout)
    if aimed["state"] != "ok":
        raise desk.refuse(aimed, locator)
    root: Root = aimed["root"]
    end = await _spot(desk, onto, timeout=0)
    aimed = await desk.until("aim", {"locator": spell(locator), "isDry": True}, timeout=0)
    if aimed["state"] != "ok":
        raise desk.refuse(aimed, locator)
    sight = await desk.begin()
    sight.before = (await sight.ask("remember"))["texts"]
    await drag(desk, (aimed["x"] + root.x, aimed["y"] + root.y), end)


async def _spot(desk: Desk, locator: Locator, *, timeout: float | None) -> tuple[float, float]:
    place = await desk.until("measure", {"locator": spell(locator)}, timeout=timeout)
    if place["state"] != "one":
        raise desk.refuse(place, locator)
    root: Root = place["root"]
    return place["x"] + root.x + place["width"] / 2, place["y"] + root.y + place["height"] / 2


async def drag(desk: Desk, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press the mouse at one point, move to the other, let go."""
    sight = await desk.begin()
    mouse = sight.page.mouse
    desk.acted = True
    await mouse.move(*start)
    await mouse.down()
    await mouse.move(start[0] + NUDGE, start[1] + NUDGE)  # what is dragged begins to follow only then
    await mouse.move(*end, steps=8)
    await is_still(sight, rest=AFTER_INPUT)
    await mouse.move(*end)  # other things have made room meanwhile
    await mouse.up()
    await settle(sight, desk.mark, within=desk.timeout)
    await after(desk, desk.timeout)
