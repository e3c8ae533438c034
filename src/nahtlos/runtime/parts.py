"""Opens everything a run works with: besides ledger and journal, the actions, the secrets and the screens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from nahtlos.engine.parts import Parts
from nahtlos.engine.ports import Progress, RunRecord
from nahtlos.runtime.job import Job
from nahtlos.runtime.records import Records
from nahtlos.runtime.screens import open_sessions
from nahtlos.runtime.vault import open_secrets


@asynccontextmanager
async def open_parts(job: Job, records: Records, run: RunRecord, *, progress: Progress) -> AsyncIterator[Parts]:
    """Open the parts of one run; a browser starts only where the workflow has a system."""
    secrets = open_secrets(job)
    async with open_sessions(job, records, secrets, run=run) as sessions:
        yield Parts(
            ledger=records.ledger,
            journal=records.journal,
            sessions=sessions,
            actions=job.definitions.library,
            clock=records.clock,
            secrets=secrets,
            progress=progress,
        )
