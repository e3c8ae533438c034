"""`nahtlos run`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import Inputs, Limit, Profile, named_values
from nahtlos.cli.status import Status

app = new_app()

Workflow = Annotated[str | None, typer.Argument(metavar="WORKFLOW", help="A file in workflows/, without .yaml.")]
RunId = Annotated[str | None, typer.Argument(metavar="RUN", help="With --resume: which run; else the newest one.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a run that is not finished.")]
From = Annotated[str | None, typer.Option("--from", metavar="STEP", help="Resume; look again from this step on.")]
FromStart = Annotated[bool, typer.Option("--from-start", help="Resume; look at every case again from its first step.")]
Accept = Annotated[bool, typer.Option("--accept-changes", help="Resume with workflow and bots as they are now.")]
AsItWas = Annotated[bool, typer.Option("--as-it-was", help="Resume with workflow and bots as the run began with them.")]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why; the journal keeps it. Name nobody.")]
Saved = Annotated[Path | None, typer.Option("--plan", metavar="FILE", help="Write only what this saved plan shows.")]
MaxWrites = Annotated[int | None, typer.Option("--max-writes", min=1, metavar="N", help="Stop before one write more.")]
NoRecount = Annotated[bool, typer.Option("--no-recount", help="Do not count both sides again in the end.")]


@command(app, example="nahtlos run report-participation --profile practice\nnahtlos run report-participation --resume")
def run(
    workflow: Workflow = None, run_id: RunId = None, *, resume: Resume = False, from_step: From = None,
    from_start: FromStart = False, accept_changes: Accept = False, as_it_was: AsItWas = False, reason: Reason = None,
    plan: Saved = None, limit: Limit = None, max_writes: MaxWrites = None, no_recount: NoRecount = False,
    inputs: Inputs = None, profile: Profile = None, as_json: AsJson = False,
) -> Status:  # fmt: skip
    """Move the cases of a workflow.

    Lists the cases, works on each, counts both sides again and prints the balance. Ctrl-C stops where nothing is half
    done; --resume goes on where it stopped, with --from from a step on, with --from-start from the start: what is done
    is seen in the target and not done again. Exit status: 0 all done, skipped or kept; 1 something failed or is in
    doubt; 2 the input is wrong; 3 finished, but cases are rejected or wait for people, or the run was stopped on
    purpose.
    """
    from nahtlos.cli import work
    from nahtlos.runtime.running import Wish

    wish = Wish(
        inputs=named_values(inputs), limit=limit, max_writes=max_writes, recount=not no_recount, saved_plan=plan
    )
    again = work.Again(
        step=from_step, from_start=from_start, accept_changes=accept_changes, as_it_was=as_it_was, reason=reason
    )
    if resume:
        left = work.Left(workflow=workflow, run=run_id, profile=profile, version=again.version())
        return work.resume(left, replace(wish, resumption=again.resumption()), as_json=as_json)
    again.refuse()
    if workflow is None or run_id is not None:
        raise typer.BadParameter("name one workflow; a run can only be resumed.", param_hint="WORKFLOW")
    return work.start(workflow, wish, profile=profile, as_json=as_json)
