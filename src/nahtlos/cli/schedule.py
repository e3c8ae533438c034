"""`nahtlos schedule`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import Inputs, named_values
from nahtlos.cli.status import Status

app = new_app("Show what runs when; pause it, run it now, make up for the past.")

FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]

Name = Annotated[str, typer.Argument(metavar="SCHEDULE", help="A schedule of config/schedules.yaml.")]
MaybeName = Annotated[str | None, typer.Argument(metavar="SCHEDULE", help="Only this one; else all.")]
Count = Annotated[int, typer.Option("--count", "-n", min=1, max=1000, metavar="N", help="So many due times.")]
From = Annotated[datetime, typer.Option("--from", formats=FORMATS, help="Wall time; a date begins at 00:00.")]
Until = Annotated[
    datetime | None, typer.Option("--until", formats=FORMATS, help="Wall time; a date ends at 24:00. Else until now.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Really do it; without, it only shows what it would do.")]


@command(app, "list", example="nahtlos schedule list")
def list_schedules(*, as_json: AsJson = False) -> Status:
    """List the schedules: when each is due next, how its last slot ended, whether it is paused."""
    from nahtlos.cli import timetable

    return timetable.show_all(as_json=as_json)


@command(app, "next", example="nahtlos schedule next\nnahtlos schedule next report-participation -n 12")
def next_slots(name: MaybeName = None, *, count: Count = 5, as_json: AsJson = False) -> Status:
    """Say what is due next, and why then; nothing has to serve for that."""
    from nahtlos.cli import timetable

    return timetable.show_next(name, count, as_json=as_json)


@command(app, "slots", example="nahtlos schedule slots report-participation")
def slots(name: MaybeName = None, *, most: Count = 20, as_json: AsJson = False) -> Status:
    """List what was due, the latest first, and what came of it: done, failed, missed, skipped."""
    from nahtlos.cli import timetable

    return timetable.show_slots(name, most, as_json=as_json)


@command(app, "pause", example="nahtlos schedule pause report-participation")
def pause(name: Name, *, as_json: AsJson = False) -> Status:
    """Skip what is due from now on, until it is resumed. A run at work goes on: `nahtlos runs stop` stops it."""
    from nahtlos.cli import timetable

    return timetable.pause(name, as_json=as_json)


@command(app, "resume", example="nahtlos schedule resume report-participation")
def resume(name: Name, *, as_json: AsJson = False) -> Status:
    """Go on from now; what was due meanwhile is not made up for (`backfill` does that)."""
    from nahtlos.cli import timetable

    return timetable.resume(name, as_json=as_json)


@command(app, "run", example="nahtlos schedule run report-participation")
def run(name: Name, *, inputs: Inputs = None, as_json: AsJson = False) -> Status:
    """Let a schedule run now, also while it is paused; `nahtlos serve` does it, and the journal notes who wanted it."""
    from nahtlos.cli import timetable

    return timetable.run_now(name, named_values(inputs), as_json=as_json)


@command(app, "backfill", example="nahtlos schedule backfill report-participation --from 2026-11-02 --until 2026-11-06")
def backfill(name: Name, *, from_: From, until: Until = None, yes: Yes = False, as_json: AsJson = False) -> Status:
    """Run what was due in the past and has not run: slots without a row, and those that were missed or skipped.

    Without --yes it shows them and does nothing.
    """
    from nahtlos.cli import timetable

    return timetable.backfill(name, from_, until, really=yes, as_json=as_json)
