"""One browser for all tests of screens; each test has a session and a site of its own."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser
from tests.browser.screen.session import Session, open_session
from tests.browser.screen.site import Site

from nahtlos.browser.installed import Machine, find_browser
from nahtlos.browser.launch import started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with started(find_browser(None, Machine.this(os.environ)), environ=os.environ) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def session(browser: Browser, tmp_path: Path) -> AsyncIterator[Session]:
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(Site())
        yield await stack.enter_async_context(open_session(browser, site, tmp_path))


@pytest_asyncio.fixture(loop_scope="session")
async def stranger() -> AsyncIterator[Site]:
    """A site of another origin that the fence lets through."""
    async with Site(host="127.0.0.2") as site:
        yield site
