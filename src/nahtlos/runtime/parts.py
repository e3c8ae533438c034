"""Opens everything a run works with: besides ledger and journal, the actions, the secrets and the screens."""

from __future__ import annotations

import asyncio
import logging
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from random import SystemRandom

from nahtlos.browser import Warm
from nahtlos.engine.parts import Parts, silent
from nahtlos.engine.ports import Progress, RunRecord
from nahtlos.engine.screen import Screen
from nahtlos.engine.signin import sign_in
from nahtlos.journal.technical_log import technical_log
from nahtlos.plan import nodes
from nahtlos.runtime.badges import asks_for_code, badges
from nahtlos.runtime.evidence import album_for, refuse_traces
from nahtlos.runtime.profile import Profile
from nahtlos.runtime.records import Records
from nahtlos.runtime.screens import open_sessions
from nahtlos.runtime.vault import secrets_for
from nahtlos.runtime.windows import windows_of
from nahtlos.secrets.masker import Masker
from nahtlos.secrets.one_time import OneTimeCodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the runs of a service have in common: one log with one masker that knows the secrets of all of them."""

    log: logging.Logger
    masker: Masker = field(repr=False)
    warm: Warm
    variables: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)
    """The environment from before the first browser: while one runs, it lacks the secrets."""


@asynccontextmanager
async def open_parts(
    profile: Profile,
    systems: Mapping[str, nodes.System],
    records: Records,
    *,
    run: RunRecord | None = None,
    progress: Progress = silent,
    warn: Callable[[str], None],
    shared: Shared | None = None,
) -> AsyncIterator[Parts]:
    """Open the parts of one run, or of none: to try a sign-in."""
    definitions, masker = profile.definitions, shared.masker if shared else Masker()
    traces = refuse_traces(profile)
    turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    kept = secrets_for(profile, masker=masker, warn=warn, variables=shared.variables if shared else None)
    secrets = OneTimeCodes(secrets=kept, folder=definitions.workspace.logs / "codes", clock=records.clock)

    async def sign_in_here(system: nodes.System, screen: Screen) -> None:
        # One after the other, here and in other processes: of three that fail side by side, an account is lost.
        async with turns[system.account], records.ledger.turns.of(system.account):
            if asks_for_code(system):
                await secrets.fresh(system.account)
            await sign_in(parts, system, screen, run=run)

    what = "sign-in" if run is None else run.id
    async with AsyncExitStack() as stack:
        path = definitions.workspace.logs / "technical.log"
        log = shared.log if shared else stack.enter_context(technical_log(path, mask=masker.mask))
        stack.enter_context(_logged(log, what))
        warm = shared.warm if shared else None
        sessions = await stack.enter_async_context(
            open_sessions(
                definitions, systems, journal=records.journal, sign_in=sign_in_here, warm=warm, traces=traces,
                badge=badges(secrets, records.clock),
            )
        )
        parts = Parts(
            ledger=records.ledger,
            journal=records.journal,
            sessions=sessions,
            actions=definitions.library,
            clock=records.clock,
            secrets=secrets,
            chance=SystemRandom().random,
            evidence=album_for(profile, records),
            progress=progress,
            windows=windows_of(definitions.settings, profile.systems),
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
