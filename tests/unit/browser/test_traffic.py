"""What a page is loading, told from what it was told to load."""

from typing import Any

import pytest

from nahtlos.browser.traffic import MISSED_FOR, POLL_AFTER, Traffic


class Session:
    """Sends events as a browser does."""

    def __init__(self) -> None:
        self.heard: dict[str, Any] = {}

    def on(self, name: str, heard: Any) -> None:
        self.heard[name] = heard

    async def send(self, name: str, args: dict[str, Any]) -> None:
        pass

    def ask(self, number: str, kind: str = "Fetch", path: str = "/x") -> None:
        self.heard["Network.requestWillBeSent"](
            {"requestId": number, "type": kind, "request": {"url": f"http://a{path}"}}
        )

    def end(self, number: str) -> None:
        self.heard["Network.loadingFinished"]({"requestId": number})


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def traffic(clock: Clock) -> tuple[Traffic, Session]:
    traffic, session = Traffic(now=clock), Session()
    await traffic.follow(session)  # type: ignore[arg-type]  # a session that only says events
    return traffic, session


async def test_what_began_before_is_not_waited_for(traffic: tuple[Traffic, Session]) -> None:
    """A poll that was open when the verb began."""
    seen, session = traffic
    session.ask("1")
    mark = seen.mark()

    assert seen.is_quiet(mark)


async def test_what_a_verb_caused_is_waited_for(traffic: tuple[Traffic, Session]) -> None:
    """Until it has ended."""
    seen, session = traffic
    mark = seen.mark()
    session.ask("1")

    assert not seen.is_quiet(mark)
    assert seen.has_called(mark)
    session.end("1")
    assert seen.is_quiet(mark)


async def test_pictures_beacons_and_event_streams_are_not_waited_for(traffic: tuple[Traffic, Session]) -> None:
    """They change nothing one could work with."""
    seen, session = traffic
    mark = seen.mark()
    for number, kind in enumerate(("Image", "Media", "Font", "Ping", "EventSource", "WebSocket")):
        session.ask(str(number), kind)

    assert seen.is_quiet(mark)


async def test_what_stays_open_turns_out_to_be_a_poll(traffic: tuple[Traffic, Session], clock: Clock) -> None:
    """After some seconds; the next of its kind, right after it, is not waited for at all."""
    seen, session = traffic
    mark = seen.mark()
    session.ask("1")
    clock.now += POLL_AFTER + 1

    assert seen.is_quiet(mark)
    session.end("1")
    session.ask("2")
    assert seen.is_quiet(mark)


async def test_a_slow_answer_is_no_poll(traffic: tuple[Traffic, Session], clock: Clock) -> None:
    """The next request of that path is waited for again."""
    seen, session = traffic
    session.ask("1")
    clock.now += 1
    session.end("1")
    mark = seen.mark()
    session.ask("2")

    assert not seen.is_quiet(mark)


async def test_a_page_that_loads_is_waited_for(traffic: tuple[Traffic, Session], clock: Clock) -> None:
    """Pictures that come late only for a moment."""
    seen, session = traffic
    mark = seen.mark()
    session.heard["Page.frameStartedLoading"]({"frameId": "f"})

    assert not seen.is_quiet(mark)
    session.heard["Page.lifecycleEvent"]({"frameId": "f", "name": "DOMContentLoaded"})
    assert not seen.is_quiet(mark)
    clock.now += 3
    assert seen.is_quiet(mark)


async def test_a_wish_to_go_on_that_comes_to_nothing(traffic: tuple[Traffic, Session], clock: Clock) -> None:
    """A link to a file."""
    seen, session = traffic
    mark = seen.mark()
    session.heard["Page.frameRequestedNavigation"]({"frameId": "f"})

    assert not seen.is_quiet(mark)
    clock.now += 1
    assert seen.is_quiet(mark)


async def test_an_event_nobody_understands_is_heard_calmly(traffic: tuple[Traffic, Session]) -> None:
    """An error in a listener would end the connection to the browser."""
    _, session = traffic

    session.heard["Network.requestWillBeSent"]({})
    session.heard["Page.frameStoppedLoading"]({"frameId": None, "x": 1})


# ------------------------------------------------------------------ what did not come


@pytest.mark.parametrize(
    ("event", "is_lost"),
    [
        ({}, True),
        ({"canceled": True}, False),  # by the page itself
        ({"blockedReason": "mixed-content"}, False),
        ({"corsErrorStatus": {}}, False),
    ],
)
async def test_a_request_that_breaks_is_lost(
    traffic: tuple[Traffic, Session], event: dict[str, Any], *, is_lost: bool
) -> None:
    """Unless the page did not want it, or was never allowed to have it."""
    seen, session = traffic
    session.ask("1", kind="Script")
    session.heard["Network.loadingFailed"]({"requestId": "1", **event})

    assert [one.address for one in seen.lost] == ["http://a"] * is_lost


@pytest.mark.parametrize(("status", "is_lost"), [(503, True), (500, False), (404, False), (200, False)])
async def test_a_part_that_a_server_does_not_give_is_lost(
    traffic: tuple[Traffic, Session], status: int, *, is_lost: bool
) -> None:
    """Where the server itself is away; some parts of some pages are broken at all times."""
    seen, session = traffic
    session.ask("1")
    session.heard["Network.responseReceived"]({"requestId": "1", "type": "Fetch", "response": {"status": status}})

    assert [one.status for one in seen.lost] == [status] * is_lost


async def test_what_came_later_is_not_missing(traffic: tuple[Traffic, Session], clock: Clock) -> None:
    """The page asked again, a new page was opened, or it was long ago."""
    seen, session = traffic

    def lose(path: str) -> None:
        session.ask(path, path=path)
        session.heard["Network.loadingFailed"]({"requestId": path})

    lose("/x")
    session.ask("2", path="/x")
    session.heard["Network.responseReceived"]({"requestId": "2", "type": "Fetch", "response": {"status": 200}})
    assert not seen.lost
    lose("/y")
    session.ask("3", kind="Document", path="/")
    assert not seen.lost
    lose("/z")
    assert seen.lost
    clock.now += MISSED_FOR
    assert not seen.lost
