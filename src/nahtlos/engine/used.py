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
    operations: dict[str, tuple[tuple[str, nodes.Argument], ...]] = field(default_factory=dict)
    """By name, the inputs a workflow gives."""

    def add(self, other: Used) -> None:
        """Use what another one uses, too."""
        self.operations = {**other.operations, **self.operations}
        for name, is_written in other.resources.items():
            self.resources[name] = is_written or self.resources.get(name, False)


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
                used[system].operations.setdefault(operation, step.arguments)
                _probe(used[system], plan.systems[system].bot, operation)
    return used


def _probe(used: Used, bot: nodes.Bot, operation: str) -> None:
    """Add what tells whether an effect is there: it is asked before the effect, too."""
    probe = bot.operations[operation].probe
    if probe is None:
        return
    if probe in bot.resources:
        used.resources.setdefault(probe, False)
    else:
        used.operations.setdefault(probe, ())
