"""What a page is loading right now, told from what was asked for after a verb began."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession

AWAITED = frozenset({"Document", "Stylesheet", "Script", "XHR", "Fetch", "Other"})
"""Kinds of requests that may change what a page shows; polls, pictures and beacons are not waited for."""
POLL_AFTER = 5.0
"""Seconds after which an unanswered request of a page that is otherwise still counts as a poll."""
LATE_AFTER = 2.0
"""Seconds a document may go on loading pictures after it has been read."""
REDIRECT_WITHIN = 1.5
AWAY = (502, 503, 504)
"""What stands before a server says when it is not there; with 500, a part of a page may be broken for good."""
MISSED_FOR = 60.0
"""Seconds for which what did not come may be why something is not on the screen."""
UNWANTED = {"blockedReason", "corsErrorStatus"}
"""What a failure tells that no network is to blame for."""
SERVER_ERROR = 500
"""From this status on, a page is not the system's but its server's."""


@dataclass(slots=True)
class Asked:
    """A request under way."""

    number: int
    path: str
    kind: str
    since: float
    answered: float | None = None
    scheme: str = "https"
    frame: str | None = None

    def lost(self, at: float, status: int | None = None) -> Lost:
        """Say that it did not come."""
        address = f"{self.scheme}://{self.path.partition('/')[0]}"
        return Lost(at=at, path=self.path, frame=self.frame, address=address, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A request that got no answer, or that of a server which is not well."""

    at: float
    path: str
    frame: str | None
    address: str
    """Scheme, host and port."""
    status: int | None = None
    """What the server answered; None: the connection broke, or there was none."""


@dataclass(slots=True)
class Loading:
    """A document under way."""

    number: int
    since: float
    until: float | None = None
    """When it is no longer waited for, whatever comes."""


