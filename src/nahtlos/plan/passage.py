"""A sequence of a bot on its way into the plan: what it belongs to, and what it may use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from nahtlos.expressions import Typed
from nahtlos.model import bot as model
from nahtlos.model.locator import Locator
from nahtlos.plan import nodes
from nahtlos.plan.endings import goes_on
from nahtlos.plan.head import Ids
from nahtlos.plan.locators import compile_area, compile_locator
from nahtlos.plan.scope import ROW, TEXT, Scope, common

Section: TypeAlias = Literal["login", "find", "list", "read", "create", "update", "operation", "effect", "surprise"]

ALWAYS = {
    "account": Typed(kind="record", fields={"name": TEXT}),
    "system": Typed(kind="record", fields={"name": TEXT, "address": TEXT}),
    "run": ROW,
    "secret": ROW,
}
"""Names that every sequence of a bot can use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Steps of one section of a bot."""

    section: Section
    owner: str
    """The section in words, for messages."""
    scope: Scope
    bot: model.Bot
    has_script: bool
    resource: model.Resource | None = None
    inside: tuple[Locator, ...] = ()
    """Where all steps look."""
    ids: Ids

    def begin(
        self, section: Section, *, owner: str, resource: model.Resource | None = None, inside: Locator | None = None,
        **names: Typed,
    ) -> Passage:  # fmt: skip
        """Return the beginning of another sequence of the same bot."""
        return replace(
            self,
            section=section,
            owner=owner,
            scope=self.scope.only(**ALWAYS, **names),
            resource=resource,
            inside=() if inside is None else (inside,),
            ids=Ids(),
        )

    def copy(self) -> Passage:
        """Return a way on, whose names do not come back by themselves."""
        return self.with_names()

    def with_names(self, **names: Typed) -> Passage:
        """Return a copy that knows more names."""
        return replace(self, scope=self.scope.with_names(**names))

    def locator(self, locator: Locator, around: Locator | None = None) -> nodes.LocatorNode:
        """Compile a locator with what stands around it."""
        inside = self.inside if around is None else (around, *self.inside)
        return compile_locator(locator, self.scope, inside=inside)

    def maybe(self, locator: Locator | None) -> nodes.LocatorNode | None:
        """Compile a locator that may be left out."""
        return None if locator is None else self.locator(locator)

    def area(self, around: Locator | None) -> nodes.LocatorNode | None:
        """Compile where a step looks."""
        areas = self.inside if around is None else (around, *self.inside)
        return compile_area(areas[0], self.scope, inside=areas[1:]) if areas else None

    def join(self, ways: Iterable[tuple[Scope, nodes.Steps]]) -> None:
        """Take over the names that every way on has set, unless it ends."""
        going = [scope.names for scope, steps in ways if goes_on(steps)]
        for name in set.intersection(*map(set, going)) if going else ():
            self.scope.names[name] = common([names[name] for names in going])
