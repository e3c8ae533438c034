"""`nahtlos init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.output import say, say_json

app = new_app()


@command(app, example="nahtlos init county\ncd county && nahtlos check")
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")], *, as_json: AsJson = False
) -> None:
    """Make a workspace.

    It holds three bots, three workflows and settings for the practice systems: an example to change and to learn from,
    and what VS Code needs to complete and check these files.
    """
    from nahtlos.runtime.example import write_example

    workspace = write_example(folder)
    if as_json:
        say_json({"workspace": str(workspace.root)})
        return
    say(f"Made the workspace {workspace.root}. Next:")
    say(f"  cd {folder}")
    say("  nahtlos check                                        # look for mistakes")
    say("  nahtlos practice start                               # in another terminal")
    say("  nahtlos run report-participation --profile practice  # move the cases")
