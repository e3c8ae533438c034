"""Operations of a bot: what they need and give, and how an effect is looked for afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from nahtlos.errors import (
    CallsItself,
    NoProbe,
    NoPython,
    OutputNotSet,
    ProbeUnfit,
    StepsOrScript,
    TypesDiffer,
    UnknownInput,
    UnknownProbe,
    listed,
)
from nahtlos.expressions import fits
from nahtlos.model import bot as model
from nahtlos.plan import endings, nodes
from nahtlos.plan.bot_steps import compile_steps
from nahtlos.plan.passage import Passage
from nahtlos.plan.reads import plain
from nahtlos.plan.resource import check_saves
from nahtlos.plan.sample import compile_sample
from nahtlos.plan.scope import record_of, typed_of


def compile_operation(name: str, operation: model.Operation, bot: Passage) -> nodes.Operation:
    """Compile an operation and check what it promises."""
    at = bot.begin(
        "effect" if operation.effect else "operation",
        owner=f'The operation "{name}"',
        inside=operation.in_,
        inputs=record_of(operation.inputs),
    )
    if bool(operation.steps) == (operation.script is not None):
        at.scope.refuse(StepsOrScript(operation=name, place=operation.place))
    if operation.script is not None and not bot.has_script:
        at.scope.refuse(NoPython(bot=bot.bot.bot, place=operation.script.place))
    steps = compile_steps(operation.steps, at)
    if steps:
        _check_outputs(name, operation, at)
    if operation.effect:
        if steps:
            check_saves(steps, at, place=operation.key_place("steps"))
        _check_probe(name, operation, at)
    for input_ in operation.sample:
        if input_ not in operation.inputs:
            place = operation.key_place("sample", input_)
            known = list(operation.inputs)
            at.scope.refuse(UnknownInput(owner=f'The operation "{name}"', name=input_, known=known, place=place))
    inputs = {input_: typed_of(declared) for input_, declared in operation.inputs.items()}
    return nodes.Operation(
        name=name,
        place=operation.place,
        inputs=inputs,
        outputs={output: typed_of(declared) for output, declared in operation.outputs.items()},
        required=tuple(input_ for input_, declared in operation.inputs.items() if declared.is_required),
        steps=steps,
        script=plain(operation.script),
        effect=operation.effect,
        probe=None if operation.probe == "none" else plain(operation.probe),
        sample=compile_sample(operation.sample, inputs, bot.scope),
    )


def check_rounds(operations: Mapping[str, nodes.Operation], bot: Passage) -> None:
    """Refuse operations that run themselves."""
    runs = {
        name: {step.operation for step in endings.walk(operation.steps) if isinstance(step, nodes.Do)}
        for name, operation in operations.items()
    }
    for name, operation in operations.items():
        reached: set[str | None] = set()
        waiting = set(runs[name])
        while waiting:
            reached |= waiting
            waiting = {further for one in waiting for further in runs.get(one or "", set())} - reached
        if name in reached:
            bot.scope.refuse(CallsItself(operation=name, place=operation.place))


def _check_outputs(name: str, operation: model.Operation, at: Passage) -> None:
    for output, declared in operation.outputs.items():
        place = operation.key_place("outputs", output)
        found, wanted = at.scope.names.get(output), typed_of(declared)
        if found is None:
            at.scope.refuse(OutputNotSet(operation=name, name=output, place=place))
        elif not fits(found, wanted):
            at.scope.refuse(TypesDiffer(name=output, wanted=str(wanted), found=str(found), place=place))


def _check_probe(name: str, operation: model.Operation, at: Passage) -> None:
    probe = operation.probe
    if probe is None:
        at.scope.refuse(NoProbe(operation=name, place=operation.place))
    elif probe in at.bot.operations:
        why = _unfit(operation, at.bot.operations[probe])
        if why:
            at.scope.refuse(ProbeUnfit(name=probe, why=why, place=probe.place))
    elif probe in at.bot.resources:
        keys = at.bot.resources[probe].key
        if not any(set(key) <= set(operation.inputs) for key in keys):
            ways = " or ".join(listed(key) for key in keys)
            why = f"the effect has no input for its key, which is {ways}."
            at.scope.refuse(ProbeUnfit(name=probe, why=why, place=probe.place))
    elif probe != "none":
        known = [*at.bot.operations, *at.bot.resources]
        at.scope.refuse(UnknownProbe(name=probe, known=known, place=probe.place))


def _unfit(effect: model.Operation, probe: model.Operation) -> str:
    if probe.effect:
        return "it writes itself."
    if "state" not in probe.outputs:
        return 'it needs an output "state" that says done, not_done or unknown.'
    lacking = [name for name, declared in probe.inputs.items() if declared.is_required and name not in effect.inputs]
    return f"the effect has no input {listed(lacking)} for it." if lacking else ""
