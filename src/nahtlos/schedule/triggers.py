"""What starts a workflow besides the time: a file, another run, a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesTrigger:
    """A file arrives in a folder."""

    folder: str
    """The folder, as written: relative to the workspace, or absolute."""
    pattern: str
    """Which names count, like `*.csv`."""
    stable_for: timedelta
    """How long a file must have kept its size and time before it is complete."""
    input: str | None
    """The input of the workflow that gets the file's path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterTrigger:
    """Another workflow has run."""

    workflow: str
    outcomes: frozenset[str]
    """The outcomes of its run that count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTrigger:
    """Somebody calls over HTTP."""


Trigger: TypeAlias = FilesTrigger | AfterTrigger | CallTrigger
