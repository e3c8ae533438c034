"""One at a time signs in with an account, over all processes of a computer: of three that fail at once, it is lost.

A lock on a file beside the ledger, because it ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from nahtlos.engine.ports import Clock
from nahtlos.ledger.drives import network_drive
from nahtlos.ledger.lifelines import try_lock

LOOK: Final = 0.1
"""Seconds after which somebody who waits looks again."""


class Turns:
    """The folder with one file per account."""

    def __init__(self, folder: Path, *, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    @asynccontextmanager
    async def of(self, account: str) -> AsyncIterator[None]:
        """Wait until nobody else signs in with the account; on a network drive nobody can tell."""
        if network_drive(self._folder.parent):
            yield
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(account.encode()).hexdigest()[:16]
        descriptor = os.open(self._folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while not try_lock(descriptor):
                await self._clock.sleep(LOOK)
            yield
        finally:
            os.close(descriptor)
