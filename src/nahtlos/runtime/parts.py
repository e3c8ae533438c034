"""Opens everything a run works with: besides ledger and journal, the actions, the secrets and the screens."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

from nahtlos.engine.parts import Parts, silent
from nahtlos.engine.ports import Progress, RunRecord
from nahtlos.engine.screen import Screen
from nahtlos.engine.signin import sign_in
from nahtlos.journal.technical_log import technical_log
from nahtlos.plan import nodes
from nahtlos.runtime.profile import Profile
from nahtlos.runtime.records import Records
from nahtlos.runtime.screens import open_sessions
from nahtlos.runtime.vault import secrets_for
from nahtlos.secrets.masker import Masker


@asynccontextmanager
async def open_parts(
    profile: Profile,
    systems: Mapping[str, nodes.System],
    records: Records,
    *,
    run: RunRecord | None = None,
    progress: Progress = silent,
    warn: Callable[[str], None],
) -> AsyncIterator[Parts]:
    """Open the parts of one run, or of none: to try a sign-in."""
    definitions, masker = profile.definitions, Masker()
    turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def sign_in_here(system: nodes.System, screen: Screen) -> None:
        # One after the other: of three that fail side by side, an account is locked for good.
        async with turns[system.account]:
            await sign_in(parts, system, screen, run=run)

    what = "sign-in" if run is None else run.id
    with technical_log(definitions.workspace.logs / "technical.log", mask=masker.mask) as log, _logged(log, what):
        async with open_sessions(definitions, systems, journal=records.journal, sign_in=sign_in_here) as sessions:
            parts = Parts(
                ledger=records.ledger,
                journal=records.journal,
                sessions=sessions,
                actions=definitions.library,
                clock=records.clock,
                secrets=secrets_for(profile, masker=masker, warn=warn),
                progress=progress,
            )
            yield parts


@contextmanager
def _logged(log: logging.Logger, what: str) -> Iterator[None]:
    log.info("%s begins", what)
    try:
        yield
    except Exception as error:
        log.error("%s broke off", what, exc_info=error)
        raise
    log.info("%s ends", what)
