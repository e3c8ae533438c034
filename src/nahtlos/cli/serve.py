"""`nahtlos serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.status import Status

app = new_app()

Listen = Annotated[str | None, typer.Option("--listen", metavar="HOST:PORT", help="Where it tells how it is.")]


@command(app, example="nahtlos serve\nnahtlos serve --listen 127.0.0.1:8901")
def serve(*, listen: Listen = None, as_json: AsJson = False) -> Status:
    """Run what the schedules say, as a service.

    Checks everything first, as `nahtlos check` does, and does not start with a mistake. Ctrl-C or SIGTERM: no slot is
    begun any more, cases at work are brought to an end, and after 10 seconds at most the next `nahtlos serve` goes on.
    Two of them may serve one workspace: each slot is run once. /health answers 200 while all is well, else 503.
    """
    from nahtlos.cli import service

    return service.serve(listen, as_json=as_json)
