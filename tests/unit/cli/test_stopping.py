"""Ctrl-C once asks, twice breaks off; afterwards the signals mean what they meant before."""

import asyncio
import os
import signal

import pytest

from nahtlos.cli.stopping import run_stoppable
from nahtlos.engine.parts import Brakes
from nahtlos.errors import StopRequested
from nahtlos.plan.nodes import Limits


async def turns() -> None:
    """Let the loop hear the signal."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_first_signal_asks(number: int) -> None:
    """The brakes are pulled, somebody is told, and the work ends by itself."""
    brakes, told = Brakes(limits=Limits()), list[str]()
    before = signal.getsignal(number)

    async def work() -> str:
        os.kill(os.getpid(), number)
        await turns()
        return "ended by itself"

    assert run_stoppable(work(), brakes, told=told.append) == "ended by itself"
    assert isinstance(brakes.stopped_by, StopRequested)
    assert len(told) == 1
    assert signal.getsignal(number) is before


def test_second_signal_breaks_off() -> None:
    """Whoever does not want to wait gets an error that says how to go on."""

    async def work() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await turns()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()

    with pytest.raises(StopRequested) as caught:
        run_stoppable(work(), Brakes(limits=Limits()), told=lambda _: None)

    assert "--resume" in caught.value.message()
