"""Bots' own Python: one class of `bots/<bot>/bot.py`, loaded by its path, run on one session."""

from __future__ import annotations

import importlib.util
import inspect
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from nahtlos.actions import Bot, Marked
from nahtlos.engine.screen import Interrupted, Value
from nahtlos.errors import NahtlosError, ScriptFailed, ScriptMissing

if TYPE_CHECKING:
    from nahtlos.browser.screen import BrowserScreen


async def call(screen: BrowserScreen, script: Path, bot: str, method: str, arguments: Mapping[str, Value]) -> object:
    """Run a method of the bot's Python class."""
    function = method_of(class_of(load(script, bot), bot)(screen), method)
    page = (screen.page,) if "page" in inspect.signature(function).parameters else ()
    try:
        result = await function(*page, **arguments)
    except (NahtlosError, Interrupted):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a bot raises may carry values
        raise ScriptFailed(method=method, kind=type(error).__name__, line=line_of(error, script), acted=True) from None
    return tuple(result) if isinstance(result, list) else result


def load(script: Path, bot: str) -> ModuleType:
    """Import a bot's file by its path, once, under a name no other package can have."""
    name = f"nahtlos_bots.{bot}"
    known = sys.modules.get(name)
    if known is not None and known.__file__ == str(script):
        return known
    spec = importlib.util.spec_from_file_location(name, script)
    if spec is None or spec.loader is None or not script.is_file():
        raise ScriptMissing(what=f"There is no {script.name} of the bot {bot}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001 - whatever a bot raises may carry values
        del sys.modules[name]
        raise ScriptFailed(method="import", kind=type(error).__name__, line=line_of(error, script)) from None
    return module


def class_of(module: ModuleType, bot: str) -> type[Bot]:
    """Return the one class of the file that derives from `Bot`."""
    found = [
        one for one in vars(module).values()
        if inspect.isclass(one) and issubclass(one, Bot) and one.__module__ == module.__name__
    ]  # fmt: skip
    if len(found) != 1:
        raise ScriptMissing(what=f"bot.py of {bot} needs exactly one class that derives from `Bot`")
    return found[0]


def method_of(bot: Bot, name: str) -> Callable[..., Awaitable[object]]:
    """Return an operation of a bot."""
    function: Callable[..., Awaitable[object]] | None = getattr(bot, name, None)
    if function is None or not isinstance(getattr(function, "nahtlos", None), Marked):
        raise ScriptMissing(what=f"bot.py has no method `{name}` marked with `@operation`")
    return function


def line_of(error: Exception, script: Path) -> int | None:
    """Return the line of the bot's file in which it went wrong."""
    if isinstance(error, SyntaxError):
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(script)]
    return lines[-1] if lines else None
