"""`nahtlos runs`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import Reveal
from nahtlos.cli.status import Status

app = new_app("List runs, show one, stop one from anywhere.")

RunId = Annotated[str, typer.Argument(metavar="RUN", help="The id of a run, as `runs list` shows it.")]
Only = Annotated[str | None, typer.Option("--workflow", metavar="WORKFLOW", help="Only runs of this workflow.")]
Most = Annotated[int, typer.Option("--most", min=1, max=1000, metavar="N", help="So many, the newest first.")]
Follow = Annotated[bool, typer.Option("--follow", help="Keep looking until Ctrl-C, or until the run has ended.")]


class State(StrEnum):
    """How a run can be."""

    AT_WORK = "at_work"
    STOPPING = "stopping"
    PAUSED = "paused"
    OPEN = "open"
    FINISHED = "finished"
    BROKEN_OFF = "broken_off"


InState = Annotated[State | None, typer.Option("--state", help="Only runs that are like this just now.")]


@command(app, "list", example="nahtlos runs list\nnahtlos runs list --state at_work --follow")
def list_runs(
    *, workflow: Only = None, state: InState = None, most: Most = 20, follow: Follow = False, as_json: AsJson = False
) -> Status:
    """List runs, the newest first: how each is, what came of its cases, who or what started it.

    at_work: a process works on it; stopping: it was asked to stop; paused: it stopped on purpose; open: it came to its
    end, and cases wait for people; finished: every case has an outcome; broken_off: its process is gone. With --json
    and --follow, one object a line whenever something has changed.
    """
    from nahtlos.cli import rounds

    wanted = rounds.Wanted(workflow=workflow, state=None if state is None else state.value, most=most)
    return rounds.show_all(wanted, follow=follow, as_json=as_json)


@command(app, "show", example="nahtlos runs show 2026-11-22-report-participation-3f9a41 --follow")
def show(run: RunId, *, follow: Follow = False, reveal: Reveal = False, as_json: AsJson = False) -> Status:
    """Show a run: its counts, its balance, its times, why it stopped, and which cases wait for people.

    Its inputs may be about a person: they are shown with --reveal only, and the journal notes it.
    """
    from nahtlos.cli import rounds

    return rounds.show_one(run, follow=follow, reveal=reveal, as_json=as_json)


@command(app, "stop", example='nahtlos runs stop 2026-11-22-report-participation-3f9a41 --reason "Payments at 14:00"')
def stop(
    run: RunId,
    *,
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="TEXT", help="Why; stands in the journal, so name no person but yourself."),
    ] = None,
    wait: Annotated[float, typer.Option("--wait", min=0, metavar="SECONDS", help="How long to wait for it.")] = 60,
    as_json: AsJson = False,
) -> Status:
    """Ask a run to stop, from any terminal on any machine that has the ledger.

    The request is kept in the ledger, and the journal notes who asked. The run begins no further write, brings the
    cases at work to where nothing is half done, and stops; `nahtlos run --resume` goes on.
    """
    from nahtlos.cli import rounds

    return rounds.stop(run, reason=reason, wait=wait, as_json=as_json)
