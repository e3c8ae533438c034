"""What comes from outside: time, random ids, and who is at the keyboard."""

from __future__ import annotations

import asyncio
import getpass
import os
import secrets
import sys
import time
from datetime import UTC, datetime


class SystemClock:
    """The clock of this computer; the port `Clock`."""

    def now(self) -> datetime:
        """Return the time of day, with UTC as its zone."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def new_id() -> str:
    """Return a random id."""
    return secrets.token_hex(8)


def new_run_id(workflow: str, day: datetime) -> str:
    """Return an id that a person can read out: `2026-11-22-report-participation-3f9a41`."""
    return f"{day:%Y-%m-%d}-{workflow}-{secrets.token_hex(3)}"


def current_user() -> str:
    """Return who runs this process, as the operating system knows it and not as the environment says."""
    if sys.platform == "win32":
        return getpass.getuser()
    import pwd  # noqa: PLC0415 - not on Windows

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid:{os.getuid()}"
