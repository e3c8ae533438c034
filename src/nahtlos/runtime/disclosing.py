"""What the bots did with the data of one person, for an answer under Article 15 GDPR."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nahtlos.engine.ports import EffectRecord, ItemRecord, RunRecord
from nahtlos.engine.screen import Value
from nahtlos.errors import NahtlosError
from nahtlos.events import ValuesRevealed
from nahtlos.journal.questions.case import happened
from nahtlos.model import Workflow, load_workflow
from nahtlos.runtime.records import Records
from nahtlos.runtime.surroundings import current_user
from nahtlos.runtime.versions import kept_workflow
from nahtlos.runtime.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """All cases about a person, with everything that is known of them."""

    cases: Sequence[Mapping[str, Any]]

    def as_json(self) -> dict[str, object]:
        """Return everything for machines."""
        return {"cases": [dict(case) for case in self.cases]}


async def disclose(workspace: Workspace, records: Records, items: Collection[str]) -> Disclosure:
    """Gather what is known about cases, decrypted; that somebody saw it is in the journal."""
    cases = []
    workflows: Counter[str] = Counter()
    for id_ in sorted(items):
        item = await records.ledger.item(id_)
        workflows[item.workflow] += 1
        cases.append(await _case(workspace, records, item))
    for workflow, count in workflows.items():
        await records.journal.write(
            ValuesRevealed(revealed_to=current_user(), workflow=workflow, items=count, command="privacy disclose")
        )
    return Disclosure(cases=sorted(cases, key=lambda case: str(case["listed"])))


async def _case(workspace: Workspace, records: Records, item: ItemRecord) -> dict[str, Any]:
    run = await records.ledger.run(item.run)
    effects = await records.ledger.effects(item=item.id)
    lines = happened(workspace.logs, items=[item.id])
    return {
        "case": item.id,
        "key": item.key,
        "is_erased": item.is_erased,
        "listed": run.started_at.isoformat(timespec="seconds"),
        "run": item.run,
        "workflow": item.workflow,
        "version": run.workflow_hash,
        **_basis(workspace, run),
        "outcome": item.outcome or item.state,
        "reason": item.reason,
        "data": _plain(item.record),
        "written": [_effect(effect) for effect in effects],
        "journal": [{name: row[name] for name in ("when", "what", "line")} for row in lines.rows],
    }


def _basis(workspace: Workspace, run: RunRecord) -> dict[str, Any]:
    workflow = _workflow(workspace, run)
    if workflow is None or workflow.process is None:
        return dict.fromkeys(("source", "purpose", "legal_basis", "recipients", "kept_for_days", "decided_by"))
    process = workflow.process
    return {
        "source": str(workflow.items.from_),
        "purpose": str(process.purpose),
        "legal_basis": str(process.legal_basis),
        "recipients": [str(recipient) for recipient in process.recipients],
        "kept_for_days": process.retention,
        "decided_by": process.decision.by,
    }


def _workflow(workspace: Workspace, run: RunRecord) -> Workflow | None:
    """Return the workflow as it was then; None where its text was lost."""
    try:
        return load_workflow(kept_workflow(workspace, run.workflow_hash))
    except NahtlosError:
        return None


def _effect(effect: EffectRecord) -> dict[str, Any]:
    return {
        "when": effect.intended_at.isoformat(timespec="seconds"),
        "system": effect.system,
        "record": effect.resource,
        "what": effect.kind,
        "outcome": effect.state,
        "before": _plain(effect.before),
        "after": _plain(effect.after),
    }


def _plain(values: Mapping[str, Value] | None) -> dict[str, str] | None:
    return None if values is None else {name: "" if value is None else str(value) for name, value in values.items()}
