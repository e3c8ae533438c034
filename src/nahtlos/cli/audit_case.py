"""`nahtlos audit case`."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Annotated

import typer

from nahtlos.cli.answers import AsCsv, show
from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.status import Status

app = new_app()

ItemId = Annotated[str | None, typer.Argument(metavar="ID", help="The id of a case, as `items list` shows it.")]
RequestId = Annotated[
    str | None, typer.Option("--request", metavar="REQUEST", help="Instead: the cases of a person, once granted.")
]


@command(
    app, "case", example="nahtlos audit case 3f9a41c07be25d18\nnahtlos audit case --request 8c1f20aa97e3d645 --csv"
)
def case(item: ItemId = None, *, request: RequestId = None, as_json: AsJson = False, as_csv: AsCsv = False) -> Status:
    """Tell what happened to a case, line by line: who did what to it, when, under which version and legal basis.

    Whoever knows only a person or a natural key needs a second person: `nahtlos audit request`. Nothing personal is
    shown, and nothing of a case that was erased is lost here.
    """
    from nahtlos.errors import NothingKnown
    from nahtlos.journal.questions.case import happened
    from nahtlos.runtime.workspace import find_workspace

    if (item is None) is (request is None):
        raise typer.BadParameter("name a case, or a request with --request.", param_hint="ID")
    items = asyncio.run(_granted(request)) if request is not None else {item or ""}
    answer = happened(find_workspace(here()).logs, items=items)
    if not answer.rows:
        raise NothingKnown(what=f'a case "{item}"' if item else "this person")
    return show(answer, as_json=as_json, as_csv=as_csv)


async def _granted(request: str) -> Collection[str]:
    from nahtlos.runtime.definitions import read_settings
    from nahtlos.runtime.records import open_records
    from nahtlos.runtime.surroundings import current_user
    from nahtlos.runtime.two_persons import answer
    from nahtlos.runtime.workspace import find_workspace

    workspace = find_workspace(here())
    async with open_records(workspace, read_settings(workspace)) as records:
        _, items = await answer(workspace, records, request, to=current_user(), command="audit case")
        return items
