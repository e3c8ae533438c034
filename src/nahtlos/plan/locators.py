"""Locators with their words compiled, and `in:` understood by the names that are set."""

from __future__ import annotations

from collections.abc import Sequence

from nahtlos.errors import InvalidPattern, NotARow
from nahtlos.expressions import Pattern, Typed
from nahtlos.model.locator import Locator, Name
from nahtlos.plan import nodes
from nahtlos.plan.scope import Scope
from nahtlos.reading import Text

SELECTORS = frozenset({"css", "xpath", "testid"})


def compile_name(name: Name, scope: Scope, *, what: str = "") -> nodes.NameNode:
    """Compile the words of a name."""
    if name.how == "pattern":
        what = "A pattern"
        for text in name.texts:
            check_pattern(text, scope)
    texts = [scope.constant(text, what=what) if what else scope.template(text) for text in name.texts]
    return nodes.NameNode(texts=tuple(texts), how=name.how)


def compile_locator(locator: Locator, scope: Scope, *, inside: Sequence[Locator] = ()) -> nodes.LocatorNode:
    """Compile a locator; `inside` are the areas around it, the nearest first."""
    around = [locator.in_, *inside] if locator.in_ is not None else list(inside)
    within = compile_area(around[0], scope, inside=around[1:]) if around else None
    if locator.cell is not None:
        row, column = compile_name(locator.cell.row, scope), compile_name(locator.cell.column, scope)
        return nodes.LocatorNode(kind="cell", place=locator.place, row=row, column=column, within=within)
    what = f'The selector behind "{locator.kind}"' if locator.kind in SELECTORS else ""
    name = None if locator.name is None else compile_name(locator.name, scope, what=what)
    return nodes.LocatorNode(kind=locator.kind, place=locator.place, name=name, within=within)


def compile_area(area: Locator, scope: Scope, *, inside: Sequence[Locator] = ()) -> nodes.LocatorNode:
    """Compile what stands behind `in:`; a text is a row that was found, or else the title of an area."""
    node = compile_locator(area, scope, inside=inside)
    if area.kind != "named" or node.name is None:
        return node
    word = node.name.texts[0].text
    if len(node.name.texts) > 1 or node.name.how != "whole" or (word != "row" and word not in scope.names):
        return nodes.LocatorNode(kind="area", place=area.place, name=node.name, within=node.within)
    if not _is_row(scope.names.get(word)):
        scope.refuse(NotARow(name=word, place=area.place))
    return nodes.LocatorNode(kind="row", place=area.place, of_row=word)  # a row knows its table


def check_pattern(text: Text, scope: Scope) -> None:
    """Refuse a pattern that cannot be used."""
    try:
        Pattern.compile(text)
    except InvalidPattern as problem:
        problem.place = text.place
        scope.refuse(problem)


def _is_row(typed: Typed | None) -> bool:
    return typed is not None and typed.kind in {"record", "any"}
