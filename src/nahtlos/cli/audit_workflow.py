"""`nahtlos audit workflow`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.answers import AsCsv, Since, Until, moments, show
from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.status import Status

app = new_app()

Name = Annotated[str | None, typer.Argument(metavar="WORKFLOW", help="Only this workflow; without it, all.")]


@command(app, "workflow", example="nahtlos audit workflow report-participation --since 2026-03-01")
def workflow(
    name: Name = None, *, since: Since = None, until: Until = None, as_json: AsJson = False, as_csv: AsCsv = False
) -> Status:
    """List which version of a workflow ran when, and who started it.

    A version is the hash of the workflow and its bots; logs/workflows keeps their texts by it. Nobody releases versions
    yet: who started a run also released it, and the answer says "not separated".
    """
    from nahtlos.journal.questions.versions import versions
    from nahtlos.runtime.workspace import find_workspace

    begin, end = moments(since, until)
    answer = versions(find_workspace(here()).logs, workflow=name, since=begin, until=end)
    return show(answer, as_json=as_json, as_csv=as_csv)
