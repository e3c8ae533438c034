"""`nahtlos version`."""

from __future__ import annotations

import platform
from importlib.metadata import version

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.output import say, say_json

app = new_app()


@command(app, example="nahtlos version --json")
def show_version(*, as_json: AsJson = False) -> None:
    """Print the version."""
    if as_json:
        say_json({"nahtlos": version("nahtlos"), "python": platform.python_version()})
    else:
        say(f"nahtlos {version('nahtlos')}")
