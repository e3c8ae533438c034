"""Filters and functions: what they are given is checked before the run, and again when it is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from jinja2 import nodes

from nahtlos.errors import (
    InvalidValue,
    ModelError,
    NahtlosError,
    UnknownFilter,
    UnknownFunction,
    WrongArguments,
)
from nahtlos.expressions.filters import FILTERS, Argument, Filter
from nahtlos.expressions.operators import TEXT_LIMIT, Refusal, Stop, equal, group, truth
from nahtlos.expressions.part import REFUSED, Compilation, Part, Run, Scope
from nahtlos.expressions.paths import ROW, column
from nahtlos.expressions.rows import Row
from nahtlos.expressions.scan import unquoted
from nahtlos.expressions.types import ANY, NAMES, TEXT, Group, Typed


def compile_filter(compilation: Compilation, node: nodes.Filter) -> Part:
    """Compile `value | filter(arguments)`."""
    place = compilation.place(node)
    value = compilation.part(node.node) if node.node is not None else REFUSED
    if (chosen := FILTERS.get(node.name)) is None:
        return compilation.refuse(UnknownFilter(name=node.name, known=list(FILTERS), place=place))
    _refuse_misfit(compilation, node, what=f"| {node.name}", found=value.typed, wanted=chosen.takes)
    if chosen.conditions:
        arguments: list[Part] | None = _conditions(compilation, node, value.typed)
    else:
        arguments = _arguments(compilation, node, chosen, value.typed)
    if arguments is None:
        return REFUSED
    given = chosen.gives(value.typed, [argument.typed for argument in arguments])
    return Part(typed=given, run=_filtering(chosen, value.run, [argument.run for argument in arguments]))


def _filtering(chosen: Filter, value: Run, arguments: Sequence[Run]) -> Run:
    takes, apply = chosen.takes, chosen.apply

    def run(scope: Scope) -> object:
        subject = value(scope)
        found = group(subject)
        if takes and found not in takes:
            raise Stop(f"a filter is given {NAMES[found]}")
        try:
            result = apply(subject, *[argument(scope) for argument in arguments])
        except InvalidValue as error:
            raise Stop(f"a value {error.reason}") from None
        if type(result) is str and len(result) > TEXT_LIMIT:
            raise Stop("a text gets too long")
        return result

    return run


def _arguments(compilation: Compilation, node: nodes.Filter, chosen: Filter, value: Typed) -> list[Part] | None:
    required = sum(argument.required for argument in chosen.arguments)
    if _is_special(node) or not required <= len(node.args) <= len(chosen.arguments):
        names = ", ".join(argument.name for argument in chosen.arguments)
        written = f"| {node.name}{f'({names})' if names else ''}"
        place = compilation.place(node)
        compilation.refuse(WrongArguments(what=f'The filter "{node.name}"', expected=written, place=place))
        return None
    pairs = zip(chosen.arguments, node.args, strict=False)
    parts = [_argument(compilation, argument, expression, value) for argument, expression in pairs]
    return None if any(part is REFUSED for part in parts) else parts


def _is_special(node: nodes.Filter | nodes.Call) -> bool:
    """Whether arguments are given in ways that only Python has."""
    return bool(node.kwargs or node.dyn_args or node.dyn_kwargs)


def _argument(compilation: Compilation, argument: Argument, node: nodes.Expr, value: Typed) -> Part:
    match argument.sort:
        case "literal":
            return _literal(compilation, argument, node)
        case "row":
            return _over_rows(compilation, node, value)
        case _:
            part = compilation.part(node)
            _refuse_misfit(compilation, node, what=f'"{argument.name}"', found=part.typed, wanted=argument.groups)
            return _checked(part, argument.groups) if part is not REFUSED else part


def _literal(compilation: Compilation, argument: Argument, node: nodes.Expr) -> Part:
    place = compilation.place(node)
    if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
        what = f"Here, anything but a text in quotes like {argument.name}"
        return compilation.disallow(node, what=what, instead="It is checked before the run.")
    try:
        prepared = argument.prepare(unquoted(compilation.literal(node)))
    except ModelError as error:
        error.place = place
        return compilation.refuse(error)
    return Part(typed=TEXT, run=lambda _: prepared, is_literal=True)


def _over_rows(compilation: Compilation, node: nodes.Expr, value: Typed) -> Part:
    """Compile an argument that is evaluated for each row; a text is the name of a column."""
    with compilation.over(value.element or ANY):
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            part = column(compilation, node, unquoted(compilation.literal(node)))
        else:
            part = compilation.part(node)
    if part is REFUSED:
        return part
    return Part(typed=part.typed, run=lambda scope: _for_each(part.run, scope))


def _for_each(run: Run, scope: Scope) -> Row:
    return lambda row: run({**scope, ROW: row})


def _conditions(compilation: Compilation, node: nodes.Filter, value: Typed) -> list[Part] | None:
    """Compile `where(state='free', day > until)`: all conditions have to hold."""
    if node.dyn_args or node.dyn_kwargs or len(node.args) + len(node.kwargs) == 0:
        expected = f"| {node.name}(column='value') or | {node.name}(column > value)"
        place = compilation.place(node)
        compilation.refuse(WrongArguments(what=f'The filter "{node.name}"', expected=expected, place=place))
        return None
    tests: list[Callable[[Scope], Row]] = []
    for expression in node.args:
        with compilation.over(value.element or ANY):
            part = compilation.part(expression)
        what = f"A condition of | {node.name}"
        _refuse_misfit(compilation, expression, what=what, found=part.typed, wanted=frozenset({"yes_no"}))
        tests.append(_test(part.run))
    for keyword in cast(list[nodes.Keyword], node.kwargs):
        with compilation.over(value.element or ANY):
            cell = column(compilation, keyword, keyword.key)
        wanted = compilation.part(keyword.value)
        refuse_unequal(compilation, keyword, cell.typed, wanted.typed)
        tests.append(_equals(cell.run, wanted.run))

    def run(scope: Scope) -> Row:
        rows = [test(scope) for test in tests]
        return lambda row: all(test(row) for test in rows)

    return [Part(typed=ANY, run=run)]


def _test(run: Run) -> Callable[[Scope], Row]:
    return lambda scope: lambda row: truth(run({**scope, ROW: row}))


def _equals(cell: Run, wanted: Run) -> Callable[[Scope], Row]:
    def test(scope: Scope) -> Row:
        value = wanted(scope)
        return lambda row: equal(cell({ROW: row}), value)

    return test


def refuse_unequal(compilation: Compilation, node: nodes.Node, left: Typed, right: Typed) -> None:
    """Refuse to compare what can never be equal."""
    groups = {left.group, right.group}
    if len(groups) > 1 and not groups & {"any", "none"}:
        hint = "Convert the text: | number, | date, | money." if "text" in groups else ""
        compilation.misfit(node, what="This comparison", expected=str(left), found=right, hint=hint)


def compile_call(compilation: Compilation, node: nodes.Call) -> Part:
    """Compile `function(arguments)`."""
    if not isinstance(node.node, nodes.Name):
        return compilation.disallow(node, what="Calling a value", instead="Values have filters: value | filter.")
    name = node.node.name
    place = compilation.place(node.node)
    if (function := compilation.functions.get(name)) is None:
        return compilation.refuse(UnknownFunction(name=name, known=list(compilation.functions), place=place))
    if _is_special(node) or len(node.args) != len(function.parameters):
        expected = f"{name}({', '.join(function.parameters)})"
        return compilation.refuse(WrongArguments(what=f'The function "{name}"', expected=expected, place=place))
    arguments: list[Run] = []
    for (parameter, wanted), expression in zip(function.parameters.items(), node.args, strict=True):
        part = compilation.part(expression)
        if parameter in function.checks:
            _check_literal(compilation, expression, function.checks[parameter])
        groups: frozenset[Group] = frozenset({wanted.group} - {"any"})
        _refuse_misfit(compilation, expression, what=f'"{parameter}" of {name}', found=part.typed, wanted=groups)
        arguments.append(_checked(part, groups).run)
    compilation.uses |= function.reads
    call = function.call

    def run(scope: Scope) -> object:
        try:
            return call(scope, *[argument(scope) for argument in arguments])
        except InvalidValue as error:
            raise Refusal(f"a value {error.reason}") from None

    return Part(typed=function.result, run=run)


def _check_literal(compilation: Compilation, node: nodes.Expr, check: Callable[[str], object]) -> None:
    """Find out before the run what is wrong with an argument that is written as a text."""
    if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
        return
    try:
        check(unquoted(compilation.literal(node)))
    except NahtlosError as error:
        error.place = compilation.place(node)
        compilation.refuse(error)


def _checked(part: Part, groups: frozenset[Group]) -> Part:
    """Check an argument when it is there; what is unknown stops here as well."""
    inner = part.run

    def run(scope: Scope) -> object:
        value = inner(scope)
        if group(value) not in groups and groups:
            raise Stop(f"an argument is {NAMES[group(value)]}")
        return value

    return Part(typed=part.typed, run=run)


def _refuse_misfit(
    compilation: Compilation, node: nodes.Node, *, what: str, found: Typed, wanted: frozenset[Group]
) -> None:
    if wanted and found.group != "any" and found.group not in wanted:
        expected = " or ".join(sorted(NAMES[kind] for kind in wanted))
        compilation.misfit(node, what=what, expected=expected, found=found)
