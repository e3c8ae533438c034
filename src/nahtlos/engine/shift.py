"""A shift: one process at work on a run, who asked it to stop, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nahtlos.engine.screen import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRequest:
    """Somebody wants a run to stop where nothing is half done."""

    by: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a shift ended."""

    code: str | None = None
    """Of the error that stopped the run; None: it came to its end."""
    why: str | None = None
    """The sentence of that error."""
    balance: Mapping[str, Value] | None = None
    """What was counted, if it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The newest shift of a run."""

    run: str
    host: str
    pid: int
    begun_at: datetime
    is_at_work: bool
    """Its process lives, and has not ended it."""
    stop: StopRequest | None = None
    ended_at: datetime | None = None
    ending: Ending | None = None
