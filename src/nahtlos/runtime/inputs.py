"""What a run is given on the command line, as its workflow declares it."""

from __future__ import annotations

from collections.abc import Mapping

from nahtlos.engine.listing import contract
from nahtlos.engine.screen import Value
from nahtlos.errors import NahtlosError, Refused, UnknownRunInput, WrongRunInput
from nahtlos.expressions import InvalidValue
from nahtlos.plan import nodes


def typed_inputs(plan: nodes.Plan, given: Mapping[str, str]) -> dict[str, Value]:
    """Return all inputs of a workflow in their types; raises `Refused` with every one that is wrong."""
    problems: list[NahtlosError] = [
        UnknownRunInput(workflow=plan.workflow, name=name, known=tuple(plan.inputs))
        for name in given
        if name not in plan.inputs
    ]
    values: dict[str, Value] = {}
    for name, field in plan.inputs.items():
        try:
            values[name] = contract(field, given.get(name))
        except InvalidValue as error:
            problems.append(WrongRunInput(workflow=plan.workflow, name=name, reason=str(error)))
    if problems:
        raise Refused(problems=problems)
    return values
