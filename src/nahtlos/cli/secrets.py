"""`nahtlos secrets`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import Profile
from nahtlos.cli.output import as_table, say, say_json
from nahtlos.cli.status import Status

app = new_app("Keep user names and passwords, encrypted.")
recipients = new_app("Who can open the encrypted file.")
app.add_typer(recipients, name="recipients")

SecretName = Annotated[str, typer.Argument(metavar="ACCOUNT.NAME", help="E.g. casework-bot.password.")]
Person = Annotated[str, typer.Argument(metavar="NAME", help="What the file calls somebody who can open it.")]
StoreName = Annotated[
    str | None, typer.Option("--store", metavar="STORE", help="file, keyring or vault; else the first that is set up.")
]


@command(app, "init", example="nahtlos secrets init")
def init(*, as_json: AsJson = False) -> None:
    """Make an identity for you and a file of secrets, where they are missing.

    The identity stays outside the workspace and opens the file; the file is encrypted and may be kept with the
    workspace.
    """
    from nahtlos.cli import keeping

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
def set_secret(secret: SecretName, *, store: StoreName = None, as_json: AsJson = False) -> None:
    """Set a secret; it is asked for, or read from what is piped in."""
    from nahtlos.cli import keeping

    kept = keeping.set_secret(secret, store=store)
    if as_json:
        say_json({"secret": secret, "set": True, "store": kept})
    else:
        say(f"{secret} is set ({kept}).")


@command(app, "list", example="nahtlos secrets list")
def list_secrets(*, as_json: AsJson = False) -> None:
    """List the names of the secrets in the encrypted file; no values, and no key is needed."""
    from nahtlos.cli import keeping

    names = keeping.names()
    if as_json:
        say_json({"secrets": list(names), "recipients": dict(keeping.recipients())})
    else:
        say("\n".join(names) or "No secrets yet: `nahtlos secrets set ACCOUNT.NAME`.")


@command(app, "check", example="nahtlos secrets check --profile test")
def check(*, profile: Profile = None, as_json: AsJson = False) -> Status:
    """Tell for each account of config/systems.yaml which store has its secrets, without showing any.

    Exit status 0: all are there; 1: one is missing, or a store cannot be asked.
    """
    from nahtlos.cli import keeping

    findings = keeping.check(profile)
    is_good = all(finding.problem is None for finding in findings)
    if as_json:
        found = [
            {
                "secret": one.secret, "systems": list(one.systems), "store": one.store,
                "problem": None if one.problem is None else one.problem.as_json(),
            }
            for one in findings
        ]  # fmt: skip
        say_json({"complete": is_good, "secrets": found})
    else:
        rows = [[one.secret, one.store or "-", ", ".join(one.systems)] for one in findings]
        say(as_table(rows, headings=("secret", "store", "opens")) if rows else "No bot needs a secret.")
        problems = dict.fromkeys(str(one.problem) for one in findings if one.problem is not None)
        say("".join(f"\n{problem}" for problem in problems).strip("\n"))
    return Status.DONE if is_good else Status.FAILED


@command(app, "rotate", example="nahtlos secrets rotate casework-bot.password")
def rotate(secret: SecretName, *, as_json: AsJson = False) -> None:
    """Replace a secret where it is kept; nothing of the old one stays.

    The journal notes that and by whom. The system itself is not told: change the password there, too.
    """
    from nahtlos.cli import keeping

    kept = keeping.rotate(secret)
    systems = keeping.systems_of(secret)
    if as_json:
        say_json({"secret": secret, "rotated": True, "store": kept, "systems": list(systems)})
        return
    say(f"{secret} is replaced ({kept}). What was there before is kept nowhere; backups may still have it.")
    where = ", ".join(systems) or "the system it opens"
    say(f"Change it in {where} now, then try it with `nahtlos systems test SYSTEM`.")


@command(app, "remove", example="nahtlos secrets remove casework-bot.password")
def remove(secret: SecretName, *, as_json: AsJson = False) -> None:
    """Remove a secret from the store that has it."""
    from nahtlos.cli import keeping

    kept = keeping.remove_secret(secret)
    if as_json:
        say_json({"secret": secret, "set": False, "store": kept})
    else:
        say(f"{secret} is removed ({kept}).")


# ------------------------------------------------------------------ who can open the file


@command(recipients, "list", example="nahtlos secrets recipients list")
def list_recipients(*, as_json: AsJson = False) -> None:
    """List who can open the file, with their public keys; no key is needed."""
    from nahtlos.cli import keeping

    people = keeping.recipients()
    if as_json:
        say_json({"recipients": dict(people)})
    else:
        say(as_table(sorted(people.items())) or "There is no file yet: `nahtlos secrets init`.")


@command(recipients, "add", example="nahtlos secrets recipients add erika age1qz…")
def add_recipient(
    name: Person,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Their public key, as `secrets init` printed it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Let somebody else open the file: it is encrypted anew, for them too."""
    from nahtlos.cli import keeping

    keeping.add_recipient(name, key)
    if as_json:
        say_json({"name": name, "recipient": key})
    else:
        say(f"{name} can open the secrets.")


@command(recipients, "remove", example="nahtlos secrets recipients remove erika")
def remove_recipient(name: Person, *, as_json: AsJson = False) -> None:
    """Let somebody open the file no more; rotate the secrets they knew."""
    from nahtlos.cli import keeping

    keeping.remove_recipient(name)
    if as_json:
        say_json({"name": name, "recipient": None})
    else:
        say(f"{name} cannot open the secrets any more, but knows those from before: `nahtlos secrets rotate` each.")
