"""The three ways to go on with a run: where it stopped, from a named step, from the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nahtlos.errors import UnknownStep
from nahtlos.plan import nodes
from nahtlos.plan.endings import walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """How somebody goes on, and why. Whatever the way: what is done is seen in the target, and not done again."""

    way: Literal["where_it_stopped", "from_step", "from_start"] = "where_it_stopped"
    step: str | None = None
    """The id of the step from which on every case is looked at again."""
    reason: str | None = None

    def paths(self, plan: nodes.Plan) -> tuple[str, ...] | None:
        """Return the paths of the steps that are done again; None: of all."""
        if self.way == "from_start":
            return None
        steps = list(walk(plan.steps))
        first = next((number for number, step in enumerate(steps) if step.id == self.step), None)
        if first is None:
            raise UnknownStep(
                step=self.step or "", workflow=plan.workflow, known=tuple(step.id for step in steps if step.id)
            )
        return tuple(step.path for step in steps[first:])


WHERE_IT_STOPPED = Resumption()
