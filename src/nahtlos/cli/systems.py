"""`nahtlos systems`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import Profile
from nahtlos.cli.output import as_table, say, say_json

app = new_app("List systems, try to sign in, unlock an account.")

System = Annotated[str, typer.Argument(metavar="SYSTEM", help="A name in config/systems.yaml.")]


@command(app, "list", example="nahtlos systems list --profile practice")
def list_systems(*, profile: Profile = None, as_json: AsJson = False) -> None:
    """List systems with address and account, and whether they are paused, locked or closed by a blocking window."""
    from nahtlos.cli import sites

    rows = sites.states(profile)
    if as_json:
        say_json({"systems": rows})
        return
    names = ("system", "bot", "address", "account", "sessions", "state")
    say(as_table([[str(row[name]) for name in names] for row in rows], headings=names))


@command(app, "test", example="nahtlos systems test casework --profile practice")
def test(system: System, *, profile: Profile = None, as_json: AsJson = False) -> None:
    """Sign in once and see that it worked; a failed try locks the account for all runs."""
    from nahtlos.cli import sites

    account = sites.test(system, profile=profile)
    if as_json:
        say_json({"system": system, "account": account, "signed_in": True})
    else:
        say(f"Signed in to {system} as {account}.")


@command(app, "unlock", example="nahtlos systems unlock casework")
def unlock(system: System, *, profile: Profile = None, as_json: AsJson = False) -> None:
    """Allow the use of an account again, after its secret was corrected."""
    from nahtlos.cli import sites

    account, was_locked = sites.unlock(system, profile=profile)
    if as_json:
        say_json({"system": system, "account": account, "was_locked": was_locked})
    elif was_locked:
        say(f"The account {account} of {system} may be used again.")
    else:
        say(f"The account {account} of {system} was not locked.")
