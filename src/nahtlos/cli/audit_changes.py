"""`nahtlos audit changes`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.answers import AsCsv, moments, show
from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.status import Status

app = new_app()


@command(app, "changes", example="nahtlos audit changes --bot exchange --day 2026-03-01 --csv")
def changes(
    *,
    day: Annotated[str, typer.Option("--day", metavar="DAY", help="A day of this computer's calendar, 2026-03-01.")],
    system: Annotated[str | None, typer.Option("--system", metavar="SYSTEM", help="Only in this system.")] = None,
    bot: Annotated[str | None, typer.Option("--bot", metavar="BOT", help="In all systems of this bot.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> Status:
    """List what was written to a system on a day: record, fields, outcome, and the lines that prove it.

    A bot stands for the systems that it operates by config/systems.yaml today; without --system and --bot, all of them.
    """
    from nahtlos.errors import UnknownSystemName
    from nahtlos.journal.questions.changes import changes as ask
    from nahtlos.model import load_systems
    from nahtlos.runtime.workspace import SYSTEMS, find_workspace

    workspace = find_workspace(here())
    known = load_systems(workspace.read(SYSTEMS)).systems if system is None else {}
    chosen = {system} if system else {name for name, each in known.items() if bot in (None, each.bot)}
    if not chosen:
        raise UnknownSystemName(name=bot or "", known=tuple(sorted({each.bot for each in known.values()})))
    since, until = moments(day, day)
    return show(ask(workspace.logs, systems=chosen, since=since, until=until), as_json=as_json, as_csv=as_csv)
