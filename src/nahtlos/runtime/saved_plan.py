"""A plan in a file: keyed hashes of what a run would write, so that a run can be held to exactly that."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias, cast

from nahtlos.engine.attempt import Difference
from nahtlos.engine.ports import Journal
from nahtlos.engine.screen import Value
from nahtlos.errors import FileNotWritten, SavedPlanUnusable
from nahtlos.expressions import UNKNOWN
from nahtlos.plan import nodes

VERSION = 1
Planned: TypeAlias = Mapping[tuple[str, str], Mapping[str, str | None]]
"""(item, step) → keyed hashes `before` (None: nothing is there) and `after` (None: not known yet)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """When and by whom a plan was made."""

    at: datetime
    by: str
    profile: str | None


def planned_of(differences: Iterable[Difference], journal: Journal) -> Planned:
    """Return the hashes of what would be written."""
    return {
        (each.item, each.step): {
            "before": None if each.before is None else journal.fingerprint(each.before),
            "after": None if UNKNOWN in each.after.values() else journal.fingerprint(each.after),
        }
        for each in differences
    }


def save_plan(path: Path, plan: nodes.Plan, planned: Planned, *, origin: Origin) -> None:
    """Write a plan to a file; it holds no values."""
    content = {
        "nahtlos_plan": VERSION,
        "workflow": plan.workflow,
        "hash": plan.hash,
        "profile": origin.profile,
        "made_at": origin.at.isoformat(),
        "made_by": origin.by,
    }
    head = json.dumps(content, indent=1).removesuffix("\n}")
    writes = (json.dumps({"item": item, "step": step, **hashes}) for (item, step), hashes in planned.items())
    try:
        with path.open("w", encoding="utf-8") as file:
            file.write(f'{head},\n "writes": [')
            for number, entry in enumerate(writes):
                file.write(("," if number else "") + f"\n  {entry}")
            file.write("\n ]\n}\n")
    except OSError as error:
        raise FileNotWritten(name=str(path), reason=error.strerror or type(error).__name__) from error


def load_plan(path: Path, plan: nodes.Plan, *, profile: str | None) -> Planned:
    """Read a plan that was saved; it must be one of this workflow as it is now."""

    def unusable(reason: str) -> SavedPlanUnusable:
        return SavedPlanUnusable(file=str(path), reason=reason, workflow=plan.workflow)

    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        planned = {(entry["item"], entry["step"]): _hashes(entry) for entry in content["writes"]}
        facts = [content[name] for name in ("nahtlos_plan", "workflow", "hash", "profile")]
    except OSError as error:
        raise unusable(error.strerror or "it cannot be read") from None
    except (ValueError, KeyError, TypeError):
        raise unusable("it is no saved plan") from None
    wanted = [VERSION, plan.workflow, plan.hash, profile]
    reasons = (
        "another nahtlos has made it", f"it belongs to the workflow {facts[1]}",
        "the workflow or one of its bots has changed since", "it was made for another profile",
    )  # fmt: skip
    for fact, want, reason in zip(facts, wanted, reasons, strict=True):
        if fact != want:
            raise unusable(reason)
    return planned


def _hashes(entry: Mapping[str, Any]) -> dict[str, str | None]:
    hashes = {name: entry[name] for name in ("before", "after")}
    if not all(isinstance(value, str | None) for value in hashes.values()):
        raise TypeError
    return hashes


# ------------------------------------------------------------------ as a value that the ledger keeps with its run


def to_value(planned: Planned) -> Value:
    """Return a plan as a value."""
    return tuple({"item": item, "step": step, **hashes} for (item, step), hashes in planned.items())


def from_value(value: Value) -> Planned:
    """Read what `to_value` returned."""
    entries = cast(Sequence[Mapping[str, Any]], value)
    return {(entry["item"], entry["step"]): _hashes(entry) for entry in entries}
