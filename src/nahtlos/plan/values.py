"""Whether a value can become what is needed: types of expressions, and constants that are read at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from nahtlos import reading
from nahtlos.errors import InvalidValue, MissingInput, TypesDiffer, UnknownInput, WrongConstant, listed
from nahtlos.expressions import Kind, Template, Typed, fits, parse_value
from nahtlos.model.flow import Do
from nahtlos.model.workflow import Items
from nahtlos.plan.nodes import Argument, Group
from nahtlos.plan.scope import ANY, Scope
from nahtlos.reading import Node, Table, Text

TO_READ = {
    "date": "Say how it is written: | date('dd.MM.yyyy').",
    "time": "Take it from a value that is declared as a time.",
    "number": "Say that it is one: | number.",
    "yes_no": "Compare it: {{ … == 'ja' }}.",
}
"""How a text becomes something else."""

TO_WRITE = {
    "date": "Say how to write it: | date('dd.MM.yyyy').",
    "number": "Say how to write it: | number or | money.",
    "list": "Say how to write it: | join(', ').",
}
"""How something else becomes a text."""


def check_value(name: str, template: Template, *, wanted: Typed, scope: Scope, words: Collection[str] = ()) -> None:
    """Refuse a value that cannot become what a field or input needs."""
    if template.is_constant:
        problem = _constant(template.text, wanted.kind, words)
        if problem is not None:
            scope.refuse(WrongConstant(name=name, value=template.text, reason=problem, place=template.place))
        return
    found = template.type
    guesses = found.group == "text" and wanted.group in TO_READ
    if guesses or not fits(found, wanted):
        hint = TO_READ[wanted.group] if guesses else TO_WRITE.get(found.group, "") if wanted.group == "text" else ""
        scope.refuse(TypesDiffer(name=name, wanted=str(wanted), found=str(found), hint=hint, place=template.place))


def _constant(text: str, kind: Kind, words: Collection[str]) -> str | None:
    if not text:
        return None
    if words:
        return None if text in words else f"it is one of {listed(words)}."
    if kind in {"any", "record", "secret", "none", "moment", "duration"}:
        return None
    try:
        parse_value(kind, text)
    except InvalidValue as problem:
        return f"it {problem.reason}."
    return None


def compile_inputs(
    verb: Do | Items, *, inputs: Mapping[str, Typed], required: Iterable[str], owner: str, scope: Scope
) -> tuple[tuple[str, Argument], ...]:
    """Compile what an operation or action is given, and compare it with what it takes."""
    missing = [name for name in required if name not in verb.with_]
    if missing:
        scope.refuse(MissingInput(owner=owner, names=missing, place=verb.place))
    arguments = []
    for name, node in verb.with_.items():
        if name not in inputs:
            place = verb.key_place("with", name)
            scope.refuse(UnknownInput(owner=owner, name=name, known=list(inputs), place=place))
        argument = compile_argument(node, scope)
        if isinstance(argument, Template):
            check_value(name, argument, wanted=inputs.get(name, ANY), scope=scope)
        arguments.append((name, argument))
    return tuple(arguments)


def compile_argument(node: Node, scope: Scope) -> Argument:
    """Compile a text, or a list or table of texts."""
    if isinstance(node, Text):
        return scope.template(node)
    parts = node.items() if isinstance(node, Table) else enumerate(node)
    compiled = tuple((str(name), compile_argument(part, scope)) for name, part in parts)
    return Group(parts=compiled, is_list=isinstance(node, reading.Items))
