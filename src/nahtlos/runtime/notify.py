"""Tells systemd how the service is: ready, alive, stopping. Elsewhere nobody listens, and nothing happens."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """The socket that systemd reads, if it started us."""

    address: str | None = None
    every: float | None = None
    """Seconds between two signs of life; None: nobody wants any."""

    @classmethod
    def of(cls, environ: Mapping[str, str], pid: int) -> Notify:
        """Read what systemd left in the environment of this process."""
        microseconds = environ.get("WATCHDOG_USEC", "")
        is_ours = environ.get("WATCHDOG_PID", str(pid)) == str(pid)
        every = int(microseconds) / 2_000_000 if microseconds.isdigit() and is_ours else None
        return cls(address=environ.get("NOTIFY_SOCKET") or None, every=every)

    def say(self, words: str) -> None:
        """Send e.g. `READY=1`; a service does not fail because nobody hears it."""
        if self.address is None or not hasattr(socket, "AF_UNIX"):
            return
        # An address in the abstract name space is written with @ and begins with a zero byte.
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
            way.sendto(words.encode(), address)
