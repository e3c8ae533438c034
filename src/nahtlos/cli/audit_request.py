"""`nahtlos audit request` and `nahtlos audit grant`: it takes two people to turn a person into a pseudonym."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.output import say, say_json
from nahtlos.cli.status import Status

if TYPE_CHECKING:
    from nahtlos.ledger.privacy import Request
    from nahtlos.runtime.records import Records

app = new_app()

Person = Annotated[
    str, typer.Argument(metavar="PERSON-KEY", help="A natural key: of a case, of a record, or any value of one.")
]
Reason = Annotated[str, typer.Option("--reason", help="Why, for who grants it; kept encrypted.")]


@command(app, "request", example='nahtlos audit request BGS-2026-000123 --reason "complaint 12/26"')
def request(person: Person, *, reason: Reason, as_json: AsJson = False) -> Status:
    """Ask for what happened to the cases of a person; another person has to grant it.

    Both acts are in the journal; the key of the person is not. A request holds for seven days.
    """
    from nahtlos.runtime.surroundings import current_user
    from nahtlos.runtime.two_persons import make_request

    by = current_user()
    made = asyncio.run(_with_records(lambda records: make_request(records, person, by=by, reason=reason, use="case")))
    if as_json:
        say_json({"request": made.id, "requested_by": made.by})
    else:
        say(f"Request {made.id}. Another person types: nahtlos audit grant {made.id}")
        say(f"Then you see the answer: nahtlos audit case --request {made.id}")
    return Status.DONE


@command(app, "grant", example="nahtlos audit grant 8c1f20aa97e3d645 --show\nnahtlos audit grant 8c1f20aa97e3d645")
def grant(
    request_id: Annotated[str, typer.Argument(metavar="REQUEST", help="The id of the request.")],
    *,
    show: Annotated[bool, typer.Option("--show", help="Only show who asks for whom, and why.")] = False,
    as_json: AsJson = False,
) -> Status:
    """Agree that somebody else learns which cases are about a person.

    Refused for who made the request; that attempt is in the journal, too.
    """
    from nahtlos.runtime.surroundings import current_user
    from nahtlos.runtime.two_persons import grant as agree
    from nahtlos.runtime.two_persons import look_at

    way = look_at if show else partial(agree, by=current_user())
    known = asyncio.run(_with_records(lambda records: way(records, request_id)))
    if as_json:
        said = {"person": known.person, "reason": known.reason} if show else {}
        say_json({"request": known.id, "requested_by": known.by, "use": known.use, "granted": not show, **said})
    elif show:
        wish = "to see the data of" if known.use == "disclose" else "which cases are about"
        say(f"{known.by} asks {wish} {known.person}: {known.reason}")
    else:
        say(f"Granted to {known.by}.")
    return Status.DONE


async def _with_records(work: Callable[[Records], Awaitable[Request]]) -> Request:
    from nahtlos.runtime.definitions import read_settings
    from nahtlos.runtime.records import open_records
    from nahtlos.runtime.workspace import find_workspace

    workspace = find_workspace(here())
    async with open_records(workspace, read_settings(workspace)) as records:
        return await work(records)
