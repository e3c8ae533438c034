"""FAULTS row 2, behind TLS: a write whose answer is lost is sent once, however the system hangs up."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from tests.certificates import House
from tests.sealed import Manner, Sealed

from nahtlos.browser.address import HostPort
from nahtlos.browser.fence import Fence
from nahtlos.browser.launch import open_context
from nahtlos.browser.running import Browsers

pytestmark = pytest.mark.asyncio(loop_scope="module")
MORE = pytest.mark.faults


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    browsers = Browsers(environ=dict(os.environ), wish=None, windows=False)
    try:
        yield await browsers.get(headless_shell=False)
    finally:
        await browsers.close()


async def press(browser: Browser, system: Sealed, *, once: bool) -> tuple[str, Fence]:
    """Press the button on a connection that was used before; returns what the page makes of it."""
    async with Fence([HostPort(host="127.0.0.1", port=system.port)], on_refused=lambda _h, _p: None) as fence:
        context = await open_context(browser, fence, ignore_https_errors=True)
        page = await context.new_page()
        await page.goto(f"https://127.0.0.1:{system.port}/")
        if once:
            fence.carry_once()
        await page.click("button")
        await page.wait_for_function("document.title !== ''")
        title = await page.title()
        await context.close()
    return title, fence


@pytest.mark.parametrize("version", [12, 13])
@pytest.mark.parametrize(
    "manner", ["goodbye", pytest.param("reset", marks=MORE), pytest.param("half an answer", marks=MORE)]
)
async def test_a_write_that_gets_no_answer(browser: Browser, tmp_path: Path, *, manner: Manner, version: int) -> None:
    """The page hears that the connection broke, and the system hears of the write once."""
    tls = House().server(tmp_path, asks=False)
    tls.maximum_version = {12: ssl.TLSVersion.TLSv1_2, 13: ssl.TLSVersion.TLSv1_3}[version]
    async with Sealed(tls=tls, manner=manner).listening() as system:
        title, fence = await press(browser, system, once=True)

    assert (title, system.writes) == ("lost", 1)
    assert fence.has_lost_one


async def test_questions_and_answers_take_turns(browser: Browser, tmp_path: Path) -> None:
    """HTTP/2 is not spoken: there, an answer to something else looks like the answer to a write."""
    tls = House().server(tmp_path, asks=False)
    tls.set_alpn_protocols(["h2", "http/1.1"])
    async with Sealed(tls=tls, manner="goodbye", writes=1).listening() as system:
        await press(browser, system, once=True)

    assert system.spoken == {"http/1.1"}


@pytest.mark.faults
@pytest.mark.parametrize("manner", ["goodbye", "reset"])
async def test_without_it_the_browser_writes_twice(browser: Browser, tmp_path: Path, *, manner: Manner) -> None:
    """The test above can fail."""
    async with Sealed(tls=House().server(tmp_path, asks=False), manner=manner).listening() as system:
        title, _ = await press(browser, system, once=False)

    assert (title, system.writes) == ("saved", 2)


async def test_an_answer_before_the_goodbye_is_an_answer(browser: Browser, tmp_path: Path) -> None:
    """Old systems close each connection."""
    tls = House().server(tmp_path, asks=False)
    async with Sealed(tls=tls, manner="goodbye", writes=1, closes=True).listening() as system:
        title, fence = await press(browser, system, once=True)

    assert (title, system.writes, fence.has_lost_one) == ("saved", 2, False)
