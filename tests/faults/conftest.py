"""What the rows share: one browser for each module."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from tests.faults.world import one_browser

from nahtlos.browser import Warm


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def warm() -> AsyncIterator[Warm]:
    """Start a browser that the tests of a module work in."""
    async with one_browser() as browser:
        yield browser
