"""`nahtlos items`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import Reveal
from nahtlos.cli.status import Status

app = new_app("List cases, show one, decide about one that waits.")

ItemId = Annotated[str, typer.Argument(metavar="ID", help="The id of a case, as `items list` shows it.")]
RunId = Annotated[str | None, typer.Option("--run", metavar="RUN", help="Only cases of this run.")]


class OutcomeName(StrEnum):
    """The outcomes a case can have."""

    DONE = "done"
    SKIPPED = "skipped"
    KEPT = "kept"
    WAITING = "waiting"
    REJECTED = "rejected"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"


Only = Annotated[OutcomeName | None, typer.Option("--outcome", help="Only cases with this outcome.")]


@command(app, "list", example="nahtlos items list --outcome waiting")
def list_items(*, run: RunId = None, outcome: Only = None, as_json: AsJson = False) -> Status:
    """List cases with what came of them; without --run and --outcome, those that somebody has to look at."""
    from nahtlos.cli import cases

    return cases.show_all(run, outcome.value if outcome else None, as_json=as_json)


@command(app, "show", example="nahtlos items show 3f9a41c07be25d18")
def show(item: ItemId, *, reveal: Reveal = False, as_json: AsJson = False) -> Status:
    """Show a case: its record, its steps, its effects, and what it waits for.

    Values are shown on a terminal, and elsewhere with --reveal; the journal notes that somebody saw them.
    """
    from nahtlos.cli import cases

    return cases.show_one(item, reveal=reveal, as_json=as_json)


@command(
    app,
    "evidence",
    example="nahtlos items evidence 3f9a41c07be25d18 --out failure.jpg",
)
def evidence(
    item: ItemId,
    *,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Open one and write it there.")] = None,
    number: Annotated[int | None, typer.Option("--number", min=1, metavar="N", help="Which; else the newest.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the pictures of a case that failed, or open one with --out; the journal notes that somebody saw it.

    They are taken with `evidence: {screenshots: on_failure}` in config/nahtlos.yaml: values are painted over, and each
    is encrypted with the key of its case.
    """
    from nahtlos.cli import pictures

    pictures.show(item, out=out, number=number, as_json=as_json)


@command(
    app,
    "resolve",
    example='nahtlos items resolve 3f9a41c07be25d18 --write --reason "Called the provider, the new date is right."',
)
def resolve(
    item: ItemId,
    *,
    write: Annotated[bool, typer.Option("--write", help="Write the difference.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the target as it is.")] = False,
    done: Annotated[bool, typer.Option("--done", help="A doubt: it is there, as it should be.")] = False,
    again: Annotated[bool, typer.Option("--again", help="A doubt: it is not there and may be written.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="What you found; the journal keeps it. Name nobody.")],
    as_json: AsJson = False,
) -> Status:
    """Decide about a case that waits; `nahtlos run --resume` acts on it.

    The decision holds for exactly the difference that the case waits with, and is written into the journal with your
    name. It is marked as not separated: nobody proves here that you are neither author nor starter.
    """
    from nahtlos.cli import cases

    choices = {"write": write, "keep": keep, "done": done, "again": again}
    return cases.decide(item, [name for name, is_chosen in choices.items() if is_chosen], reason, as_json=as_json)
