"""`nahtlos audit run`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.answers import AsCsv, show
from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.status import Status

app = new_app()


@command(app, "run", example="nahtlos audit run 2026-03-01-report-participation-3f9a41")
def run(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="The id of a run.")],
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> Status:
    """List the cases that a run touched, with what came of each and how often it was written for."""
    from nahtlos.errors import NothingKnown
    from nahtlos.journal.questions.touched import touched
    from nahtlos.runtime.workspace import find_workspace

    answer = touched(find_workspace(here()).logs, run=run_id)
    if not answer.rows:
        raise NothingKnown(what=f'cases of a run "{run_id}"')
    return show(answer, as_json=as_json, as_csv=as_csv)
