"""`nahtlos check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import Profile
from nahtlos.cli.output import complain, say, say_json
from nahtlos.cli.status import Status

app = new_app()

LOOKED_AT = ("systems", "bots", "workflows", "schedules")

Names = Annotated[list[str] | None, typer.Argument(metavar="WORKFLOW...", help="Workflows; without any, all.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say what was looked at.")]
Live = Annotated[bool, typer.Option("--live", help="Open the screens that the bots use, and compare them.")]
Samples = Annotated[
    list[str] | None,
    typer.Option("--sample", metavar="SYSTEM.WHAT.NAME=VALUE", help="With --live: a record to look at, or an input."),
]
Accept = Annotated[bool, typer.Option("--accept", help="With --live: accept the screens as they are now.")]


@command(
    app,
    example="nahtlos check\nnahtlos check report-participation -v\n"
    "nahtlos check --live report-participation --profile practice",
)
def check(
    workflows: Names = None, *, live: Live = False, accept: Accept = False, sample: Samples = None,
    profile: Profile = None, verbose: Verbose = False, as_json: AsJson = False,
) -> Status:  # fmt: skip
    """Look for mistakes in all files; opens nothing.

    Reads settings, systems, bots, workflows and schedules and reports all problems at once, with file, line and
    column. The Python of a bot is imported in a process of its own.

    With --live it signs in to the systems and looks at every screen the bots use: that each locator means exactly
    one thing, and that each field has the type, options and length it had when somebody accepted them. It reads and
    searches; nothing that writes leaves the browser, and everything it could not look at is named. It looks at the
    first record that a system lists, or at the one of --sample, such as casework.voucher.voucher_no=4711. What was
    accepted stands in config/contracts; a run compares it before its first write of the day.
    """
    for option, is_given in (("--accept", accept), ("--sample", sample), ("--profile", profile)):
        if is_given and not live:
            raise typer.BadParameter("this goes with --live.", param_hint=option)
    if live:
        from nahtlos.cli import inspecting

        return inspecting.show(workflows or (), profile=profile, accept=accept, samples=sample or (), as_json=as_json)
    from nahtlos.runtime import checking
    from nahtlos.runtime.surroundings import SystemClock
    from nahtlos.runtime.workspace import find_workspace

    checked = checking.check(find_workspace(Path.cwd()), workflows or (), now=SystemClock().now())
    status = Status.INPUT if checked.problems else Status.DONE
    if as_json:
        facts = {name: getattr(checked, name) for name in LOOKED_AT}
        found = {"problems": [each.as_json() for each in checked.problems], "warnings": [*checked.warnings]}
        say_json({"ok": not checked.problems, **facts, **found})
        return status
    if verbose:
        for name in LOOKED_AT:
            say(f"{name}: {', '.join(getattr(checked, name)) or 'none'}")
    if checked.problems:
        complain("\n\n".join(problem.report() for problem in checked.problems))
        complain(f"\n{len(checked.problems)} problem{'s' if len(checked.problems) != 1 else ''}. Nothing was opened.")
    else:
        counts = [_count(checked.workflows, "workflow"), _count(checked.bots, "bot")]
        counts += [_count(checked.schedules, "schedule")] if checked.schedules else []
        say(f"{', '.join(counts)}: no problems.")
        for warning in checked.warnings:
            say(warning)
    return status


def _count(things: object, word: str) -> str:
    number = len(things)  # type: ignore[arg-type]
    return f"{number} {word}{'s' if number != 1 else ''}"
