"""Bots' own Python: one class of `bots/<bot>/bot.py`, loaded by its path, run on one session."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nahtlos.engine.screen import Value

if TYPE_CHECKING:
    from nahtlos.browser.screen import BrowserScreen


async def call(screen: BrowserScreen, script: Path, bot: str, method: str, arguments: Mapping[str, Value]) -> object:
    """Run a method of the bot's Python class."""
    raise NotImplementedError
