"""Steps of workflows: sequences, and the verbs that order other steps or name values."""

from __future__ import annotations

from dataclasses import replace

from nahtlos.errors import ElseNotLast, NoRoundKey, NotAvailable, TypesDiffer
from nahtlos.expressions import Template, Typed
from nahtlos.model import flow, transfer
from nahtlos.model.step import Note, Step, Steps, Verb
from nahtlos.model.workflow import Items
from nahtlos.plan import nodes
from nahtlos.plan.address import check_addresses
from nahtlos.plan.catalogue import Action
from nahtlos.plan.course import Course
from nahtlos.plan.endings import goes_on, walk
from nahtlos.plan.head import Head, compile_head, path_of
from nahtlos.plan.scope import ANY
from nahtlos.plan.transfer import compile_look_up, compile_retry, compile_transfer, look_up_type, transfer_type
from nahtlos.plan.values import compile_inputs
from nahtlos.reading import Text


def compile_course(steps: Steps, at: Course, *, prefix: str = "") -> nodes.Steps:
    """Compile steps in their order; each can use what those before it have given."""
    compiled: list[nodes.Step] = []
    for number, step in enumerate(steps):
        earlier = tuple(before.id for before in steps[:number] if before.id)
        here = replace(at, earlier=earlier)
        compiled.append(_compile_step(step, here, path=path_of(step, number, prefix=prefix)))
    return tuple(compiled)


def _compile_step(step: Step, at: Course, *, path: str) -> nodes.Step:
    at.ids.take(step, at.scope)
    node, result = _compile_verb(step.does, compile_head(step, at.scope, path=path), at)
    if step.id is not None:
        at.results[step.id] = result
    return node


def _compile_verb(verb: Verb, head: Head, at: Course) -> tuple[nodes.Step, Typed]:  # noqa: PLR0911 - one line per verb
    match verb:
        case transfer.Transfer():
            node = compile_transfer(verb, head, at)
            return node, transfer_type(node, at)
        case transfer.LookUp():
            looked_up = compile_look_up(verb, head, at)
            return looked_up, look_up_type(looked_up, at)
        case transfer.DoStep():
            do, gives = compile_do(verb.name, verb, head, at)
            return do, gives if do.system else _of_action(gives)
        case flow.Set():
            return _set(verb, head, at)
        case flow.ForEach():
            return _for_each(verb, head, at), ANY
        case transfer.EitherOr():
            return _either_or(verb, head, at), ANY
        case flow.Reject():
            if verb.to is not None:
                at.scope.refuse(NotAvailable(what='"to" beside "reject"', place=verb.key_place("to")))
            return nodes.Reject(**head, reason=at.scope.template(verb.reason)), ANY
        case transfer.Approve():
            instead = 'Let the transfer ask: "if_different: ask" makes the item wait for a person.'
            at.scope.refuse(NotAvailable(what='"approve"', instead=instead, place=verb.place))
            return nodes.Set(**head, values=()), ANY
        case Note():
            return nodes.Set(**head, values=()), ANY
    raise AssertionError(f"no such verb in workflows: {verb.word}")


def compile_do(written: Text, verb: flow.Do | Items, head: Head, at: Course) -> tuple[nodes.Do, Typed]:
    """Compile an operation or an action with its inputs; return what it gives, too."""
    retry = compile_retry(verb.retry) if isinstance(verb, transfer.DoStep) else None
    found = at.operation(written)
    if found is None:
        return nodes.Do(**head, name=str(written), system=None, operation=None), ANY
    if isinstance(found, Action):
        arguments = compile_inputs(
            verb, inputs=found.inputs, required=sorted(found.required), owner=str(written), scope=at.scope
        )
        action = nodes.Do(
            **head, name=str(written), system=None, operation=None, arguments=arguments, is_effect=found.effect,
            retry=retry,
        )  # fmt: skip
        return action, found.outputs
    system, operation = found
    arguments = compile_inputs(
        verb, inputs=operation.inputs, required=operation.required, owner=str(written), scope=at.scope
    )
    personal = {name for name, argument in arguments if isinstance(argument, Template) and argument.is_personal}
    personal |= {name for name, typed in operation.inputs.items() if typed.has_personal}
    check_addresses(system, operation.steps, paths={f"inputs.{name}": name for name in personal}, scope=at.scope)
    if operation.effect:
        at.written.setdefault(system.name, written)
    node = nodes.Do(
        **head, name=str(written), system=system.name, operation=operation.name, arguments=arguments,
        is_effect=operation.effect, retry=retry,
    )  # fmt: skip
    return node, Typed(kind="record", fields=operation.outputs)


def writes(steps: nodes.Steps) -> bool:
    """Whether any of these steps writes to a system."""
    return any(
        isinstance(step, nodes.Transfer) or (isinstance(step, nodes.Do) and step.is_effect) for step in walk(steps)
    )


def _of_action(gives: Typed) -> Typed:
    """Return what is known about the result of an action, which always has names."""
    if gives.kind in {"record", "any"}:
        return gives
    return Typed(kind="record", fields={"rows" if gives.kind == "list" else "value": gives})


def _set(verb: flow.Set, head: Head, at: Course) -> tuple[nodes.Set, Typed]:
    values = tuple((name, at.scope.template(value)) for name, value in verb.values.items())
    for name, template in values:
        at.scope.set(name, template.type, place=verb.key_place("values", name))
    result = Typed(kind="record", fields={name: template.type for name, template in values})
    return nodes.Set(**head, values=values), result


def _for_each(verb: flow.ForEach, head: Head, at: Course) -> nodes.ForEach:
    elements = at.scope.template(verb.in_)
    if elements.type.kind not in {"list", "any"}:
        found = str(elements.type)
        at.scope.refuse(TypesDiffer(name="in", wanted="a list", found=found, place=verb.in_.place))
    round_ = at.copy()
    round_.scope.set(verb.as_, elements.type.element or ANY, place=verb.place_of("as"))
    key = None if verb.key is None else round_.scope.template(verb.key)
    steps = compile_course(verb.steps, round_, prefix=f"{head['path']}.for_each")
    if key is None and writes(steps):
        at.scope.refuse(NoRoundKey(place=verb.place))
    if key is not None:
        round_.check_key(key, of="rounds")
    return nodes.ForEach(**head, elements=elements, name=verb.as_, steps=steps, key=key)


def _either_or(verb: transfer.EitherOr, head: Head, at: Course) -> nodes.EitherOr:
    cases, ways = [], []
    for number, case in enumerate(verb.cases):
        if case.when is None and number < len(verb.cases) - 1:
            at.scope.refuse(ElseNotLast(place=case.place))
        way = at.copy()
        when = None if case.when is None else at.scope.condition(case.when)
        steps = compile_course(case.steps, way, prefix=f"{head['path']}.either_or.{number}")
        cases.append(nodes.Case(when=when, steps=steps))
        ways.append((way, steps))
    has_else = bool(cases) and cases[-1].when is None
    at.join([way for way, steps in ways if goes_on(steps)] + ([] if has_else else [at]))
    return nodes.EitherOr(**head, cases=tuple(cases))
