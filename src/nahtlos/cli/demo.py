"""`nahtlos demo`."""

from __future__ import annotations

from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.status import Status

app = new_app()

Cases = Annotated[int, typer.Option("--cases", min=12, metavar="N", help="How many cases to make up.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Other cases, other ids and places on the screens.")]
Again = Annotated[bool, typer.Option("--again", help="Run a second time; it must write nothing.")]
Keep = Annotated[bool, typer.Option("--keep", help="Leave the systems running and say how to log in.")]


@command(app, example="nahtlos demo --cases 20 --again")
def demo(
    *, cases: Cases = 200, again: Again = False, keep: Keep = False, seed: Seed = 2026, as_json: AsJson = False
) -> Status:
    """Run the main job from nothing, with a verdict.

    Starts two practice systems on free ports with fresh data, moves the approved vouchers out of one into the other
    through their screens, brings the receipts back, counts both sides again and verifies the journal. Six cases are
    wrong on purpose. Exit status 0 if and only if balanced and intact.
    """
    from nahtlos.cli import playing
    from nahtlos.runtime.practice_systems import Making

    return playing.play(Making(cases=cases, seed=seed), again=again, keep=keep, as_json=as_json)
