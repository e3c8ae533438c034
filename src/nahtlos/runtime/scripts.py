"""Whether the Python of a bot can be imported: tried in a process of its own, which may hang or fall."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from nahtlos.errors import ScriptNotImported

SECONDS = 30

_MARK = "\x1e"
_CHILD = f"""
import importlib.util, sys, traceback
path, name = sys.argv[1:]
spec = importlib.util.spec_from_file_location(name, path)
module = importlib.util.module_from_spec(spec)
sys.modules[name] = module
try:
    spec.loader.exec_module(module)
except BaseException as error:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    line = getattr(error, "lineno", None) or (lines[-1] if lines else 1)
    text = " ".join(str(error).split())[:200]
    print({_MARK!r} + f"line {{line}}: {{type(error).__name__}}: {{text}}", file=sys.stderr)
    sys.exit(1)
"""


def try_script(path: Path, *, bot: str, name: str, seconds: float = SECONDS) -> ScriptNotImported | None:
    """Import the script of a bot and say what went wrong, if anything did; its output goes nowhere."""
    command = [sys.executable, "-I", "-c", _CHILD, str(path), f"nahtlos_bots.{bot}"]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("NAHTLOS_")}
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, env=environ, check=False
        )
    except subprocess.TimeoutExpired:
        return ScriptNotImported(file=name, problem=f"it took longer than {seconds:g} s")
    if child.returncode == 0:
        return None
    said = child.stderr.decode(errors="replace").rpartition(_MARK)[2].strip()
    return ScriptNotImported(file=name, problem=said or f"its process ended with {child.returncode}")
