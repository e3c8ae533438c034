"""Names and what is inside them: `item.iban`, `row['#']`, `(slots | first).day`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import nodes

from nahtlos.errors import UnknownAttribute, UnknownName
from nahtlos.expressions.operators import Stop, group
from nahtlos.expressions.part import Compilation, Part, Run, Scope
from nahtlos.expressions.scan import unquoted
from nahtlos.expressions.types import ANY, NAMES, Typed

ROW = "*row"
"""Where the scope holds the row whose columns are names: no name of a file can be this."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: the key, and the node that names it."""

    key: str | int
    node: nodes.Node


def compile_path(compilation: Compilation, node: nodes.Node) -> Part:
    """Compile a name or what is inside of something."""
    steps: list[Step] = []
    while (step := _step(compilation, node)) is not None:
        steps.insert(0, step)
        node = node.node  # type: ignore[attr-defined]  # only Getattr and Getitem have a step
    if isinstance(node, nodes.Name):
        return _from_name(compilation, node, steps)
    if isinstance(node, nodes.Getitem):
        return _from_index(compilation, node, steps)
    base = compilation.part(node)
    typed = _walk(compilation, base.typed, steps, owner="This")
    compilation.found(typed)
    keys = tuple(step.key for step in steps)
    return Part(typed=typed, run=lambda scope: follow(base.run(scope), keys))


def entry(value: object, key: object, *, label: str) -> object:
    """Return what a record or list has under a key; `label` says the key without saying a value."""
    if isinstance(value, Mapping):
        if key in value:
            found: object = value[key]
            return found
        raise Stop(f"a record has no {label}")
    if isinstance(value, list | tuple) and isinstance(key, int) and not isinstance(key, bool):
        if -len(value) <= key < len(value):
            return value[key]
        raise Stop("a list is shorter than that")
    raise Stop(f"{label} is looked up in {NAMES[group(value)]}")


def follow(value: object, keys: Sequence[str | int]) -> object:
    """Follow the keys of a path."""
    for key in keys:
        value = entry(value, key, label=f'"{key}"')
    return value


def inside(compilation: Compilation, typed: Typed, step: Step, *, owner: str) -> Typed:
    """Return what is known about what stands under a key, and refuse what cannot be there."""
    match typed.kind, step.key:
        case "any", _:
            return Typed(personal=typed.personal)
        case "record", str() if typed.fields is None:
            return Typed(personal=typed.personal)
        case "record", str() if step.key in (typed.fields or {}):
            return (typed.fields or {})[step.key]
        case "record", str():
            known = sorted(typed.fields or {})
            place = compilation.place(step.node)
            compilation.refuse(UnknownAttribute(owner=owner, name=step.key, known=known, place=place))
        case "list", int():
            return typed.element or ANY
        case _:
            wanted = "a list" if isinstance(step.key, int) else "a record"
            hint = "Pick an entry first: | first, | one." if typed.kind == "list" else ""
            compilation.misfit(step.node, what=f'"{step.key}"', expected=wanted, found=typed, hint=hint)
    return ANY


def column(compilation: Compilation, node: nodes.Node, name: str) -> Part:
    """Compile a column of the current row."""
    row = compilation.row or ANY
    typed = inside(compilation, row, Step(name, node), owner="A row")
    compilation.found(typed)
    return Part(typed=typed, run=lambda scope: entry(scope[ROW], name, label=f'"{name}"'))


def _step(compilation: Compilation, node: nodes.Node) -> Step | None:
    """Return the last step of a path, if it is written out."""
    match node:
        case nodes.Getattr():
            if node.attr.startswith("_"):
                instead = "Fields begin with a letter; columns are written row['…']."
                compilation.disallow(node, what=f'"{node.attr}"', instead=instead)
            return Step(node.attr, node)
        case nodes.Getitem(arg=nodes.Const(value=str()) as key):
            return Step(unquoted(compilation.literal(key)), node)
        case nodes.Getitem(arg=nodes.Const(value=int() as index)) if not isinstance(index, bool):
            return Step(index, node)
        case _:
            return None


def _walk(compilation: Compilation, typed: Typed, steps: Sequence[Step], *, owner: str) -> Typed:
    for step in steps:
        if typed.personal:
            compilation.is_personal = True
        typed = inside(compilation, typed, step, owner=owner)
        owner = f"{owner}.{step.key}"
    return typed


def _from_name(compilation: Compilation, node: nodes.Name, steps: Sequence[Step]) -> Part:
    keys = tuple(step.key for step in steps)
    row = compilation.row
    is_known = node.name in compilation.names
    if row is not None and (node.name in (row.fields or {}) or (row.fields is None and not is_known)):
        base = column(compilation, node, node.name)
        typed = _walk(compilation, base.typed, steps, owner=node.name)
        return Part(typed=typed, run=lambda scope: follow(base.run(scope), keys))
    if not is_known:
        return _unknown(compilation, node)
    path = ".".join([node.name, *map(str, keys)])
    compilation.uses.add(path)
    may_be_column = row is not None and row.fields is None
    known = compilation.names[node.name]
    typed = known if may_be_column else _walk(compilation, known, steps, owner=node.name)
    compilation.found(typed)
    if node.name == "secret" or typed.kind == "secret":
        compilation.secrets.append((path, compilation.place(node)))
    if may_be_column:
        return Part(typed=ANY, run=_row_or_scope(node.name, keys))
    return Part(typed=typed, run=_reader(node.name, keys), path=path)


def _reader(name: str, keys: tuple[str | int, ...]) -> Run:
    def read(scope: Scope) -> object:
        try:
            value = scope[name]
            for key in keys:
                value = value[key] if type(value) is dict else entry(value, key, label=f'"{key}"')
        except KeyError:
            raise Stop(f'there is no "{".".join(map(str, (name, *keys)))}" yet') from None
        return value

    return read


def _row_or_scope(name: str, keys: tuple[str | int, ...]) -> Run:
    """Read a name that may be a column, where nothing is known about the columns."""
    outside = _reader(name, keys)

    def read(scope: Scope) -> object:
        row = scope[ROW]
        if isinstance(row, Mapping) and name in row:
            return follow(row[name], keys)
        return outside(scope)

    return read


def _unknown(compilation: Compilation, node: nodes.Name) -> Part:
    if (function := compilation.functions.get(node.name)) is not None:
        written = f"{node.name}({', '.join(function.parameters)})"
        return compilation.disallow(node, what=f'"{node.name}" without brackets', instead=f"Write {written}.")
    columns = (compilation.row.fields if compilation.row else None) or {}
    known = [*compilation.names, *columns]
    return compilation.refuse(UnknownName(name=node.name, known=known, place=compilation.place(node)))


def _from_index(compilation: Compilation, node: nodes.Getitem, steps: Sequence[Step]) -> Part:
    """Compile what stands under a key that is only known when it is evaluated."""
    if isinstance(node.arg, nodes.Slice):
        return compilation.disallow(node, what="A slice", instead="Pick with | first, | last or | where( … ).")
    base, index = compilation.part(node.node), compilation.part(node.arg)
    if base.typed.kind not in {"any", "record", "list"}:
        return compilation.misfit(node, what="[ … ]", expected="a list or a record", found=base.typed)
    keys = tuple(step.key for step in steps)
    compilation.found(base.typed)
    typed = _walk(compilation, base.typed.element or ANY, steps, owner="This")

    def read(scope: Scope) -> object:
        key = index.run(scope)
        if group(key) not in {"text", "number"}:
            raise Stop("a key is a text or a whole number")
        return follow(entry(base.run(scope), key, label="such key"), keys)

    return Part(typed=typed, run=read)
