"""`nahtlos plan`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import Inputs, Limit, Profile, Reveal, named_values
from nahtlos.cli.status import Status

app = new_app()

Workflow = Annotated[str, typer.Argument(metavar="WORKFLOW", help="A file in workflows/, without .yaml.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Save the plan for `run --plan FILE`.")]


@command(app, example="nahtlos plan report-participation --profile practice --out today.plan")
def plan(
    workflow: Workflow, *, out: Out = None, limit: Limit = None, inputs: Inputs = None, profile: Profile = None,
    reveal: Reveal = False, as_json: AsJson = False,
) -> Status:  # fmt: skip
    """Show what a run would write; writes nothing.

    Reads both sides of every case and shows the difference field by field: + create, ~ update, ? asks a person,
    ! rejected. Values are shown on a terminal, and elsewhere with --reveal; the journal notes that somebody saw them.
    A saved plan holds keyed hashes only.
    """
    from nahtlos.cli import ahead
    from nahtlos.runtime.running import Wish

    wish = Wish(inputs=named_values(inputs), limit=limit)
    return ahead.show(workflow, wish, profile=profile, save_to=out, look=ahead.Look(reveal=reveal, as_json=as_json))
