"""`nahtlos audit`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli import (
    audit_access,
    audit_anchor,
    audit_case,
    audit_changes,
    audit_export,
    audit_lineage,
    audit_proof,
    audit_request,
    audit_run,
    audit_ship,
    audit_signer,
    audit_witness,
    audit_workflow,
)
from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.output import complain, say, say_json
from nahtlos.cli.status import Status

app = new_app("Prove that the journal is whole, and ask it what happened.")

Folder = Annotated[Path | None, typer.Argument(metavar="DIR", help="A journal; without it, that of this workspace.")]


Anchors = Annotated[
    list[Path] | None,
    typer.Option(
        "--anchor", help="What was kept elsewhere: daily lines, checkpoints; may be repeated.", metavar="FILE"
    ),
]
Fingerprint = Annotated[
    str, typer.Option("--key", help="The fingerprint of the first key, from the paper file.", metavar="HEX")
]


@command(
    app, "verify",
    example="nahtlos audit verify\nnahtlos audit verify /mnt/backup/logs --anchor lines.txt --key '9f3a …' --json",
)  # fmt: skip
def verify(folder: Folder = None, *, anchor: Anchors = None, key: Fingerprint = "", as_json: AsJson = False) -> Status:
    """Check every line and signature of the journal: nothing changed, nothing missing, nothing put in.

    Reads only. Exit status: 0 intact; 1 something was changed, and the lines are named; 2 it cannot be read.
    """
    from nahtlos.cli.failure import tell
    from nahtlos.errors import JournalUnreadable
    from nahtlos.journal.verify import verify_journal
    from nahtlos.runtime.anchors import anchored_in, anchors_know
    from nahtlos.runtime.signing import signed_here
    from nahtlos.runtime.workspace import find_workspace

    try:
        known = [each for path in anchor or () for each in anchored_in(path)]
        workspace = None if folder else find_workspace(here())
        asked, silent = anchors_know(workspace) if workspace else ([], [])
        remembered = signed_here(workspace) if workspace else []
        logs = folder or find_workspace(here()).logs
        report = verify_journal(logs, anchors=[*known, *asked], remembered=remembered, root=key)
    except OSError as error:
        complain(f"{error.filename}: {error.strerror}")
        return Status.INPUT
    except JournalUnreadable as error:
        tell(error, as_json=as_json)
        return Status.INPUT
    if as_json:
        say_json(report.as_json())
        return Status.DONE if report.intact else Status.FAILED
    for finding in report.findings:
        complain(str(finding))
    if report.intact:
        say(f"Intact: {report.lines} lines in {report.files} files, {report.effects_intended} effects.")
    else:
        complain(f"\nNot intact: {len(report.findings)} findings in {report.lines} lines.")
    for note in [*report.notes(), *silent]:
        say(note)
    return Status.DONE if report.intact else Status.FAILED


for part in (
    audit_case, audit_changes, audit_workflow, audit_lineage, audit_run, audit_access, audit_request,
    audit_anchor, audit_witness, audit_export, audit_ship, audit_signer, audit_proof,
):  # fmt: skip
    app.registered_commands += part.app.registered_commands
