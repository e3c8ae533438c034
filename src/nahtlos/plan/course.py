"""A workflow's steps on their way into the plan: what they may use, and the systems they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nahtlos.errors import (
    ConstantKey,
    NotAResource,
    UnknownAction,
    UnknownOperation,
    UnknownResource,
    UnknownSystem,
)
from nahtlos.expressions import Template, Typed
from nahtlos.plan import nodes
from nahtlos.plan.catalogue import Action
from nahtlos.plan.head import Ids
from nahtlos.plan.scope import Scope, common
from nahtlos.plan.systems import KnownSystems
from nahtlos.reading import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Steps of a workflow."""

    scope: Scope
    results: dict[str, Typed]
    """What is known about `steps`; a way on has its own."""
    systems: KnownSystems
    actions: Mapping[str, Action]
    ids: Ids
    written: dict[str, Text] = field(default_factory=dict)
    """Systems that are written to, and where; shared by the ways on."""
    earlier: tuple[str, ...] = ()
    """Ids of the steps before this one, in the same list."""

    def copy(self, **names: Typed) -> Course:
        """Return a way on."""
        results = dict(self.results)
        scope = self.scope.with_names(steps=Typed(kind="record", fields=results), **names)
        return replace(self, scope=scope, results=results)

    def join(self, ways: Sequence[Course]) -> None:
        """Take over what every way on has named."""
        for name in set.intersection(*(set(way.scope.names) for way in ways)) if ways else ():
            self.scope.names[name] = common([way.scope.names[name] for way in ways])
        for name in set.intersection(*(set(way.results) for way in ways)) if ways else ():
            self.results[name] = common([way.results[name] for way in ways])
        self.scope.names["steps"] = Typed(kind="record", fields=self.results)

    def check_key(self, key: Template, *, of: str) -> None:
        """Refuse a key that is the same for all."""
        if not key.uses:
            self.scope.refuse(ConstantKey(of=of, place=key.place))

    def resource(self, written: Text) -> tuple[nodes.System, nodes.Resource] | None:
        """Return the system and resource that a text such as `exchange.report` names."""
        system_name, dot, name = written.partition(".")
        if not dot:
            self.scope.refuse(NotAResource(text=written, what="resource", place=written.place))
            return None
        system = self.system(system_name, written)
        if system is None:
            return None
        if name not in system.bot.resources:
            known = list(system.bot.resources)
            self.scope.refuse(UnknownResource(system=system.name, name=name, known=known, place=written.place))
            return None
        return system, system.bot.resources[name]

    def system(self, name: str, written: Text) -> nodes.System | None:
        """Return the system of this name."""
        if name not in self.systems.names:
            self.scope.refuse(UnknownSystem(name=name, known=self.systems.names, place=written.place))
        return self.systems.get(name)

    def operation(self, written: Text) -> tuple[nodes.System, nodes.Operation] | Action | None:
        """Return the operation or the action that a text such as `casework.vouchers` or `csv.rows` names."""
        if written in self.actions:
            return self.actions[written]
        system_name, _, name = written.partition(".")
        if system_name not in self.systems.names:
            known = [*self.actions, *(f"{system}.{name}" for system in self.systems.names)]
            self.scope.refuse(UnknownAction(name=written, known=known, place=written.place))
            return None
        system = self.system(system_name, written)
        if system is None:
            return None
        if name not in system.bot.operations:
            known = list(system.bot.operations)
            self.scope.refuse(UnknownOperation(owner=system.name, name=name, known=known, place=written.place))
            return None
        return system, system.bot.operations[name]
