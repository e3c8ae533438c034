"""`nahtlos tokens`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.output import as_table, complain, say, say_json

app = new_app("Let programs call the HTTP API of `nahtlos serve`.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Who calls, like payroll-server; the journal names it.")]


class May(StrEnum):
    """What a token may do."""

    READ = "read"
    START = "start"
    STOP = "stop"


@command(app, "add", example="nahtlos tokens add payroll-server --may start --may read --days 365")
def add(
    name: Name,
    *,
    may: Annotated[list[May] | None, typer.Option("--may", help="May be repeated; without it: read.")] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, max=3650, help="How long it is accepted.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a token and print its secret, once; only a hash of it is kept.

    read: see runs and what came of calls. start: start schedules that say `call: {}`. stop: ask runs to stop.
    """
    from nahtlos.cli import callers

    rights = [right.value for right in may or [May.READ]]
    secret = callers.add(name, rights, days=days)
    if as_json:
        say_json({"token": name, "may": rights, "secret": secret})
    else:
        say(secret)
        complain("This is shown once. Send it as `Authorization: Bearer …`.")


@command(app, "list", example="nahtlos tokens list")
def list_tokens(*, as_json: AsJson = False) -> None:
    """List tokens: what they may do, who made them, until when they are accepted."""
    from nahtlos.cli import callers

    rows = callers.all_tokens()
    if as_json:
        say_json({"tokens": rows})
        return
    names = ("token", "may", "added_by", "added_at", "until")
    cells = [[_cell(row[name]) for name in names] for row in rows]
    say(as_table(cells, headings=("token", "may", "added by", "added at", "until")) if rows else "No tokens.")


def _cell(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")


@command(app, "remove", example="nahtlos tokens remove payroll-server")
def remove(name: Name, *, as_json: AsJson = False) -> None:
    """Accept a token no more, from the next call on."""
    from nahtlos.cli import callers

    callers.remove(name)
    if as_json:
        say_json({"token": name, "removed": True})
    else:
        say(f"{name} is not accepted any more.")
