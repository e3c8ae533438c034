"""A session that only looks: whatever way a page takes to send something, it does not arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from tests.browser.screen.session import Session, named
from tests.browser.screen.site import Answering, Reply

pytestmark = pytest.mark.asyncio(loop_scope="session")

WAYS = {
    "fetch": "fetch('/schreiben', {method: 'POST'})",
    "beacon": "navigator.sendBeacon('/schreiben', 'x')",
    "keepalive": "fetch('/schreiben', {method: 'PUT', keepalive: true})",
    "form": "document.forms[0].submit()",
    "form of a frame": "document.forms[0].target = 'f'; document.forms[0].submit()",
    "worker": "window.one = new Worker('/helfer')",
    "shared worker": "window.one = new SharedWorker('/helfer')",
    "window": "window.open('/fenster')",
    "web socket": "new WebSocket(location.origin.replace('http', 'ws') + '/schreiben')",
}
WINDOW = "<script>fetch('/schreiben', {method: 'DELETE'})</script>"
HELPER = Reply(body="fetch('/schreiben', {method: 'POST'})", type="text/javascript")
PAGES: dict[str, str | Reply | Answering] = {
    "/schreiben": Reply(body="geschrieben"), "/fenster": WINDOW, "/frage": "<h1>Antwort</h1>", "/helfer": HELPER,
}  # fmt: skip
PAGE = '<form method=post action=/schreiben></form><iframe name=f></iframe><button onclick="{}">Weiter</button>'


async def came(is_there: Callable[[], object], *, seconds: float) -> bool:
    """Wait for something that a page does in its own time."""
    for _ in range(int(seconds * 20)):
        if is_there():
            return True
        await asyncio.sleep(0.05)
    return False


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_that_writes_leaves_the_browser(session: Session, way: str) -> None:
    """It is noted instead; questions are asked as before."""
    session.site.pages |= PAGES
    screen = await session.show(PAGE.format(f"fetch('/frage').then(() => {{{WAYS[way]}}})"))

    assert await screen.only_look() is None
    await screen.click(named("Weiter"))
    await came(lambda: screen.withheld, seconds=1 if way == "shared worker" else 5)

    asked = [one.path for one in session.site.asked]
    assert "/schreiben" not in asked
    assert "/frage" in asked
    assert bool(screen.withheld) is (way != "shared worker")


async def test_without_it_all_of_them_arrive(session: Session) -> None:
    """The ways are ways: the test above can fail."""
    session.site.pages |= PAGES
    arrived = {}
    for way, script in WAYS.items():
        screen = await session.show(PAGE.format(script))
        session.site.asked.clear()
        await screen.click(named("Weiter"))
        arrived[way] = await came(lambda: "/schreiben" in [one.path for one in session.site.asked], seconds=5)

    assert arrived == dict.fromkeys(WAYS, True)


async def test_a_page_with_an_open_line_is_not_clicked_on(session: Session) -> None:
    """What goes over a WebSocket that is open already cannot be told apart."""
    screen = await session.show("<button>Weiter</button>")
    sight = await session.screen.desk.sight()
    sight.traffic._connect({"requestId": "1"})

    assert "WebSocket" in str(await screen.only_look())
