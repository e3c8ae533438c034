"""`nahtlos audit access`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.answers import AsCsv, Since, Until, moments, show
from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.status import Status

app = new_app()


@command(app, "access", example="nahtlos audit access --since 2026-03-01 --who erika")
def access(
    *,
    since: Since = None,
    until: Until = None,
    who: Annotated[str | None, typer.Option("--who", metavar="USER", help="Only what this person did.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> Status:
    """List who saw values or asked about a person, who granted it, and what was refused."""
    from nahtlos.journal.questions.access import accesses
    from nahtlos.runtime.workspace import find_workspace

    begin, end = moments(since, until)
    answer = accesses(find_workspace(here()).logs, who=who, since=begin, until=end)
    return show(answer, as_json=as_json, as_csv=as_csv)
