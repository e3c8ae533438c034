"""FAULTS row 7: a session expires at field k, for every k: new login, the form from its start, no half record."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.faults.without import replaced, without_looking
from tests.faults.world import World, one_browser, small_world, some_vouchers
from tests.workspace import ask

from nahtlos.browser import Warm
from nahtlos.browser.screen import BrowserScreen

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIELDS = {"exchange": 18, "casework": 3}
"""Of the two forms that are saved."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def warm() -> AsyncIterator[Warm]:
    async with one_browser() as browser:
        yield browser


@dataclass(slots=True, kw_only=True)
class Expiries:
    """At which fields sessions are still to expire, and how often they did."""

    world: World
    left: dict[str, list[int]]
    happened: int = 0

    def next(self, entries: int) -> tuple[str, int] | None:
        """Return system and field, if this form is one in which it is to happen."""
        for system, fields in self.left.items():
            if entries == FIELDS[system] and fields:
                self.happened += 1
                return system, fields.pop(0)
        return None

    def expire(self, system: str) -> None:
        """Sign everybody out of a system."""
        ask({"exchange": self.world.exchange, "casework": self.world.casework}[system], "/sessions/expire", {})


@contextmanager
def expiring(world: World, **fields: list[int]) -> Iterator[Expiries]:
    """Let the session expire after field k of the next forms of these systems; 0: before the first."""
    expiries = Expiries(world=world, left=fields)
    ordinary = BrowserScreen.fill

    async def fill(self: BrowserScreen, entries: Any, **how: Any) -> None:
        at = expiries.next(len(entries))
        if at is None:
            return await ordinary(self, entries, **how)
        system, field = at
        if entries[:field]:
            await ordinary(self, entries[:field], **how)
        expiries.expire(system)
        if entries[field:]:
            await ordinary(self, entries[field:], **how)
        return None

    with replaced(BrowserScreen, "fill", fill):
        yield expiries


async def survive(warm: Warm, folder: Path, *, exchange: list[int], casework: list[int]) -> None:
    """One case for each field at which a session expires."""
    cases = max(len(exchange), len(casework))
    expected = len(exchange) + len(casework)
    with small_world(folder, warm, vouchers=some_vouchers(cases)) as world:
        with expiring(world, exchange=exchange, casework=casework) as expiries:
            report = await world.run()

        assert expiries.happened == expected
        assert dict(report.outcomes) == {"done": cases}
        assert await world.violations() == []


async def test_a_session_expires_in_the_middle_of_a_form(warm: Warm, tmp_path: Path) -> None:
    """Before the first field, in the middle, and after the last one."""
    await survive(warm, tmp_path, exchange=[0, 9, 18], casework=[0, 2, 3])


@pytest.mark.faults
@pytest.mark.timeout(900)
async def test_a_session_expires_at_every_field(warm: Warm, tmp_path: Path) -> None:
    """For every k, in both systems."""
    await survive(warm, tmp_path, exchange=list(range(19)), casework=list(range(4)))


async def test_without_a_look_an_expired_session_could_write_twice(warm: Warm, tmp_path: Path) -> None:
    """The tests above can fail: an engine that repeats blindly writes again what was written before the answer."""
    with without_looking(), small_world(tmp_path, warm, vouchers=some_vouchers(1)) as world:
        world.arm("exchange", "answer_lost", path="/api/meldungen", method="POST", nth=1, times=1)
        with expiring(world, exchange=[]):
            await world.run()

        assert any("2 times in exchange" in violation for violation in await world.violations())
