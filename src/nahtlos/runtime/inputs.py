"""What a run is given on the command line, as its workflow declares it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from nahtlos.engine.listing import contract
from nahtlos.engine.samples import Given
from nahtlos.engine.screen import Value
from nahtlos.errors import NahtlosError, Refused, SampleUnknown, UnknownRunInput, WrongRunInput
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


def given_samples(samples: Sequence[str], systems: Mapping[str, nodes.System]) -> Mapping[str, Given]:
    """Read `system.resource.field=value` and `system.operation.input=value`, by system; raises `Refused`."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    problems: list[NahtlosError] = []
    for sample in samples:
        path, sign, value = sample.partition("=")
        system, _, rest = path.partition(".")
        of, _, name = rest.partition(".")
        if not sign or name not in _takes(systems.get(system), of):
            problems.append(SampleUnknown(path=path, known=tuple(_paths(systems))))
        else:
            found.setdefault(system, {}).setdefault(of, {})[name] = value
    if problems:
        raise Refused(problems=problems)
    return found


def _takes(system: nodes.System | None, of: str) -> Collection[str]:
    if system is None:
        return ()
    bot = system.bot
    if of in bot.resources:
        return {name for key in bot.resources[of].keys for name in key}
    return bot.operations[of].inputs if of in bot.operations else ()


def _paths(systems: Mapping[str, nodes.System]) -> Iterator[str]:
    for name, system in systems.items():
        for of in (*system.bot.resources, *system.bot.operations):
            yield from (f"{name}.{of}.{one}" for one in _takes(system, of))
