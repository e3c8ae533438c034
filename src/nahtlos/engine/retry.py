"""Trying again: what may be over in a moment, how long to wait before, and never in step with others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from nahtlos.engine.parts import Parts
from nahtlos.errors import (
    AddressUnreachable,
    FailedByBot,
    NahtlosError,
    NothingExpectedSeen,
    PageNotOpened,
    SessionLost,
    SignedOut,
    StepTimedOut,
    TimedOut,
    Unreachable,
)
from nahtlos.plan import nodes

T = TypeVar("T")

PASSING = (NothingExpectedSeen, PageNotOpened, SessionLost, SignedOut, StepTimedOut, TimedOut)
"""What a network or a tired server does; a screen that is not as the bot says does not change by waiting."""


def is_passing(error: NahtlosError) -> bool:
    """Whether an error may be over in a moment."""
    return isinstance(error, PASSING) or (isinstance(error, FailedByBot) and error.is_passing)


def wait_before(retry: nodes.Patience, number: int, *, chance: float) -> float:
    """Return the seconds before the n-th new try (from 1): twice as long each time, and a part of it by chance."""
    longest = min(retry.at_most, retry.wait * 2.0 ** (number - 1))
    return longest * (0.5 + chance / 2)


async def patiently(parts: Parts, system: nodes.System, read: Callable[[], Awaitable[T]]) -> T:
    """Do something that only reads; what may be over in a moment is waited for, as often as the system is worth it."""
    number = 0
    while True:
        try:
            return await read()
        except NahtlosError as error:
            number += 1
            missed = error if isinstance(error, AddressUnreachable) and not error.is_for_good else None
            if missed is None and not is_passing(error):
                raise
            if number > system.retry.times:
                if missed is None or parts.circuits.has_answered(system.name):
                    raise
                raise Unreachable(system=system.name, said=missed.said()) from error
            if missed is not None and number == 1:
                parts.progress("unreachable", {"system": system.name, "words": missed.said()})
        await parts.clock.sleep(wait_before(system.retry, number, chance=parts.chance()))