@dataclass(eq=False)  # no slots: Playwright keeps a note on whoever listens
class Traffic:
    """Requests and documents under way in one page and its frames."""

    now: Callable[[], float] = time.monotonic
    polls: set[str] = field(default_factory=set)
    """Paths that turned out to be asked again and again; shared by the sessions of a system."""
    _asked: dict[str, Asked] = field(default_factory=dict)
    _loading: dict[str, Loading] = field(default_factory=dict)
    _ended: dict[str, float] = field(default_factory=dict)
    _long: set[str] = field(default_factory=set)
    """Paths whose last request was open for longer than a request usually is."""
    _ill: dict[str, int] = field(default_factory=dict)
    """Frames whose document is an error of the server, and which."""
    _lost: dict[str, Lost] = field(default_factory=dict)
    """By path, what did not come since the page was opened, and has not come later."""
    _count: int = 0
    _called: int = 0
    """The number of the last request that a script of the page made."""
    _sockets: set[str] = field(default_factory=set)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self, session: CDPSession) -> None:
        """Listen to a page, or to a frame that has a process of its own."""
        for name, heard in {
            "Network.requestWillBeSent": self._begin,
            "Network.responseReceived": self._answer,
            "Network.loadingFinished": self._end,
            "Network.loadingFailed": self._fail,
            "Network.webSocketCreated": self._connect,
            "Network.webSocketClosed": self._disconnect,
            "Page.frameRequestedNavigation": self._expect,
            "Page.frameScheduledNavigation": self._schedule,
            "Page.frameClearedScheduledNavigation": self._stop,
            "Page.frameStartedLoading": self._load,
            "Page.frameStoppedLoading": self._stop,
            "Page.frameDetached": self._leave,
            "Page.lifecycleEvent": self._live,
        }.items():
            session.on(name, calmly(heard))
        await asyncio.gather(
            session.send("Network.enable", {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0}),
            session.send("Page.setLifecycleEventsEnabled", {"enabled": True}),
        )

    def mark(self) -> int:
        """Return a mark: what begins from now on lies after it."""
        return self._count

    def has_called(self, mark: int) -> bool:
        """Tell whether scripts of the page have asked for something after the mark: more may follow from it."""
        return self._called > mark

    @property
    def server_error(self) -> int | None:
        """The status with which the server answered for one of the frames, if it is not well."""
        return next(iter(self._ill.values()), None)

    @property
    def sockets(self) -> int:
        """How many WebSockets are open."""
        return len(self._sockets)

    @property
    def lost(self) -> Sequence[Lost]:
        """What did not come, a moment ago: something may be missing on the page."""
        return [one for one in self._lost.values() if self.now() - one.at < MISSED_FOR]

    def awaits_page(self, mark: int) -> bool:
        """Tell whether a page that was asked for after the mark has not come."""
        asked = [one for one in self._asked.values() if one.kind == "Document" and one.number > mark]
        return any(one.answered is None for one in asked)

    def is_quiet(self, mark: int) -> bool:
        """Tell whether nothing that began after the mark is still under way."""
        return self._wait_for(mark) is None

    async def quiet(self, mark: int, *, within: float) -> bool:
        """Wait until nothing that began after the mark is under way; False if that took too long."""
        end = self.now() + within
        while (patience := self._wait_for(mark)) is not None:
            left = end - self.now()
            if left <= 0:
                return False
            self._moved.clear()
            try:
                async with asyncio.timeout(min(left, patience)):
                    await self._moved.wait()
            except TimeoutError:
                continue
        return True

    def _wait_for(self, mark: int) -> float | None:
        """How long something may at most be worth waiting for; None: there is nothing."""
        now = self.now()
        waits = [self._worth(one, now) for one in self._asked.values() if one.number > mark]
        waits += [(one.until or one.since + 60) - now for one in self._loading.values() if one.number > mark]
        return max((wait for wait in waits if wait > 0), default=None)

    def _worth(self, one: Asked, now: float) -> float:
        if one.path in self.polls:
            return 0
        if one.kind == "Document":
            return one.since + 60 - now
        return (one.answered if one.answered is not None else one.since) + POLL_AFTER - now

    # -------------------------------------------------------------- events

    def _begin(self, event: dict[str, Any]) -> None:
        kind = event.get("type", "Other")
        if kind not in AWAITED:
            return
        url = urlsplit(event["request"]["url"])
        if url.scheme not in ("http", "https"):
            return
        if kind == "Document":
            self._forget_lost(event.get("frameId"))
        path = f"{url.netloc}{url.path}"
        if kind in ("XHR", "Fetch") and self.now() - self._ended.get(path, 0) < 1 and path in self._long:
            self.polls.add(path)
        self._count += 1
        if kind in ("XHR", "Fetch") and path not in self.polls:
            self._called = self._count
        known = self._asked.get(event["requestId"])
        self._asked[event["requestId"]] = Asked(
            number=known.number if known else self._count, path=path, kind=kind, since=self.now(),
            scheme=url.scheme, frame=event.get("frameId"),
        )  # fmt: skip

    def _answer(self, event: dict[str, Any]) -> None:
        if event.get("type") == "Document":
            self._ill.pop(event["frameId"], None)
            if event["response"]["status"] >= SERVER_ERROR:
                self._ill[event["frameId"]] = event["response"]["status"]
        one = self._asked.get(event["requestId"])
        if one is not None:
            if event.get("response", {}).get("status") in AWAY and one.path not in self.polls:
                self._lost[one.path] = one.lost(self.now(), event["response"]["status"])
            else:
                self._lost.pop(one.path, None)
            one.answered = self.now()
            if event.get("response", {}).get("mimeType") == "text/event-stream":
                self._asked.pop(event["requestId"])
        self._moved.set()

    def _fail(self, event: dict[str, Any]) -> None:
        one = self._asked.get(event["requestId"])
        is_refused = event.get("canceled") or UNWANTED & event.keys()
        if one is not None and not is_refused and one.path not in self.polls:
            self._lost[one.path] = one.lost(self.now())
        self._end(event)

    def _end(self, event: dict[str, Any]) -> None:
        one = self._asked.pop(event["requestId"], None)
        if one is not None:
            self._ended[one.path] = self.now()
            is_long = self.now() - one.since > POLL_AFTER
            (self._long.add if is_long else self._long.discard)(one.path)
            if not is_long:
                self.polls.discard(one.path)
        self._moved.set()

    def _connect(self, event: dict[str, Any]) -> None:
        self._sockets.add(event["requestId"])

    def _disconnect(self, event: dict[str, Any]) -> None:
        self._sockets.discard(event["requestId"])

    def _expect(self, event: dict[str, Any]) -> None:
        """A page wants to go on: by a click, a form or a script; a download or a new window comes to nothing here."""
        if event.get("disposition", "currentTab") == "currentTab":
            self._loads(event["frameId"], until=self.now() + 0.5)

    def _schedule(self, event: dict[str, Any]) -> None:
        if event.get("delay", 0) <= REDIRECT_WITHIN:
            self._loads(event["frameId"], until=self.now() + event.get("delay", 0) + 0.5)

    def _load(self, event: dict[str, Any]) -> None:
        self._loads(event["frameId"], until=None)

    def _loads(self, frame: str, *, until: float | None) -> None:
        self._count += 1
        known = self._loading.get(frame)
        if known is not None and known.until is None and until is not None:
            return
        self._loading[frame] = Loading(number=self._count, since=self.now(), until=until)

    def _live(self, event: dict[str, Any]) -> None:
        one = self._loading.get(event["frameId"])
        if one is not None and event["name"] == "DOMContentLoaded":
            one.until = self.now() + LATE_AFTER
        if event["name"] == "load":
            self._stop(event)

    def _leave(self, event: dict[str, Any]) -> None:
        self._ill.pop(event["frameId"], None)
        self._forget_lost(event["frameId"])
        self._stop(event)

    def _forget_lost(self, frame: str | None) -> None:
        self._lost = {path: one for path, one in self._lost.items() if one.frame != frame}

    def _stop(self, event: dict[str, Any]) -> None:
        self._loading.pop(event["frameId"], None)
        self._moved.set()


def calmly(heard: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    """Hear an event without ever raising: an error in a listener ends Playwright's connection."""

    def hear(event: dict[str, Any]) -> None:
        with suppress(KeyError, TypeError, AttributeError, ValueError):
            heard(event)

    return hear
