"""`nahtlos audit lineage`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.answers import AsCsv, show
from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.status import Status

app = new_app()


@command(app, "lineage", example="nahtlos audit lineage 3f9a41c07be25d18 receipt_no")
def lineage(
    what: Annotated[str, typer.Argument(metavar="EFFECT|ITEM", help="The id of an effect or of a case.")],
    field: Annotated[str, typer.Argument(metavar="FIELD", help="The field that was written.")],
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> Status:
    """Tell where the value of a written field came from: its expression, what that read, and when.

    Uses the text of the version that ran, which logs/workflows keeps; its hash is compared with that in the journal.
    Shows no values.
    """
    from nahtlos.runtime.lineage import trace
    from nahtlos.runtime.workspace import find_workspace

    return show(trace(find_workspace(here()), what, field), as_json=as_json, as_csv=as_csv)
