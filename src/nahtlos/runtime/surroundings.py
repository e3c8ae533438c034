"""What comes from outside: time, random ids, and who is at the keyboard."""

from __future__ import annotations

import asyncio
import getpass
import os
import secrets
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_LOGIN_UID: Final = Path("/proc/self/loginuid")
_NOBODY: Final = 2**32 - 1


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
    """Return who is at the keyboard, as the operating system knows it and not as the environment says.

    On Linux that is who signed in, even where they act as a service account now (`sudo -u nahtlos …`): the kernel keeps
    it from sign-in on, and no program without special rights can change it. A service that nobody signed in for is
    itself.
    """
    if sys.platform == "win32":
        return getpass.getuser()
    import pwd  # noqa: PLC0415 - not on Windows

    number = signed_in(_LOGIN_UID)
    number = os.getuid() if number is None else number
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid:{number}"


def signed_in(path: Path) -> int | None:
    """Return the number of the user who signed in; None where nobody did, or where the system does not say."""
    try:
        number = int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None
    return None if number == _NOBODY else number
