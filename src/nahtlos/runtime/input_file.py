"""The file that a run takes its cases from: known by its content, watched at work, recognised when it comes again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from nahtlos.engine.ports import RunRecord
from nahtlos.errors import DeliveryChangedMeanwhile, ExpressionFailed, InputChanged, RunStopped
from nahtlos.events import InputFileChanged
from nahtlos.runtime.file_watch import FileWatch
from nahtlos.runtime.job import Job
from nahtlos.runtime.records import Records
from nahtlos.schedule.aside import aside
from nahtlos.schedule.folder import content_of

NAME: Final = "file"
"""What an action calls the path of a file in the workspace that it reads its rows from."""
CONTENT: Final = "content"
"""What the ledger calls the hash among the options of a run."""
_LOOK_BACK: Final = 50
"""Among so many earlier runs of the workflow the same content is looked for."""


async def content_now(job: Job, run: RunRecord) -> str | None:
    """Return the hash of the file, None where there is none; raises `DeliveryChangedMeanwhile` while it is written."""
    path = input_path(job, run)
    if path is None or not path.is_file():  # whoever lists the cases says what is wrong with it
        return None
    try:
        found: str | None = await aside(partial(content_of, path))
    except OSError:
        return None
    if found is None:
        raise DeliveryChangedMeanwhile(name=path.name)
    return found


async def earlier_run(records: Records, workflow: str, content: str) -> RunRecord | None:
    """Return the newest run that took its cases from the same content."""
    known = await records.ledger.runs(workflow=workflow, most=_LOOK_BACK)
    return next((run for run in known if run.options.get(CONTENT) == content), None)


def watch_of(records: Records, job: Job, run: RunRecord, *, accepts_changes: bool) -> FileWatch | None:
    """Return what watches the file of a run; None where there is none."""
    content, path = run.options.get(CONTENT), input_path(job, run)
    if content is None or path is None:
        return None

    async def changed(is_gone: bool) -> RunStopped:  # noqa: FBT001 - a callback
        await records.journal.write(InputFileChanged(run=run.id, content=str(content)))
        return InputChanged(run=run.id, is_gone=is_gone)

    return FileWatch(
        path=path, content=str(content), clock=records.clock, changed=changed, accepts_changes=accepts_changes
    )


def input_path(job: Job, run: RunRecord) -> Path | None:
    """Return the path whose rows become cases; None where they come from elsewhere, or from outside the workspace."""
    source = job.plan.items.source
    template = dict(source.arguments).get(NAME)
    if source.system is not None or template is None:
        return None
    root = job.profile.definitions.workspace.root.resolve()
    try:
        path = (root / str(template.evaluate({"inputs": run.inputs}))).resolve()
    except (ExpressionFailed, OSError, ValueError):
        return None
    return path if path.is_relative_to(root) else None
