"""`nahtlos audit export`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.output import say, say_json
from nahtlos.cli.status import Status

app = new_app()


class Format(StrEnum):
    """What others can read."""

    OCEL = "ocel"
    XES = "xes"
    ECS = "ecs"
    CSV = "csv"


Folder = Annotated[Path | None, typer.Argument(metavar="DIR", help="A journal; without it, that of this workspace.")]
As = Annotated[Format, typer.Option("--format", help="OCEL 2.0 as JSON, XES as XML, ECS as JSON lines, or CSV.")]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="The file that is written.")]
Since = Annotated[str, typer.Option("--since", metavar="DAY", help="The first day, like 2026-03-01.")]
Until = Annotated[str, typer.Option("--until", metavar="DAY", help="The last day.")]


@command(
    app, "export",
    example="nahtlos audit export --format ocel --out march.json --since 2026-03-01 --until 2026-03-31\n"
    "nahtlos audit export --format csv --out journal.csv",
)  # fmt: skip
def export(
    folder: Folder = None, *, as_: As, out: Out, since: Since = "", until: Until = "", as_json: AsJson = False
) -> Status:
    """Write the journal in a format of others: for process mining, log servers, spreadsheets.

    It says what the journal says: names, ids, pseudonyms and keyed hashes, never a value of a record.
    """
    from nahtlos.journal.exports.writing import Wanted, write_export
    from nahtlos.runtime.workspace import find_workspace

    wanted = Wanted(format=as_.value, since=since, until=until)
    lines = write_export(folder or find_workspace(here()).logs, out, wanted)
    if as_json:
        say_json({"file": str(out), "format": as_.value, "events": lines})
    else:
        say(f"{lines} events written to {out}.")
    return Status.DONE
