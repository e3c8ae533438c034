"""Starts practice systems, at once, with the same cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from nahtlos.errors import PracticeNotStarted
from nahtlos.practice import Practice, start_practice
from nahtlos.practice.start import PracticeDidNotStart
from nahtlos.runtime.practice import PracticeSystem

NAMES = ("casework", "exchange")
"""Those of the main job."""
CHALLENGE = "rpa-challenge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What the practice systems hold, and how they are."""

    cases: int = 200
    seed: int = 2026
    data: Path | None = None
    settle: float = 3.0
    names: Sequence[str] = NAMES
    """Which are started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A practice system that runs, and where its truth can be asked."""

    system: PracticeSystem
    truth: str
    token: str


@contextmanager
def started(making: Making) -> Iterator[list[Started]]:
    """Run the systems for as long as the block lasts."""
    with ExitStack() as stack, ThreadPoolExecutor() as starters:
        # The systems end with the process that started them, not with its threads.
        futures = [starters.submit(_start, name, making) for name in making.names]
        running = []
        for name, future in zip(making.names, futures, strict=True):
            try:
                own, practice = future.result()
            except (PracticeDidNotStart, OSError):
                raise PracticeNotStarted(system=name) from None
            stack.push(own)
            running.append(_described(name, practice))
        yield running


def _start(name: str, making: Making) -> tuple[ExitStack, Practice]:
    own = ExitStack()
    practice = own.enter_context(
        start_practice(name, cases=making.cases, seed=making.seed, data=making.data, settle=making.settle)
    )
    return own, practice


def _described(name: str, practice: Practice) -> Started:
    user, password = next(iter(practice.users.items()))
    system = PracticeSystem(system=name, address=practice.address, user=user, password=password)
    return Started(system=system, truth=practice.truth, token=practice.token)
