"""`nahtlos practice`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.status import Status

app = new_app("Start practice systems to try things out.")

Cases = Annotated[int, typer.Option("--cases", min=12, metavar="N", help="How many cases to make up.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Other cases, other ids and places on the screens.")]
Data = Annotated[Path | None, typer.Option("--data", metavar="FILE", help="Cases from a CSV file instead.")]
Settle = Annotated[float, typer.Option("--settle", metavar="S", help="Seconds within which a write is committed.")]
Systems = Annotated[
    list[str] | None, typer.Argument(metavar="SYSTEM...", help="casework, exchange, rpa-challenge; else the first two.")
]


@command(app, "start", example="nahtlos practice start --cases 50\nnahtlos practice start rpa-challenge")
def start(
    systems: Systems = None, *, cases: Cases = 200, seed: Seed = 2026, data: Data = None, settle: Settle = 3.0,
    as_json: AsJson = False,
) -> Status:  # fmt: skip
    """Start casework and exchange, or those that are named, and serve them until Ctrl-C.

    Prints addresses and passwords, and notes them in logs/, so that `--profile practice` finds them from another
    terminal of this workspace.
    """
    from nahtlos.cli import serving
    from nahtlos.runtime.practice_systems import CHALLENGE, NAMES, Making

    names = tuple(dict.fromkeys(systems or NAMES))
    known = (*NAMES, CHALLENGE)
    if strange := set(names) - set(known):
        raise typer.BadParameter(f"there is no practice system {min(strange)}; there are {', '.join(known)}.")
    making = Making(cases=cases, seed=seed, data=data, settle=settle, names=names)
    return serving.serve(making, as_json=as_json)
