"""What is seen of one page: asked of its top document, and of frames that other origins keep to themselves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from playwright.async_api import Error, Frame, Page

from nahtlos.browser.traffic import Traffic
from nahtlos.browser.world import Answer, PageChanged, World
from nahtlos.engine.words import bare

KEPT = "function (id) { return globalThis.nahtlosKept(id); }"
GOOD = frozenset({"one", "ok", "done", "gone", "rows", "hand", "choice"})
SLICE = 1.5
"""Seconds after which a wait in the page looks up, for frames that have come."""
PAUSE = 0.06
COVER = "nahtlos-cover"
"""What our eye paints with."""


@dataclass(frozen=True, slots=True)
class Root:
    """A document nothing of the same origin stands above, and where it is on the screen."""

    world: World
    frame: str
    x: float = 0
    y: float = 0
    names: tuple[str, ...] = ()

    async def ask(self, name: str, args: Answer) -> Answer:
        """Ask the eye of this document."""
        return await self.world.ask(name, args, frame=self.frame)


class Sight:
    """One page as our eye sees it."""

    def __init__(self, page: Page, world: World, traffic: Traffic) -> None:
        self.page = page
        self.traffic = traffic
        self.before: list[str] | None = None
        """The texts that were on the screen before the last verb that acted."""
        self._world = world
        self._apart: dict[Frame, World] = {}

    @classmethod
    async def open(cls, page: Page, *, polls: set[str]) -> Self:
        """Begin to look at a page."""
        session = await page.context.new_cdp_session(page)
        world = await World.enter(session)
        traffic = Traffic(polls=polls)
        await traffic.follow(session)
        return cls(page, world, traffic)

    async def stop(self) -> None:
        """Give up the page that does not come: as long as a browser waits for one, it answers no question."""
        with suppress(Error):
            await self._world.session.send("Page.stopLoading")

    @property
    def top(self) -> Root:
        """The document of the page itself."""
        return Root(self._world, self._world.main)

    @property
    def hits(self) -> int:
        """How often a click has landed where it was aimed."""
        return self._world.hits + sum(world.hits for world in self._apart.values())

    async def ask(self, name: str, args: Answer | None = None) -> Answer:
        """Ask the top document."""
        return await self.top.ask(name, args or {})

    # -------------------------------------------------------------- frames of other origins

    async def roots(self) -> list[Root]:
        """All documents to look at: alone where a dialog is open, those that stand in it."""
        if len(self.page.frames) == 1:
            return [self.top]
        return await self._roots_under(self.top)

    async def _roots_under(self, root: Root) -> list[Root]:
        answer = await root.ask("shut", {})
        found = [root]
        for door in answer["doors"]:
            if not door["isAllowed"]:
                continue
            inner = await self._behind(root, door)
            if inner is not None:
                with suppress(PageChanged):
                    found += await self._roots_under(inner)
        return found

    async def _behind(self, root: Root, door: Answer) -> Root | None:
        frame = await self._frame_of(root, door["id"])
        if frame is None:
            return None
        world = await self._world_of(root, frame)
        if world is None:
            return None
        return Root(world, frame, root.x + door["x"], root.y + door["y"], tuple(filter(None, door["names"])))

    async def _frame_of(self, root: Root, kept: int) -> str | None:
        handle = await root.world.evaluate(KEPT, [kept], frame=root.frame, by_value=False)
        if "objectId" not in handle:
            return None
        with suppress(Error):
            node = await root.world.session.send("DOM.describeNode", {"objectId": handle["objectId"]})
            frame: str | None = node["node"].get("frameId")
            return frame
        return None

    async def _world_of(self, root: Root, frame: str) -> World | None:
        if root.world.knows(frame):
            return root.world
        self._apart = {known: world for known, world in self._apart.items() if not known.is_detached()}
        for candidate in self.page.frames[1:]:
            if candidate not in self._apart:
                with suppress(Error):
                    session = await self.page.context.new_cdp_session(candidate)
                    self._apart[candidate] = await World.enter(session)
                    await self.traffic.follow(session)
        return next((world for world in self._apart.values() if world.main == frame), None)

    async def shut_boxes(self) -> list[list[float]]:
        """Return where elements stand whose shadow roots are shut, also for us."""
        session, boxes = self._world.session, []
        document = (await session.send("DOM.getDocument", {"depth": -1, "pierce": True}))["root"]
        for node in shut_in(document):
            with suppress(Error):  # what is not drawn has no place
                answer = await session.send("DOM.getContentQuads", {"backendNodeId": node["backendNodeId"]})
                boxes += [box_around(quad) for quad in answer["quads"]]
        return boxes

    # -------------------------------------------------------------- waiting

    async def until(self, ask: str, args: Answer, *, seconds: float, watch: Sequence[Answer] = ()) -> Answer:
        """Ask until the answer is good, something watched gets in the way, or the time is over.

        The answer says under `root` which document gave it, and under `hasChanged` whether one went away meanwhile.
        """
        end = time.monotonic() + seconds
        has_changed = False
        while True:
            left = max(0.0, end - time.monotonic())
            try:
                answer = await self._ask_once(ask, args, left, watch)
            except PageChanged:
                if left <= 0:
                    raise
                has_changed = True
                await asyncio.sleep(0.02)
                continue
            if answer["state"] in GOOD or answer.get("isFinal") or left <= 0:
                return {**answer, "hasChanged": has_changed}

    async def _ask_once(self, ask: str, args: Answer, left: float, watch: Sequence[Answer]) -> Answer:
        roots = await self.roots()
        if len(roots) == 1:
            ms = min(left, SLICE) * 1000
            answer = await roots[0].ask("until", {**self._question(ask, args, watch, ms), "explains": True})
            is_late = answer.get("isLate", True) and answer["state"] != "interrupted" and not answer.get("hasActed")
            return {**answer, "root": roots[0], "isFinal": not is_late}
        chosen = await self._in_roots(roots, ask, args, watch)
        if chosen["state"] not in GOOD and chosen["state"] != "interrupted":
            await asyncio.sleep(PAUSE)
        return {**chosen, "isFinal": chosen["state"] == "interrupted" or bool(chosen.get("hasActed"))}

    async def _in_roots(self, roots: Sequence[Root], ask: str, args: Answer, watch: Sequence[Answer]) -> Answer:
        """Ask all documents; what acts is first looked for, and then done in the one document that has it."""
        search = SEARCH.get(ask)
        if search is None:
            return self._chosen([await self._in_root(root, ask, args, watch) for root in roots])
        found = self._chosen([await self._in_root(root, "find", search(args), watch) for root in roots])
        if found["state"] != "one":
            return found
        return await self._in_root(found["root"], ask, {**args, **first_only(args)}, watch)

    async def _in_root(self, root: Root, ask: str, args: Answer, watch: Sequence[Answer]) -> Answer:
        answer = await root.ask("until", self._question(ask, fitted_to(root, args), watch, 0))
        return {**answer, "root": root}

    def _question(self, ask: str, args: Answer, watch: Sequence[Answer], ms: float) -> Answer:
        question = {"ask": ask, "args": args, "watch": list(watch), "ms": ms}
        is_about_news = self.before is not None and "'status'" in repr((args, watch))
        return {**question, "before": self.before} if is_about_news else question

    def _chosen(self, answers: Sequence[Answer]) -> Answer:
        good = [answer for answer in answers if answer["state"] in GOOD]
        several = [answer for answer in answers if answer["state"] == "several"]
        if several or len(good) > 1:
            candidates = [one for answer in several for one in answer["candidates"]]
            return {**(several or good)[0], "state": "several", "candidates": candidates}
        rest = [answer for answer in answers if answer["state"] != "none"]
        names = [name for answer in answers for name in answer.get("names", [])]
        return (good or rest or [{**answers[0], "names": names}])[0]


SEARCH: Mapping[str, Callable[[Answer], Answer]] = {
    "aim": lambda args: {"locator": args["locator"], "use": "click"},
    "focus": lambda args: {"locator": args["locator"], "use": "see"},
    "fill": lambda args: place_of(args["entries"][0]),
    "show": lambda args: place_of(args["entries"][0]),
}
"""What must be asked in one document only, and what to look for to know which."""


def shut_in(node: Answer) -> Iterator[Answer]:
    """Yield the nodes that have a shadow root of their own which scripts cannot look into."""
    is_shut = any(root["shadowRootType"] == "closed" for root in node.get("shadowRoots", ()))
    if is_shut and node["localName"] != COVER:
        yield node
    inner = node.get("contentDocument")
    for child in (*node.get("children", ()), *node.get("shadowRoots", ()), *([inner] if inner else ())):
        yield from shut_in(child)


def box_around(quad: Sequence[float]) -> list[float]:
    """Return left, top, width and height of what has these corners."""
    left, top = min(quad[::2]), min(quad[1::2])
    return [left, top, max(quad[::2]) - left, max(quad[1::2]) - top]


def place_of(entry: Answer) -> Answer:
    """Say what to find for an entry."""
    return {"locator": entry["locator"], "use": f"field:{entry['wants']}"}


def first_only(args: Answer) -> Answer:
    """Of several entries, leave the first: the others may stand in another document."""
    return {"entries": args["entries"][:1]} if "entries" in args else {}


def fitted_to(root: Root, value: Any) -> Any:
    """Take away each `in:` that means the frame of this document itself."""
    if not root.names:
        return value
    if isinstance(value, list):
        return [fitted_to(root, one) for one in value]
    if not isinstance(value, Mapping):
        return value
    fitted = {key: fitted_to(root, one) for key, one in value.items()}
    area = fitted.get("in")
    if isinstance(area, Mapping) and area.get("kind") == "area" and area["name"]["how"] == "whole":
        names = {bare(name) for name in root.names}
        if any(bare(text) in names for text in area["name"]["texts"]):
            del fitted["in"]
    return fitted
