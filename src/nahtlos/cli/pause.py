"""`nahtlos pause`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.output import say, say_json
from nahtlos.cli.status import Status

app = new_app()

System = Annotated[str | None, typer.Argument(metavar="SYSTEM", help="A system; without it, all of them.")]
Off = Annotated[bool, typer.Option("--off", help="Allow writing again.")]


@command(app, example="nahtlos pause exchange\nnahtlos pause exchange --off")
def pause(system: System = None, *, off: Off = False, as_json: AsJson = False) -> Status:
    """Stop all writing to a system, or allow it again.

    Runs that are at work stop before their next save. The journal notes who paused and who went on.
    """
    from nahtlos.cli import sites

    name = sites.go_on(system) if off else sites.pause(system)
    if as_json:
        say_json({"system": name, "paused": not off})
    elif off:
        say(f"{'Everything' if name == '*' else name} may be written to again. Go on with `nahtlos run --resume`.")
    else:
        say(f"{'Everything' if name == '*' else name} is paused.")
    return Status.DONE
