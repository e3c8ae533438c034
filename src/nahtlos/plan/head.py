"""What goes for every step, whatever its verb: its path, its place and its modifiers."""

from __future__ import annotations

from typing import TypedDict

from nahtlos.errors import Place, SameId
from nahtlos.expressions import Template
from nahtlos.model.step import Step
from nahtlos.plan.scope import Scope


class Head(TypedDict):
    """The arguments that every node of a step takes."""

    path: str
    place: Place
    when: Template | None
    timeout: float | None
    note: Template | None
    id: str | None


def compile_head(step: Step, scope: Scope, *, path: str) -> Head:
    """Compile the modifiers of a step."""
    return Head(
        path=path,
        place=step.place,
        when=None if step.when is None else scope.condition(step.when),
        timeout=step.timeout,
        note=None if step.note is None else scope.template(step.note),
        id=step.id,
    )


def path_of(step: Step, number: int, *, prefix: str) -> str:
    """Return the stable path of a step: its id, or its position, behind the path of what it stands in."""
    own = step.id or str(number)
    return f"{prefix}.{own}" if prefix else own


class Ids:
    """The ids taken so far."""

    def __init__(self) -> None:
        self._first: dict[str, Place] = {}

    def take(self, step: Step, scope: Scope) -> None:
        """Note the id of a step; refuse one that is taken."""
        if step.id is None:
            return
        place = step.place_of("id")
        if step.id in self._first:
            scope.refuse(SameId(id=step.id, first=self._first[step.id], place=place))
        self._first.setdefault(step.id, place)
