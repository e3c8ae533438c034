import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.async_api import Error

from nahtlos.browser.address import HostPort
from nahtlos.browser.fence import Fence
from nahtlos.browser.installed import Browser, Machine, find_browser
from nahtlos.browser.launch import open_context, started
from nahtlos.errors import AddressRefused, AddressUnreachable, BrowserNotStarted

Script = Callable[[str], Browser]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Make a browser that only runs a few shell commands."""

    def write(commands: str) -> Browser:
        path = tmp_path / "browser"
        path.write_text(f"#!/bin/sh\n{commands}\n")
        path.chmod(0o755)
        return Browser(kind="chromium", executable=path, sandbox=False)

    return write


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ("echo 'x: error while loading shared libraries: libnss3.so' >&2; exit 127", "libraries of the system"),
        ("echo '[1] No usable sandbox! If you are' >&2; exit 1", "sandbox"),
        ("exit 3", "it ended at once"),
    ],
)
async def test_a_browser_that_does_not_start_says_why(commands: str, reason: str, script: Script) -> None:
    """One sentence in our words; nothing of Playwright's text."""
    with pytest.raises(BrowserNotStarted, match=reason) as caught:
        async with started(script(commands), environ=os.environ):
            pass

    assert caught.value.__cause__ is None
    assert "disable-field-trial-config" not in str(caught.value)


async def test_a_browser_that_is_gone_says_so(tmp_path: Path) -> None:
    """It may have been there when it was looked for."""
    with pytest.raises(BrowserNotStarted, match="not there any more"):
        async with started(Browser(kind="chromium", executable=tmp_path / "x", sandbox=False), environ=os.environ):
            pass


async def test_the_environment_is_quiet_while_a_browser_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright asks for DEBUGP at every message and would print it; afterwards the variable is back."""
    monkeypatch.setenv("DEBUGP", "1")

    async with started(find_browser(None, Machine.this(os.environ)), environ=os.environ):
        assert "DEBUGP" not in os.environ

    assert os.environ["DEBUGP"] == "1"


async def test_a_context_without_a_fence_gets_nowhere() -> None:
    """Forgetting the fence opens nothing."""
    async with started(find_browser(None, Machine.this(os.environ)), environ=os.environ) as browser:
        page = await (await browser.new_context()).new_page()
        with pytest.raises(Error, match="ERR_PROXY_CONNECTION_FAILED"):
            await page.goto("http://127.0.0.1:8080/")


async def test_the_fence_says_why_a_page_did_not_open() -> None:
    """A closed port and a foreign address look alike to a browser, not to the fence."""
    silent = HostPort(host="127.0.0.1", port=1024)
    async with (
        started(find_browser(None, Machine.this(os.environ)), environ=os.environ) as browser,
        Fence([silent], on_refused=lambda host, port: None) as fence,
    ):
        page = await (await open_context(browser, fence, locale="de-DE")).new_page()
        with pytest.raises(Error, match="ERR_SOCKS_CONNECTION_FAILED"):
            await page.goto(f"http://{silent}/")
        with pytest.raises(Error, match="ERR_SOCKS_CONNECTION_FAILED"):
            await page.goto("http://127.0.0.1:1025/")

    assert isinstance(fence.why_not("127.0.0.1", 1024), AddressUnreachable)
    assert isinstance(fence.why_not("127.0.0.1", 1025), AddressRefused)


async def test_requests_a_bot_makes_beside_its_pages_are_fenced_too() -> None:
    """Playwright's own HTTP client takes the same way."""
    refused: list[int] = []
    async with (
        started(find_browser(None, Machine.this(os.environ)), environ=os.environ) as browser,
        Fence([], on_refused=lambda host, port: refused.append(port)) as fence,
    ):
        context = await open_context(browser, fence)
        with pytest.raises(Error):
            await context.request.get("http://127.0.0.1:1025/")

    assert refused == [1025]


async def test_a_page_that_did_not_open_stays_as_it_is() -> None:
    """The full browser would try again on its own after a second."""
    full = find_browser(None, Machine.this(os.environ), windows=True)
    opened: list[str] = []
    async with (
        started(full, environ=os.environ) as browser,
        Fence([], on_refused=lambda host, port: None) as fence,
    ):
        page = await (await open_context(browser, fence)).new_page()
        page.on("request", lambda request: opened.append(request.url))
        with pytest.raises(Error):
            await page.goto("http://casework.example/")
        await asyncio.sleep(2.5)

    assert opened == ["http://casework.example/"]
