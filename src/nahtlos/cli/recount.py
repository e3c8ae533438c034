"""`nahtlos recount`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.status import Status

app = new_app()

Workflow = Annotated[str | None, typer.Argument(metavar="WORKFLOW", help="Its newest run; without it, the newest run.")]
RunId = Annotated[str | None, typer.Option("--run", metavar="RUN", help="This run.")]


@command(app, example="nahtlos recount report-participation")
def recount(workflow: Workflow = None, *, run: RunId = None, as_json: AsJson = False) -> Status:
    """Count both sides of a run once more; writes nothing.

    A balance holds for the moment in which it was struck. This one says whether it still holds: a record that was
    deleted in the target since then is missed. Exit status: 0 balanced, 1 not balanced.
    """
    import asyncio

    from nahtlos.cli.balance import balance_as_json, say_balance
    from nahtlos.cli.options import here
    from nahtlos.cli.output import complain, say, say_json
    from nahtlos.runtime.running import Wish, count_again
    from nahtlos.runtime.workspace import find_workspace

    work = count_again(find_workspace(here()), Wish(warn=complain), workflow=workflow, run=run)
    counted, balance = asyncio.run(work)
    if as_json:
        say_json({"run": counted.id, "balance": balance_as_json(balance), "balanced": balance.is_balanced})
    else:
        say(f"Run {counted.id}")
        say()
        say_balance(balance)
    return Status.DONE if balance.is_balanced else Status.FAILED
