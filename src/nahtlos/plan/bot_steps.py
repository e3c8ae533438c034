"""Steps of bots: sequences, and the verbs that order other steps, name values or end something."""

from __future__ import annotations

from nahtlos.errors import EffectInside, EndMisplaced, NotAvailable, SaveNotAllowed, TypesDiffer, UnknownOperation
from nahtlos.expressions import Typed
from nahtlos.model import flow, rows, screen
from nahtlos.model.step import Note, Step, Steps, Verb
from nahtlos.plan import nodes, reads, touches
from nahtlos.plan.head import Head, compile_head, path_of
from nahtlos.plan.passage import Passage
from nahtlos.plan.scope import ANY, record_of, typed_of
from nahtlos.plan.values import compile_inputs


def compile_steps(steps: Steps, at: Passage, *, prefix: str = "") -> nodes.Steps:
    """Compile steps in their order; each can use what those before it have set."""
    return tuple(compile_step(step, at, path=path_of(step, number, prefix=prefix)) for number, step in enumerate(steps))


def compile_step(step: Step, at: Passage, *, path: str) -> nodes.Step:
    """Compile one step."""
    at.ids.take(step, at.scope)
    return _compile_verb(step.does, compile_head(step, at.scope, path=path), at)


def _compile_verb(verb: Verb, head: Head, at: Passage) -> nodes.Step:  # noqa: PLR0911, PLR0912 - one line per verb
    match verb:
        case screen.Open():
            return touches.compile_open(verb, head, at)
        case screen.Fill():
            return touches.compile_fill(verb, head, at)
        case screen.Form():
            return touches.compile_form(verb, head, at)
        case screen.Upload():
            return touches.compile_upload(verb, head, at)
        case screen.Click():
            return touches.compile_click(verb, head, at)
        case screen.Hover():
            return nodes.Hover(**head, locator=at.locator(verb.at, verb.in_))
        case screen.Drag():
            return touches.compile_drag(verb, head, at)
        case screen.Press():
            return touches.compile_press(verb, head, at)
        case screen.Script():
            return touches.compile_script(verb, head, at)
        case screen.Expect():
            return touches.compile_expect(verb, head, at)
        case screen.Save():
            return _save(verb, head, at)
        case rows.ReadTable():
            return reads.compile_table(verb, head, at)
        case rows.FindRow():
            return reads.compile_row(verb, head, at)
        case rows.Read():
            return reads.compile_read(verb, head, at)
        case flow.Either():
            return _either(verb, head, at)
        case flow.Set():
            return _set(verb, head, at)
        case flow.ForEach():
            return _for_each(verb, head, at)
        case flow.Repeat():
            return _repeat(verb, head, at)
        case flow.Window():
            by = compile_step(verb.by, at, path=f"{head['path']}.by")
            return nodes.Window(**head, by=by, steps=compile_steps(verb.steps, at, prefix=f"{head['path']}.window"))
        case flow.Download():
            return _download(verb, head, at)
        case flow.Do():
            return _do(verb, head, at)
        case flow.Found():
            return _end(verb, head, at)
        case flow.Reject():
            if verb.to is not None:
                at.scope.refuse(NotAvailable(what='"to" beside "reject"', place=verb.place_of("to")))
            return nodes.Reject(**head, reason=at.scope.template(verb.reason))
        case flow.Fail():
            return nodes.Fail(**head, reason=at.scope.template(verb.reason))
        case Note():
            return nodes.Set(**head, values=())
    raise AssertionError(f"no such verb in bots: {verb.word}")


def _save(verb: screen.Save, head: Head, at: Passage) -> nodes.Save:
    if at.section not in {"create", "update", "effect"}:
        at.scope.refuse(SaveNotAllowed(where=at.owner, place=head["place"]))
    by = _compile_verb(verb.by, head, at)
    assert isinstance(by, nodes.Click | nodes.Press | nodes.Drag | nodes.Script)
    return nodes.Save(**head, by=by)


def _either(verb: flow.Either, head: Head, at: Passage) -> nodes.Either:
    branches, ways = [], []
    for number, way in enumerate(verb.ways):
        branch = at.copy()
        see = branch.locator(way.see)
        steps = compile_steps(way.steps, branch, prefix=f"{head['path']}.either.{number}")
        branches.append(nodes.Branch(see=see, steps=steps))
        ways.append((branch.scope, steps))
    at.join(ways)
    return nodes.Either(**head, branches=tuple(branches))


def _set(verb: flow.Set, head: Head, at: Passage) -> nodes.Set:
    values = tuple((name, at.scope.template(value)) for name, value in verb.values.items())
    for name, template in values:
        at.scope.set(name, template.type, place=verb.key_place("values", name))
    return nodes.Set(**head, values=values)


def _for_each(verb: flow.ForEach, head: Head, at: Passage) -> nodes.ForEach:
    elements = at.scope.template(verb.in_)
    if elements.type.kind not in {"list", "any"}:
        found = str(elements.type)
        at.scope.refuse(TypesDiffer(name="in", wanted="a list", found=found, place=verb.in_.place))
    round_ = at.copy()
    round_.scope.set(verb.as_, elements.type.element or ANY, place=verb.place_of("as"))
    if verb.key is not None:
        without = "A bot's rounds are not told apart; leave it out."
        at.scope.refuse(NotAvailable(what='"key" of a for_each in a bot', instead=without, place=verb.place_of("key")))
    steps = compile_steps(verb.steps, round_, prefix=f"{head['path']}.for_each")
    return nodes.ForEach(**head, elements=elements, name=verb.as_, steps=steps)


def _repeat(verb: flow.Repeat, head: Head, at: Passage) -> nodes.Repeat:
    until = at.scope.condition(verb.holds) if verb.holds is not None else at.maybe(verb.until)
    assert until is not None
    steps = compile_steps(verb.steps, at.copy(), prefix=f"{head['path']}.repeat")
    return nodes.Repeat(**head, until=until, at_most=verb.at_most, steps=steps)


def _download(verb: flow.Download, head: Head, at: Passage) -> nodes.Download:
    by = compile_step(verb.by, at, path=f"{head['path']}.by")
    at.scope.set(verb.as_, Typed(kind="file"), place=verb.place_of("as"))
    return nodes.Download(**head, by=by, name=verb.as_, type=verb.type)


def _do(verb: flow.Do, head: Head, at: Passage) -> nodes.Do:
    operation = at.bot.operations.get(verb.name)
    if operation is None:
        known = list(at.bot.operations)
        at.scope.refuse(UnknownOperation(owner="This bot", name=verb.name, known=known, place=verb.name.place))
        at.scope.set(head["id"] or verb.name, ANY, place=verb.place)
        return nodes.Do(**head, name=str(verb.name), system=None, operation=None)
    if operation.effect:
        at.scope.refuse(EffectInside(operation=verb.name, place=verb.name.place))
    arguments = compile_inputs(
        verb,
        inputs={name: typed_of(declared) for name, declared in operation.inputs.items()},
        required=[name for name, declared in operation.inputs.items() if declared.is_required],
        owner=f'The operation "{verb.name}"',
        scope=at.scope,
    )
    at.scope.set(head["id"] or verb.name, record_of(operation.outputs), place=verb.place)
    return nodes.Do(**head, name=str(verb.name), system=None, operation=str(verb.name), arguments=arguments)


def _end(verb: flow.Found, head: Head, at: Passage) -> nodes.End:
    if at.section != "find":
        at.scope.refuse(EndMisplaced(word=verb.word, place=head["place"]))
    return nodes.End(**head, as_=verb.word)  # type: ignore[arg-type]
