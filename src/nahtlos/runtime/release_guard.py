"""Stops a run before its first write of the day to a system that is not as it was accepted."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace

from nahtlos.engine.parts import Parts
from nahtlos.engine.ports import RunRecord
from nahtlos.engine.samples import Samples
from nahtlos.engine.used import used_by
from nahtlos.engine.visits import Visits
from nahtlos.errors import ReleaseChanged
from nahtlos.events import ReleaseInspected
from nahtlos.plan import nodes
from nahtlos.runtime.contract import Contract, differences, read_contract
from nahtlos.runtime.job import Job
from nahtlos.runtime.surroundings import current_user
from nahtlos.runtime.workspace import Workspace

KEPT = "releases.json"
"""In `logs/`: which contract was found kept on which day. Lost or spoilt, it only makes a run look once more."""


def guarded(parts: Parts, job: Job, run: RunRecord) -> Parts:
    """Return the parts of a run that looks at its systems before it writes."""
    guard = ReleaseGuard(workspace=job.profile.definitions.workspace, plan=job.plan, run=run)
    return replace(parts, releases=guard)


@dataclass(slots=True, kw_only=True)
class ReleaseGuard:
    """Looks at each system once a day, as far as this workflow uses it and a contract says how it should be."""

    workspace: Workspace
    plan: nodes.Plan
    run: RunRecord
    _turns: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def prove(self, parts: Parts, system: str) -> None:
        """Raise `ReleaseChanged` unless a system is as it was accepted; asked while no session is held."""
        async with self._turns[system]:
            contract = read_contract(self.workspace, system, self.run.profile)
            if contract is None:
                return
            day = f"{parts.clock.now().astimezone():%Y-%m-%d}"
            mark = f"{self.run.profile or ''}/{system}/{self.plan.hash}"
            kept = self._kept()
            if kept.get(mark) == [day, contract.hash]:
                return
            await self._compare(parts, system, contract)
            self._keep({**kept, mark: [day, contract.hash]})

    async def _compare(self, parts: Parts, system: str, contract: Contract) -> None:
        samples = Samples(inputs=self.run.inputs, now=parts.clock.now())
        visits = Visits(parts=parts, system=self.plan.systems[system], samples=samples)
        seen = await visits.all(used_by(self.plan)[system])
        found = [*map(str, seen.problems), *differences(contract, seen)]
        await parts.journal.write(
            ReleaseInspected(
                system=system, inspected_by=current_user(), run=self.run.id, contract=contract.hash,
                differences=len(found),
            )
        )  # fmt: skip
        if found:
            raise ReleaseChanged(system=system, workflow=self.plan.workflow, differences=tuple(found))

    def _kept(self) -> dict[str, object]:
        with suppress(OSError, ValueError):
            content = json.loads((self.workspace.logs / KEPT).read_text("utf-8"))
            if isinstance(content, dict):
                return content
        return {}

    def _keep(self, kept: dict[str, object]) -> None:
        path = self.workspace.logs / KEPT
        with suppress(OSError):  # then it is looked at once more
            draft = path.with_suffix(".draft")
            draft.write_text(json.dumps(kept), "utf-8")
            draft.replace(path)
