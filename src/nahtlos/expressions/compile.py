"""Turns the tree of an expression into functions: only what is listed here exists in the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from jinja2 import nodes

from nahtlos.errors import Place, WrongType
from nahtlos.expressions import operators
from nahtlos.expressions.calls import compile_call, compile_filter, refuse_unequal
from nahtlos.expressions.operators import COMPARISONS, ORDERED, TEXT_LIMIT, Stop, group, text_of, truth
from nahtlos.expressions.part import Compilation, Part, Run, Scope
from nahtlos.expressions.paths import compile_path
from nahtlos.expressions.scan import unquoted
from nahtlos.expressions.types import ANY, TEXT, Kind, Typed

YES_NO = Typed(kind="yes_no")
NONE = Typed(kind="none")

Compile: TypeAlias = Callable[[Compilation, Any], Part]


def compile_node(compilation: Compilation, node: nodes.Node) -> Part:
    """Compile any node of the language; refuse all others."""
    compile_this = NODES.get(type(node))
    if compile_this is not None:
        return compile_this(compilation, node)
    what, instead = REFUSALS.get(type(node), ("This", "Write it with what the reference lists."))
    return compilation.disallow(node, what=what, instead=instead)


# ---------------------------------------------------------------- constants


def _constant(compilation: Compilation, node: nodes.Const) -> Part:
    match node.value:
        case bool():
            return _literal(node.value, "yes_no")
        case int():
            return _literal(node.value, "integer")
        case float():  # exactly what was written, not what a float makes of it
            return _literal(Decimal(compilation.literal(node)), "number")
        case str():
            return _literal(unquoted(compilation.literal(node)), "text")
        case _:
            return _literal(None, "none")


def _literal(value: object, kind: Kind) -> Part:
    return Part(typed=Typed(kind=kind), run=lambda _: value, is_literal=True)


def _list(compilation: Compilation, node: nodes.List | nodes.Tuple) -> Part:
    parts = [compilation.part(item) for item in node.items]
    runs = [part.run for part in parts]
    kinds = {part.typed.kind for part in parts}
    element = parts[0].typed if len(kinds) == 1 else None

    def run(scope: Scope) -> object:
        values = tuple(part(scope) for part in runs)
        for value in values:
            group(value)
        return values

    return Part(typed=Typed(kind="list", element=element), run=run)


def _record(compilation: Compilation, node: nodes.Dict) -> Part:
    fields: dict[str, Part] = {}
    for pair in node.items:
        if not isinstance(pair.key, nodes.Const) or not isinstance(pair.key.value, str):
            return compilation.disallow(pair.key, what="A name without quotes", instead="Put it in quotes.")
        fields[unquoted(compilation.literal(pair.key))] = compilation.part(pair.value)

    def run(scope: Scope) -> object:
        values = {name: part.run(scope) for name, part in fields.items()}
        for value in values.values():
            group(value)
        return values

    return Part(typed=Typed(kind="record", fields={name: part.typed for name, part in fields.items()}), run=run)


# ---------------------------------------------------------------- yes and no


def _condition(compilation: Compilation, node: nodes.Node, *, what: str) -> Run:
    """Compile what has to be yes or no: neither a text nor a number counts as either."""
    part = compilation.part(node)
    if part.typed.kind not in {"yes_no", "any"}:
        hint = "Compare it: == none, == ''." if part.typed.kind != "none" else ""
        compilation.misfit(node, what=what, expected="yes or no", found=part.typed, hint=hint)
    run = part.run
    return run if part.typed.kind == "yes_no" and isinstance(node, nodes.Compare) else lambda scope: truth(run(scope))


def _and(compilation: Compilation, node: nodes.And) -> Part:
    left = _condition(compilation, node.left, what='"and"')
    right = _condition(compilation, node.right, what='"and"')
    return Part(typed=YES_NO, run=lambda scope: left(scope) and right(scope))


def _or(compilation: Compilation, node: nodes.Or) -> Part:
    left = _condition(compilation, node.left, what='"or"')
    right = _condition(compilation, node.right, what='"or"')
    return Part(typed=YES_NO, run=lambda scope: left(scope) or right(scope))


def _not(compilation: Compilation, node: nodes.Not) -> Part:
    inner = _condition(compilation, node.node, what='"not"')
    return Part(typed=YES_NO, run=lambda scope: not inner(scope))


def _either(compilation: Compilation, node: nodes.CondExpr) -> Part:
    if node.expr2 is None:
        instead = "Say what holds otherwise, for example: else none."
        return compilation.disallow(node, what='An "if" without "else"', instead=instead)
    test = _condition(compilation, node.test, what='"if"')
    then, otherwise = compilation.part(node.expr1), compilation.part(node.expr2)
    yes, no = then.run, otherwise.run
    typed = _joint(then.typed, otherwise.typed)
    return Part(typed=typed, run=lambda scope: yes(scope) if test(scope) else no(scope))


def _joint(one: Typed, other: Typed) -> Typed:
    if other.kind in {one.kind, "none"}:
        return one
    return other if one.kind == "none" else ANY


def _compare(compilation: Compilation, node: nodes.Compare) -> Part:
    first = compilation.part(node.expr)
    links = [(operand.op, compilation.part(operand.expr)) for operand in node.ops]
    left = first.typed
    for operand, (operator, part) in zip(node.ops, links, strict=True):
        _refuse_misfit(compilation, operand.expr, left=left, operator=operator, right=part.typed)
        left = part.typed
    chain = [(COMPARISONS[operator], part.run) for operator, part in links]
    start = first.run
    if len(chain) == 1:
        [(holds, end)] = chain
        return Part(typed=YES_NO, run=lambda scope: holds(start(scope), end(scope)))

    def run(scope: Scope) -> bool:
        value = start(scope)
        for holds, part in chain:
            following = part(scope)
            if not holds(value, following):
                return False
            value = following
        return True

    return Part(typed=YES_NO, run=run)


def _refuse_misfit(compilation: Compilation, node: nodes.Expr, *, left: Typed, operator: str, right: Typed) -> None:
    if operator in {"in", "notin"}:
        if right.group not in {"list", "text", "any"}:
            compilation.misfit(node, what='"in"', expected="a list or a text", found=right)
        return
    refuse_unequal(compilation, node, left, right)
    unordered = [typed for typed in (left, right) if typed.group not in ORDERED | {"any"}]
    if operator not in {"eq", "ne"} and unordered:
        hint = "Convert the text: | number, | date, | money." if unordered[0].group == "text" else ""
        compilation.misfit(node, what="This comparison", expected="numbers or dates", found=unordered[0], hint=hint)


def _test(compilation: Compilation, node: nodes.Test) -> Part:
    part = compilation.part(node.node)
    run = part.run
    if node.args or node.kwargs or node.name not in {"none", "number"}:
        instead = 'There are "is none" and "is number"; compare everything else.'
        return compilation.disallow(node, what=f'"is {node.name}"', instead=instead)
    wanted = node.name
    return Part(typed=YES_NO, run=lambda scope: group(run(scope)) == wanted)


# ---------------------------------------------------------------- numbers, dates, texts


def _arithmetic(sign: str, calculate: Callable[[object, object], object]) -> Compile:
    def compile_this(compilation: Compilation, node: nodes.BinExpr) -> Part:
        left, right = compilation.part(node.left), compilation.part(node.right)
        typed = _result(sign, left.typed, right.typed)
        if typed is None:
            hint = "Texts are joined with ~." if "text" in {left.typed.group, right.typed.group} and sign == "+" else ""
            found = f"{left.typed} and {right.typed}"
            expected = "numbers, or a date and days(n)"
            return compilation.misfit(node, what=f'"{sign}"', expected=expected, found=found, hint=hint)
        one, other = left.run, right.run
        return Part(typed=typed, run=lambda scope: calculate(one(scope), other(scope)))

    return compile_this


def _result(sign: str, left: Typed, right: Typed) -> Typed | None:
    match sign, left.group, right.group:
        case _, "number", "number":
            return Typed(kind=_number_kind(sign, left.kind, right.kind))
        case "+" | "-", "date" | "moment" | "duration", "duration":
            return Typed(kind=left.kind)
        case "-", ("date" | "moment") as one, other if one == other:
            return Typed(kind="duration")
        case _, one, other if "any" in {one, other} and not {one, other} & {"text", "list", "record", "none", "yes_no"}:
            return ANY
        case _:
            return None


def _number_kind(sign: str, left: Kind, right: Kind) -> Kind:
    if left == right == "integer" and sign != "/":
        return "integer"
    return "money" if left == "money" or (right == "money" and sign in "+-*") else "number"


def _negative(compilation: Compilation, node: nodes.Neg) -> Part:
    part = compilation.part(node.node)
    if part.typed.group not in {"number", "duration", "any"}:
        return compilation.misfit(node, what='"-"', expected="a number", found=part.typed)
    run = part.run
    return Part(typed=part.typed, run=lambda scope: operators.negate(run(scope)))


def _concatenation(compilation: Compilation, node: nodes.Concat) -> Part:
    parts = [compilation.part(each) for each in node.nodes]
    for part, each in zip(parts, node.nodes, strict=True):
        refuse_unwritable(compilation, part.typed, compilation.place(each))
    runs = [part.run for part in parts]
    return Part(typed=TEXT, run=lambda scope: joined(runs, scope))


def refuse_unwritable(compilation: Compilation, typed: Typed, place: Place | None) -> None:
    """Refuse to put into a text what is not a single value."""
    hints = {"list": "Say how to write it: | join(', ').", "none": "Say what to write instead: | default('…')."}
    if typed.kind in {"list", "record", "none", "duration"}:
        hint = hints.get(typed.kind, "")
        wrong = WrongType(what="A text", expected="a single value", found=str(typed), hint=hint, place=place)
        compilation.refuse(wrong)


def joined(runs: list[Run], scope: Scope) -> str:
    """Evaluate parts and write them one behind the other."""
    text = "".join([text_of(run(scope)) for run in runs])
    if len(text) > TEXT_LIMIT:
        raise Stop("a text gets too long")
    return text


NODES: Mapping[type[nodes.Node], Compile] = {
    nodes.Const: _constant,
    nodes.List: _list,
    nodes.Tuple: _list,
    nodes.Dict: _record,
    nodes.Name: compile_path,
    nodes.Getattr: compile_path,
    nodes.Getitem: compile_path,
    nodes.Filter: compile_filter,
    nodes.Call: compile_call,
    nodes.Test: _test,
    nodes.Compare: _compare,
    nodes.And: _and,
    nodes.Or: _or,
    nodes.Not: _not,
    nodes.CondExpr: _either,
    nodes.Concat: _concatenation,
    nodes.Neg: _negative,
    nodes.Add: _arithmetic("+", operators.add),
    nodes.Sub: _arithmetic("-", operators.subtract),
    nodes.Mul: _arithmetic("*", operators.multiply),
    nodes.Div: _arithmetic("/", operators.divide),
    nodes.FloorDiv: _arithmetic("//", operators.floor_divide),
    nodes.Mod: _arithmetic("%", operators.remainder),
}
"""Everything there is."""

REFUSALS: Mapping[type[nodes.Node], tuple[str, str]] = {
    nodes.Pow: ("A power", "Multiply instead."),
    nodes.Pos: ("A plus sign in front of a value", "Leave it out."),
}
