"""What one compilation knows and collects, and what becomes of one part of an expression."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from jinja2 import nodes

from nahtlos.errors import ExpressionTooLarge, NahtlosError, NotInExpressions, Place, WrongType
from nahtlos.expressions.functions import Functions
from nahtlos.expressions.scan import DEPTH_LIMIT, Expression, Spot
from nahtlos.expressions.types import ANY, Names, Typed

Scope: TypeAlias = Mapping[str, object]
"""The values of the names, when an expression is evaluated."""

Run: TypeAlias = Callable[[Scope], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of an expression, ready to be evaluated."""

    typed: Typed
    run: Run
    is_literal: bool = False
    path: str | None = None
    """The dotted path, if the part is nothing else."""


REFUSED = Part(typed=ANY, run=lambda _: None)
"""Stands for a part that was refused; its template does not come into being."""


@dataclass(slots=True, kw_only=True)
class Compilation:
    """One text on its way to a template: what it may use, and what was found out."""

    spot: Spot
    names: Names
    functions: Functions
    compile: Callable[[Compilation, nodes.Node], Part]
    expression: Expression | None = None
    row: Typed | None = None
    """The row whose columns are names at the moment, inside `where` and its like."""
    uses: set[str] = field(default_factory=set)
    secrets: list[tuple[str, Place | None]] = field(default_factory=list)
    is_personal: bool = False
    problems: list[NahtlosError] = field(default_factory=list)
    depth: int = 0

    def part(self, node: nodes.Node) -> Part:
        """Compile a node, unless it stands too deep."""
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise ExpressionTooLarge(what="operations inside each other", limit=DEPTH_LIMIT, place=self.place(node))
        try:
            return self.compile(self, node)
        finally:
            self.depth -= 1

    @contextmanager
    def over(self, row: Typed | None) -> Iterator[None]:
        """Let the columns of a row be names."""
        outer, self.row = self.row, row
        try:
            yield
        finally:
            self.row = outer

    def place(self, node: nodes.Node) -> Place | None:
        """Return where a node stands."""
        return self.spot.at(self.expression.token(node).offset) if self.expression else self.spot.place

    def literal(self, node: nodes.Const) -> str:
        """Return how a constant was written."""
        return self.expression.token(node).text if self.expression else str(node.value)

    def refuse(self, problem: NahtlosError) -> Part:
        """Note a problem; the rest is looked through for more."""
        self.problems.append(problem)
        return REFUSED

    def misfit(self, node: nodes.Node, *, what: str, expected: str, found: object, hint: str = "") -> Part:
        """Note that two types do not fit together."""
        place = self.place(node)
        return self.refuse(WrongType(what=what, expected=expected, found=str(found), hint=hint, place=place))

    def disallow(self, node: nodes.Node, *, what: str, instead: str) -> Part:
        """Note that something is not part of the language."""
        return self.refuse(NotInExpressions(what=what, instead=instead, place=self.place(node)))

    def found(self, typed: Typed) -> None:
        """Note what is known about something the text uses."""
        self.is_personal = self.is_personal or typed.has_personal
