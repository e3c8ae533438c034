"""Opens ledger and journal of a workspace: the state and the proof, without which nothing is done."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from nahtlos.engine.ports import Clock
from nahtlos.journal.journal import FileJournal, Surroundings, open_journal
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.ledger.opening import open_ledger
from nahtlos.model import Settings
from nahtlos.runtime.anchors import kept_anchored
from nahtlos.runtime.signing import signer_of
from nahtlos.runtime.surroundings import SystemClock
from nahtlos.runtime.workspace import Workspace

_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Ledger and journal, open."""

    ledger: SqlLedger
    journal: FileJournal
    clock: Clock


@asynccontextmanager
async def open_records(workspace: Workspace, settings: Settings) -> AsyncIterator[Records]:
    """Open both for this process."""
    async with (
        kept_anchored(workspace, settings) as keeper,
        open_workspace_journal(workspace) as journal,
        open_workspace_ledger(workspace, settings) as ledger,
    ):
        journal.guards.append(keeper.must_not_lag)
        yield Records(ledger=ledger, journal=journal, clock=SystemClock())


def open_workspace_ledger(workspace: Workspace, settings: Settings) -> AbstractAsyncContextManager[SqlLedger]:
    """Open the ledger alone, for questions that leave no trace."""
    return open_ledger(
        ledger_address(workspace, settings.ledger.url),
        folder=workspace.logs,
        keys=workspace.keys,
        clock=SystemClock(),
        worker_name=f"{socket.gethostname()}-{os.getpid()}",
    )


def open_workspace_journal(workspace: Workspace) -> AbstractAsyncContextManager[FileJournal]:
    """Open the journal alone, for what somebody does besides runs."""
    signs = signer_of(workspace)
    return open_journal(
        workspace.logs,
        keys=workspace.keys,
        host=socket.gethostname(),
        nahtlos=version("nahtlos"),
        outside=Surroundings(now=SystemClock().now),
        signer=signs.signer,
        lag=signs.may_lag,
    )


def ledger_address(workspace: Workspace, url: str) -> str:
    """Return the address of the ledger; the path of a file begins at the workspace."""
    if not url.startswith(_SQLITE):
        return url
    return _SQLITE + str(workspace.root / Path(url.removeprefix(_SQLITE)))
