"""`nahtlos look`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import Profile, here
from nahtlos.cli.output import complain, say, say_json
from nahtlos.cli.status import Status

app = new_app()

Open = Annotated[bool, typer.Option("--open", help="Open folds and tabs, and show what is behind them, too.")]

Where = Annotated[str, typer.Argument(metavar="SYSTEM|URL", help="A system to sign in to, or an address without one.")]
Page = Annotated[str, typer.Argument(metavar="PAGE", help="A path of the system, like /gutschein/suchen.")]


@command(app, example="nahtlos look casework /gutschein/suchen --profile practice\nnahtlos look https://app.example/login")
def look(
    where: Where, page: Page = "", *, profile: Profile = None, opens: Open = False, as_json: AsJson = False
) -> Status:
    """Show what a bot can say on a page, ready to paste.

    Every field, button, link and table with the words that reach it and nothing else. Shows no values; writes nothing.
    """
    from dataclasses import asdict

    from nahtlos.cli.surveyed import as_lines
    from nahtlos.runtime.looking import look_at, look_in
    from nahtlos.runtime.workspace import find_workspace

    is_address = where.startswith(("http://", "https://"))
    if is_address and (page or profile):
        raise typer.BadParameter("an address stands alone.", param_hint="PAGE")
    if is_address:
        seen = look_at(where, opens=opens)
    else:
        seen = look_in(find_workspace(here()), where, page, profile=profile, opens=opens, warn=complain)
    if as_json:
        say_json(asdict(seen))
    else:
        for line in as_lines(seen):
            say(line)
    return Status.DONE
