"""A JavaScript world of our own in a page: it sees the same document, and the page's scripts cannot touch it."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from importlib.resources import files
from typing import Any, Self

from playwright.async_api import CDPSession, Error

from nahtlos.browser.traffic import calmly
from nahtlos.errors import ScreenUnreadable, SessionLost

NAME = "nahtlos"
PARTS = (
    "tree", "visible", "names", "controls", "values", "lines", "labels", "modal", "things", "areas", "grids",
    "lists", "pairs", "find", "rows", "aim", "enter", "offers", "files", "survey", "folds", "ways",
    "inspect", "cover", "api",
)  # fmt: skip
CALL = "function (name, argument) { return globalThis.nahtlosEye(name, argument); }"
HIT = "nahtlosHit"
PATIENCE = 120.0
"""Seconds after which a page that does not answer is given up: a script of its own holds it."""

Answer = dict[str, Any]


class PageChanged(Exception):  # noqa: N818 - a signal inside the room
    """The document went away while it was asked."""


@cache
def eye() -> str:
    """Return the script that sees for us: all its parts in one function."""
    folder = files("nahtlos.browser").joinpath("eye")
    parts = [folder.joinpath(f"{part}.js").read_text("utf-8") for part in PARTS]
    return "(() => {\n'use strict';\nif (globalThis.nahtlosEye) return;\n" + "\n".join(parts) + "\n})();"


class World:
    """Our world in the documents of one process: a page, or a frame that lives in a process of its own."""

    def __init__(self, session: CDPSession, main: str) -> None:
        self.session = session
        self.main = main
        self.hits = 0
        """How often a click has landed where it was aimed."""
        self._contexts: dict[str, str] = {}
        """Our world in each frame."""

    @classmethod
    async def enter(cls, session: CDPSession) -> Self:
        """Set up our world in every document that is there and that will come."""
        await session.send("Page.enable")
        tree: Answer = await session.send("Page.getFrameTree")
        world = cls(session, tree["frameTree"]["frame"]["id"])
        session.on("Runtime.executionContextCreated", calmly(world._created))
        session.on("Runtime.executionContextDestroyed", calmly(world._destroyed))
        session.on("Runtime.executionContextsCleared", calmly(world._cleared))
        session.on("Runtime.bindingCalled", calmly(world._hit))
        await session.send("Runtime.enable")
        await session.send("Runtime.addBinding", {"name": HIT, "executionContextName": NAME})
        await session.send(
            "Page.addScriptToEvaluateOnNewDocument", {"source": eye(), "worldName": NAME, "runImmediately": True}
        )
        return world

    def _created(self, event: Answer) -> None:
        context = event["context"]
        if context["name"] == NAME:
            self._contexts[context["auxData"]["frameId"]] = context["uniqueId"]

    def _destroyed(self, event: Answer) -> None:
        gone = event.get("executionContextUniqueId")
        self._contexts = {frame: known for frame, known in self._contexts.items() if known != gone}

    def _cleared(self, _event: Answer) -> None:
        self._contexts.clear()

    def _hit(self, event: Answer) -> None:
        self.hits += event["name"] == HIT

    def knows(self, frame: str) -> bool:
        """Tell whether a frame lives in this process."""
        return frame in self._contexts

    async def ask(self, name: str, args: Answer, *, frame: str | None = None) -> Answer:
        """Ask the eye in a frame (the topmost without one) and return its answer; `PageChanged` if it went away."""
        result = await self.evaluate(CALL, [name, json.dumps(args)], frame=frame, by_value=True)
        answer: Answer = json.loads(result["value"])
        if answer.get("state") == "broken":
            raise ScreenUnreadable(why=answer["why"])
        return answer

    async def evaluate(self, function: str, args: list[Any], *, frame: str | None, by_value: bool) -> Answer:
        """Call a function of our own in our world."""
        context = await self._context(frame or self.main)
        command = {
            "functionDeclaration": function, "uniqueContextId": context, "awaitPromise": True,
            "returnByValue": by_value, "arguments": [{"value": arg} for arg in args],
        }  # fmt: skip
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self.session.send("Runtime.callFunctionOn", command)
        except TimeoutError:
            raise SessionLost(why="its page does not answer any more") from None
        except Error as error:
            raise changed_or(error) from None
        if "exceptionDetails" in answer:
            if "nahtlosEye is not a function" in str(answer["exceptionDetails"]):
                self._contexts.pop(frame or self.main, None)
                raise PageChanged
            raise ScreenUnreadable(why="its script was stopped")
        result: Answer = answer["result"]
        return result

    async def _context(self, frame: str) -> str:
        for _ in range(20):
            if frame in self._contexts:
                return self._contexts[frame]
            await asyncio.sleep(0.005)
        try:
            made = await self.session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": NAME})
            await self.session.send(
                "Runtime.evaluate", {"expression": eye(), "contextId": made["executionContextId"]}
            )
        except Error as error:
            raise changed_or(error) from None
        if frame not in self._contexts:
            raise PageChanged
        return self._contexts[frame]


def changed_or(error: Error) -> PageChanged | Error:
    """Tell a document that went away from what is really wrong; Playwright's text stays in this room."""
    gone = ("context", "ContextId", "navigated", "No frame", "Cannot find", "detached", "Inspected target")
    return PageChanged() if any(word in error.message for word in gone) else error
