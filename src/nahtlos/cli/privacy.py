"""`nahtlos privacy`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.status import Status

app = new_app("Erase, disclose and prune what is known about people.")

Yes = Annotated[bool, typer.Option("--yes", help="Do it; without it, only say what would be done.")]
Key = Annotated[str | None, typer.Option("--key", metavar="KEY", help="A natural key, or any value of a record.")]


class ClassName(StrEnum):
    """The classes of the journal."""

    RUNS = "runs"
    ACCESS = "access"
    ADMIN = "admin"


@command(
    app,
    "erase",
    example="nahtlos privacy erase 3f9a41c07be25d18\n"
    'nahtlos privacy erase 3f9a41c07be25d18 --yes --reason "file 12/26"',
)
def erase(
    item: Annotated[str | None, typer.Argument(metavar="ID", help="The id of a case.")] = None,
    *,
    key: Key = None,
    yes: Yes = False,
    reason: Annotated[str, typer.Option("--reason", help="Why: the number of a file, no names. It is kept.")] = "",
    as_json: AsJson = False,
) -> Status:
    """Erase what is stored of a case, or of all cases of a person, for good; without --yes, only say what.

    Destroys the key of each case and overwrites what it had sealed. The journal holds no values, stays as it is, and
    still verifies. Refused while a case is open or on hold. Leaves a receipt in logs/receipts. Copies of the database
    in backups end with the backups.
    """
    from nahtlos.cli import privately

    if (item is None) is (key is None):
        raise typer.BadParameter("name a case, or a key with --key.", param_hint="ID")
    return privately.erase(item, key, reason=reason if yes else None, as_json=as_json)


@command(
    app,
    "disclose",
    example='nahtlos privacy disclose --key BGS-2026-000123 --reason "file 12/26"\n'
    "nahtlos privacy disclose --request 8c1f20aa97e3d645 --out answer.txt",
)
def disclose(
    *,
    key: Key = None,
    reason: Annotated[str, typer.Option("--reason", help="Why, for who grants it; kept encrypted.")] = "",
    request: Annotated[str | None, typer.Option("--request", metavar="REQUEST", help="A granted request.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it to a file of your own.")] = None,
    english: Annotated[
        bool | None,
        typer.Option("--english/--german", help="Else in the language of the settings.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> Status:
    """Tell what the bots did with the data of one person, for an answer under Article 15 GDPR.

    It takes two people, because it shows values and turns a person into cases: --key makes a request, another person
    types `nahtlos audit grant`, and --request shows the answer to who asked.
    """
    from nahtlos.cli import privately

    if (key is None) is (request is None):
        raise typer.BadParameter("give --key with --reason to ask, or --request for the answer.", param_hint="--key")
    if key is not None:
        return privately.ask_for_disclosure(key, reason=reason, as_json=as_json)
    return privately.disclose(request or "", out=out, english=english, as_json=as_json)


@command(app, "hold", example='nahtlos privacy hold 3f9a41c07be25d18 --reason "complaint 12/26"')
def hold(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The id of a case or of a run.")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept encrypted.")] = "",
    off: Annotated[bool, typer.Option("--off", help="Allow it again.")] = False,
    as_json: AsJson = False,
) -> Status:
    """Forbid to erase and prune what is known of a case or of a run, or allow it again."""
    from nahtlos.cli import privately

    return privately.hold(id_, reason=reason, off=off, as_json=as_json)


@command(
    app, "prune", example="nahtlos privacy prune\nnahtlos privacy prune --yes\n"
    "nahtlos privacy prune --class access --before 2026-03-01 --yes",
)  # fmt: skip
def prune(
    *,
    yes: Yes = False,
    log_class: Annotated[ClassName | None, typer.Option("--class", help="Only lines of this class.")] = None,
    before: Annotated[
        datetime | None,
        typer.Option("--before", formats=["%Y-%m-%d"], metavar="DAY", help="With --class: lines before this day."),
    ] = None,
    as_json: AsJson = False,
) -> Status:
    """End what is kept for too long; without --yes, only say what.

    Payloads of finished cases go by `retention` of their workflow, lines of the journal by `journal.retention` of the
    settings. Of lines, hashes stay, so that verify still proves all others. Open cases and holds stay.
    """
    from nahtlos.cli import privately

    if before is not None and log_class is None:
        raise typer.BadParameter("name the class, too: --class runs.", param_hint="--before")
    day = None if before is None else before.date()
    return privately.prune(log_class.value if log_class else None, day, yes=yes, as_json=as_json)
