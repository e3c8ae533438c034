"""Signing in takes turns, across processes, and a turn ends with whoever had it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nahtlos.ledger.turns import Turns
from nahtlos.testing.clock import FakeClock

HOLD = """
import asyncio, sys
from collections.abc import Iterator
from pathlib import Path
from nahtlos.ledger.turns import Turns
from nahtlos.runtime.surroundings import SystemClock

async def hold():
    async with Turns(Path(sys.argv[1]), clock=SystemClock()).of("bot"):
        print("mine", flush=True)
        await asyncio.sleep(60)

asyncio.run(hold())
"""


class Patience(FakeClock):
    """Lets somebody else end while one waits."""

    def __init__(self, end: subprocess.Popen[str]) -> None:
        super().__init__()
        self.waited = 0
        self._end = end

    async def sleep(self, seconds: float) -> None:
        self.waited += 1
        self._end.kill()
        self._end.wait()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process whose turn it is."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holding:
        assert holding.stdout is not None
        assert holding.stdout.readline() == "mine\n"
        yield holding


async def test_a_turn_ends_with_the_process_that_had_it(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    """Whoever is killed while signing in is in nobody's way."""
    clock = Patience(other)

    async with Turns(tmp_path, clock=clock).of("bot"):
        pass

    assert clock.waited == 1


async def test_another_account_has_its_own_turn(tmp_path: Path) -> None:
    """Nobody waits for a sign-in that is none of his."""
    turns = Turns(tmp_path, clock=FakeClock())
    async with turns.of("casework-bot"), turns.of("exchange-bot"):
        names = [name for _, _, files in os.walk(tmp_path) for name in files]

    assert not any("bot" in name for name in names)
