"""Files into file controls and drop areas."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Error, FileChooser

from nahtlos.browser.desk import Desk
from nahtlos.browser.pointing import strike_kept
from nahtlos.browser.sight import KEPT, Root
from nahtlos.browser.spelling import spell
from nahtlos.browser.world import Answer
from nahtlos.engine.screen import Entry, Locator
from nahtlos.errors import FileRefused

CHOOSER = 1500
"""Milliseconds a click has to ask for a file."""


async def upload(desk: Desk, entries: Sequence[Entry], *, within: Locator | None, timeout: float | None) -> None:
    """Give each control its files; done when their names are shown."""
    for entry in entries:
        await _give(desk, entry, within=within, timeout=timeout)


async def _give(desk: Desk, entry: Entry, *, within: Locator | None, timeout: float | None) -> None:
    values = entry.value if isinstance(entry.value, tuple) else (str(entry.value),)
    paths = [Path(value) for value in values]
    for path in paths:
        if not path.is_file():
            raise FileRefused(name=entry.name, why=f"{path.name} is not there", acted=desk.acted)
    found = await desk.until("fileField", {"locator": spell(entry.locator, within=within)}, timeout=timeout)
    if found["state"] != "one":
        raise desk.refuse(found, entry.locator, wants="file")
    await desk.begin()
    desk.acted = True
    root: Root = found["root"]
    if found["isInput"]:
        await _set(root, found["thing"], paths)
    elif not await _by_chooser(desk, root, found["thing"], paths, name=entry.name):
        await _drop(desk, root, found["thing"], paths)
    await desk.settled(timeout=timeout)
    names = [path.name for path in paths]
    seen = await desk.until("hasFiles", {"thing": found["thing"], "names": names}, timeout=timeout, is_watched=False)
    if seen["state"] != "one":
        raise FileRefused(name=entry.name, why="the page does not show its name", acted=True)


async def _set(root: Root, thing: int, paths: Sequence[Path]) -> None:
    handle = await root.world.evaluate(KEPT, [thing], frame=root.frame, by_value=False)
    files = [str(path.absolute()) for path in paths]
    await root.world.session.send("DOM.setFileInputFiles", {"files": files, "objectId": handle["objectId"]})


async def _by_chooser(desk: Desk, root: Root, thing: int, paths: Sequence[Path], *, name: str) -> bool:
    """Click the area; true if it asked for files and got them."""
    page = (await desk.sight()).page
    chosen: asyncio.Future[FileChooser] = asyncio.get_running_loop().create_future()

    def take(chooser: FileChooser) -> None:
        if not chosen.done():
            chosen.set_result(chooser)

    page.on("filechooser", take)
    try:
        await strike_kept(desk, root, thing, what=name, seconds=desk.timeout)
        async with asyncio.timeout(CHOOSER / 1000):
            chooser = await chosen
        await chooser.set_files([str(path) for path in paths])
    except (TimeoutError, Error):
        return False
    finally:
        page.remove_listener("filechooser", take)
    return True


async def _drop(desk: Desk, root: Root, thing: int, paths: Sequence[Path]) -> None:
    """Drag the files from outside onto the area."""
    aimed: Answer = await root.ask("aimAt", {"thing": thing, "isDry": True})
    if aimed["state"] != "ok":
        return
    sight = await desk.sight()
    data = {"items": [], "files": [str(path.absolute()) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        await sight.top.world.session.send(
            "Input.dispatchDragEvent", {"type": kind, "x": aimed["x"] + root.x, "y": aimed["y"] + root.y, "data": data}
        )
