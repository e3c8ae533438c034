"""What the exit status of every command means."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """How a command ended."""

    DONE = 0
    """All done, skipped, or kept as told."""
    FAILED = 1
    """Something failed or is in doubt."""
    INPUT = 2
    """The input is wrong; nothing was opened."""
    OPEN = 3
    """Finished, but cases are rejected, wait for people, or the run was stopped on purpose."""
