"""A plan in words: what `check` shows and what the cases in the tests are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nahtlos.expressions import Typed
from nahtlos.plan import nodes
from nahtlos.plan.describe_steps import describe_locator, describe_steps

FLAGS = ("optional", "read_only", "create_only", "unreadable", "personal")


def describe(plan: nodes.Plan) -> str:
    """Write a plan as text, with its systems and the bots that operate them."""
    return "\n".join([*_header(plan), "", "steps", *_indented(describe_steps(plan.steps)), *_systems(plan)]) + "\n"


def _header(plan: nodes.Plan) -> Iterator[str]:
    yield f"workflow {plan.workflow}: {plan.title}"
    yield f"  owner {plan.owner}"
    for name, text in plan.process.items():
        yield f"  {name} {text}"
    for name, limit in (("max_writes", plan.limits.max_writes), ("first", plan.limits.first)):
        if limit is not None:
            yield f"  {name} {limit}"
    for section, fields in (("inputs", plan.inputs), ("record", plan.record)):
        if fields:
            yield from ("", section)
            yield from _indented(_contract(field) for field in fields.values())
    yield from ("", "items")
    yield from _indented(_items(plan.items))


def _contract(field: nodes.RecordField) -> str:
    words = [field.name, _type(field.typed)]
    words += [word for word, is_true in (("optional", field.optional), ("personal", field.typed.personal)) if is_true]
    for name in ("default", "pattern", "min", "max"):
        value = getattr(field, name)
        words += [] if value is None else [f"{name} {value!r}"]
    return " ".join([*words, *([f"one of {', '.join(field.values)}"] if field.values else [])])


def _items(items: nodes.Items) -> Iterator[str]:
    yield from describe_steps((items.source,))
    yield f"key {items.key.text}"
    yield f"same_key {items.same_key}, order {items.order}"
    for rule in items.leave_out:
        yield f"leave out {rule.when.text} because {rule.because.text}"


def _systems(plan: nodes.Plan) -> Iterator[str]:
    for system in plan.systems.values():
        yield from ("", f"system {system.name} at {system.address}, account {system.account}")
        yield f"  hosts {', '.join(f'{host}:{port}' for host, port in system.hosts)}"
        yield f"  settle {system.settle:g} s, sessions {system.max_sessions}"
        if system.personal_in_address:
            yield "  personal values may stand in addresses"
    for bot in {system.bot.name: system.bot for system in plan.systems.values()}.values():
        yield from ("", f"bot {bot.name}")
        yield from _indented(_bot(bot))


def _bot(bot: nodes.Bot) -> Iterator[str]:
    yield f"signed in: {describe_locator(bot.session.signed_in)}"
    if bot.session.signed_out is not None:
        yield f"signed out: {describe_locator(bot.session.signed_out)}"
    yield from _section("login", bot.session.login)
    for surprise in bot.surprises:
        name = f"surprise {describe_locator(surprise.see)}, then {surprise.then}, at most {surprise.at_most} times"
        yield from (name, *_indented(describe_steps(surprise.steps)))
    for fault in bot.errors:
        yield f"error {describe_locator(fault.see)}: {fault.outcome}, {fault.say.text}"
    for resource in bot.resources.values():
        yield from _resource(resource)
    for operation in bot.operations.values():
        yield from _operation(operation)


def _resource(resource: nodes.Resource) -> Iterator[str]:
    yield f"resource {resource.name}, key {' or '.join(', '.join(key) for key in resource.keys)}"
    yield from _indented(_field(field) for field in resource.fields.values())
    if resource.saved is not None:
        yield f"  saved: {describe_locator(resource.saved)}"
    for name in ("find", "read", "create", "update", "list"):
        yield from _indented(_section(name, getattr(resource, name)))


def _field(field: nodes.Field) -> str:
    words = [f"{field.name}: {describe_locator(field.locator)}", field.type]
    words += [flag for flag in FLAGS if getattr(field, flag)]
    for name in ("format", "pattern"):
        value = getattr(field, name)
        words += [] if value is None else [f"{name} {value!r}"]
    words += [f"{ours} is {shown}" for ours, shown in (field.values or {}).items()]
    words += [f"ignores {', '.join(field.normalize)}"] if field.normalize else []
    words += [] if field.behind is None else [f"behind {describe_locator(field.behind)}"]
    for name, template in (("write", field.write), ("read", field.read)):
        words += [] if template is None else [f"{name} {template.text}"]
    return ", ".join(words)


def _operation(operation: nodes.Operation) -> Iterator[str]:
    effect = f", effect, probe {operation.probe or 'none'}" if operation.effect else ""
    yield f"operation {operation.name}({_types(operation.inputs)}) -> {_types(operation.outputs)}{effect}"
    yield from _indented(describe_steps(operation.steps))
    if operation.script is not None:
        yield f"  script {operation.script}"


def _section(name: str, steps: nodes.Steps) -> Iterator[str]:
    if steps:
        yield name
        yield from _indented(describe_steps(steps))


def _types(types: Mapping[str, Typed]) -> str:
    return ", ".join(f"{name}: {_type(typed)}" for name, typed in types.items())


def _type(typed: Typed) -> str:
    if typed.element is not None and typed.element.fields is not None:
        return f"list({_types(typed.element.fields)})"
    return typed.kind


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" if line else "" for line in lines)
