"""`nahtlos secrets`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.output import as_table, say, say_json

app = new_app("Keep user names and passwords, encrypted.")

SecretName = Annotated[str, typer.Argument(metavar="ACCOUNT.NAME", help="E.g. casework-bot.password.")]
Person = Annotated[str, typer.Argument(metavar="NAME", help="What the file calls somebody who can open it.")]


@command(app, "init", example="nahtlos secrets init")
def init(*, as_json: AsJson = False) -> None:
    """Make an identity for you and a file of secrets, where they are missing.

    The identity stays outside the workspace and opens the file; the file is encrypted and may be kept with the
    workspace.
    """
    from nahtlos.cli import keeping  # noqa: PLC0415 - not for --help

    name, key = keeping.begin()
    if as_json:
        say_json({"name": name, "recipient": key})
    else:
        say(f"You can open the secrets as {name}: {key}")
        say("Next: `nahtlos secrets set ACCOUNT.NAME`.")


@command(
    app,
    "set",
    example="nahtlos secrets set casework-bot.password\npass show casework | nahtlos secrets set casework-bot.password",
)
def set_secret(secret: SecretName, *, as_json: AsJson = False) -> None:
    """Set a secret; it is asked for, or read from what is piped in."""
    from nahtlos.cli import keeping  # noqa: PLC0415

    keeping.set_secret(secret)
    if as_json:
        say_json({"secret": secret, "set": True})
    else:
        say(f"{secret} is set.")


@command(app, "list", example="nahtlos secrets list")
def list_secrets(*, as_json: AsJson = False) -> None:
    """List the names of all secrets, and who can open the file; no values."""
    from nahtlos.cli import keeping  # noqa: PLC0415

    names, recipients = keeping.names(), keeping.recipients()
    if as_json:
        say_json({"secrets": list(names), "recipients": dict(recipients)})
        return
    say("\n".join(names) or "No secrets yet: `nahtlos secrets set ACCOUNT.NAME`.")
    if recipients:
        say("\n" + as_table(sorted(recipients.items()), headings=("can open it", "")))


@command(app, "remove", example="nahtlos secrets remove casework-bot.password")
def remove(secret: SecretName, *, as_json: AsJson = False) -> None:
    """Remove a secret."""
    from nahtlos.cli import keeping  # noqa: PLC0415

    keeping.remove_secret(secret)
    if as_json:
        say_json({"secret": secret, "set": False})
    else:
        say(f"{secret} is removed.")


@command(app, "allow", example="nahtlos secrets allow erika age1qz…")
def allow(
    name: Person,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Her public key, as `secrets init` printed it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Let somebody else open the file."""
    from nahtlos.cli import keeping  # noqa: PLC0415

    keeping.allow(name, key)
    if as_json:
        say_json({"name": name, "recipient": key})
    else:
        say(f"{name} can open the secrets.")


@command(app, "forbid", example="nahtlos secrets forbid erika")
def forbid(name: Person, *, as_json: AsJson = False) -> None:
    """Let somebody open the file no more; change the secrets that were known."""
    from nahtlos.cli import keeping  # noqa: PLC0415

    keeping.forbid(name)
    if as_json:
        say_json({"name": name, "recipient": None})
    else:
        say(f"{name} cannot open the secrets any more, but knows those from before: change them.")
