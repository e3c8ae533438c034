"""What is known at one place of a sequence: the names that are set, their types, and the problems found so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nahtlos.errors import NahtlosError, NameTaken, NotConstant, Place, Refused, SecretMisused
from nahtlos.expressions import Functions, Template, Typed, compile_condition, compile_template
from nahtlos.model.types import Declared
from nahtlos.reading import Text

ANY = Typed()
TEXT = Typed(kind="text")
ROW = Typed(kind="record")
"""A record of which nobody knows the fields."""

RESERVED = frozenset({
    "inputs", "item", "key", "want", "changed", "target", "shown", "row", "account", "secret", "system", "run",
    "steps", "true", "false", "none",
})  # fmt: skip
"""Names that have a meaning of their own."""


@dataclass(slots=True, kw_only=True)
class Scope:
    """The names at one place; steps add to it, ways on get a copy."""

    functions: Functions
    problems: list[NahtlosError]
    """Shared by everything that is compiled together."""
    names: dict[str, Typed] = field(default_factory=dict)
    ever: dict[str, Typed] = field(default_factory=dict)
    """What any way has set; shared by the copies."""

    def with_names(self, **names: Typed) -> Scope:
        """Return a copy that knows more names."""
        return replace(self, names={**self.names, **names})

    def only(self, **names: Typed) -> Scope:
        """Return a copy for another sequence, which knows only these names."""
        return replace(self, names=names, ever={})

    def refuse(self, problem: NahtlosError) -> None:
        """Note a problem; the rest is looked through for more."""
        self.problems.append(problem)

    def set(self, name: str, typed: Typed, *, place: Place) -> None:
        """Give a name to what a step delivers."""
        if name in RESERVED:
            self.refuse(NameTaken(name=name, place=place))
        else:
            self.know(name, typed)

    def know(self, name: str, typed: Typed) -> None:
        """Let expressions use a name from here on."""
        self.names[name] = typed
        self.ever[name] = typed if self.ever.get(name, typed) == typed else ANY

    def template(self, text: Text) -> Template:
        """Compile a text that may hold expressions."""
        template = self.value(text)
        if uses_secret(template):
            self.refuse(SecretMisused(place=template.place))
        return template

    def value(self, text: Text) -> Template:
        """Compile a text that may also be a secret."""
        return self._compiled(compile_template, text)

    def condition(self, text: Text) -> Template:
        """Compile an expression that is yes or no."""
        return self._compiled(compile_condition, text)

    def constant(self, text: Text, *, what: str) -> Template:
        """Compile a text that no value may change."""
        template = self.template(text)
        if not template.is_constant:
            self.refuse(NotConstant(what=what, place=text.place))
        return template

    def _compiled(self, compile_: Callable[..., Template], text: Text) -> Template:
        try:
            return compile_(text, place=text.place, names=self.names, functions=self.functions)
        except Refused as refused:
            self.problems.extend(refused.problems)
            return Template(text=text, place=text.place, type=ANY, run=lambda _: None)


def uses_secret(template: Template) -> bool:
    """Whether a template reads a secret."""
    return any(use.split(".")[0] == "secret" for use in template.uses)


def common(types: Sequence[Typed]) -> Typed:
    """Return what is known about a value that is one of several."""
    return types[0] if all(typed == types[0] for typed in types) else ANY


def typed_of(declared: Declared) -> Typed:
    """Return what is known about a declared value."""
    if declared.list is not None:
        return Typed(kind="list", element=record_of(declared.list), personal=declared.personal)
    element = TEXT if declared.type == "list" else None
    return Typed(kind=declared.type, personal=declared.personal, element=element)


def record_of(declared: Mapping[str, Declared]) -> Typed:
    """Return what is known about declared values under their names."""
    return Typed(kind="record", fields={name: typed_of(part) for name, part in declared.items()})
