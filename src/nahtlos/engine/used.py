"""What a workflow uses of its systems: which resources, whether it writes them, and which operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nahtlos.plan import nodes
from nahtlos.plan.endings import walk


@dataclass(slots=True, kw_only=True)
class Used:
    """Of one system."""

    resources: dict[str, bool] = field(default_factory=dict)
    """By name, whether it is written."""
    operations: dict[str, None] = field(default_factory=dict)


def used_by(plan: nodes.Plan) -> Mapping[str, Used]:
    """Return it for each system of a plan."""
    used = {name: Used() for name in plan.systems}
    for step in (plan.items.source, *walk(plan.steps)):
        match step:
            case nodes.Transfer():
                used[step.system].resources[step.resource] = True
            case nodes.LookUp():
                used[step.system].resources.setdefault(step.resource, False)
            case nodes.Do(system=str(system), operation=str(operation)):
                used[system].operations[operation] = None
    return used
