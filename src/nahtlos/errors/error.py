"""What every error is: facts that word themselves, a code, and a place. And the families."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import get_annotations
from typing import Any, ClassVar, Self, dataclass_transform

from nahtlos.errors.place import Place


def facts_of(kind: type) -> Mapping[str, bool]:
    """Return the names of the facts of a class, and whether each has a default."""
    names: dict[str, bool] = {}
    for base in reversed(kind.__mro__):
        for name, annotation in get_annotations(base).items():
            if not str(annotation).startswith("ClassVar"):
                names[name] = hasattr(kind, name)
    return names


@dataclass_transform(kw_only_default=True, eq_default=False)
class Facts(Exception):
    """The annotated names of a class are its facts: keyword arguments, required unless they have a default.

    Like a dataclass, but a few hundred of them cost nothing before one is raised.
    """

    def __init__(self, **facts: Any) -> None:
        super().__init__()
        known = facts_of(type(self))
        wrong = [name for name in facts if name not in known]
        wrong += [name for name, has_default in known.items() if name not in facts and not has_default]
        if wrong:
            raise TypeError(f"{type(self).__name__} has no fact {wrong[0]}, or lacks it")
        for name, value in facts.items():
            setattr(self, name, value)

    def again(self) -> Self:
        """Return the same error anew, for whoever else has to be told: one object is raised in one place."""
        return type(self)(**{name: getattr(self, name) for name in facts_of(type(self))})


class NahtlosError(Facts):
    """Something a user has to know."""

    code: ClassVar[str] = "E000"
    place: Place | None = None

    def message(self) -> str:
        """Say what happened and what to do, in one or two sentences."""
        raise NotImplementedError

    def __str__(self) -> str:
        if self.place is None:
            return f"{self.code}  {self.message()}"
        return f"{self.place}  {self.code}  {self.message()}"

    def report(self) -> str:
        """Say it with the line it is about."""
        return str(self) if self.place is None else f"{self}\n{self.place.snippet()}"

    def as_json(self) -> dict[str, object]:
        """Return code, message and place for machines."""
        place = self.place
        where = {} if place is None else {"file": place.source.name, "line": place.line, "column": place.column}
        return {"code": self.code, "message": self.message(), **where}


class Refused(NahtlosError):
    """An input has problems; all of them are here, in the order of the files."""

    problems: Sequence[NahtlosError] = ()

    def message(self) -> str:
        """Count the problems."""
        return f"{len(self.problems)} problem{'s' if len(self.problems) != 1 else ''}"

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    def report(self) -> str:
        """Say each problem with its line."""
        return "\n\n".join(problem.report() for problem in self.problems)


class ReadingError(NahtlosError):
    """The text of a file cannot be read."""


class ModelError(NahtlosError):
    """The shape of a file is wrong."""


class PlanError(NahtlosError):
    """The parts do not fit together."""


class RunError(NahtlosError):
    """Something went wrong while a run was under way."""


class RunStopped(RunError):
    """The run stops here on purpose; the item at hand goes back untouched."""


class ScreenError(RunError):
    """A screen did not show, or did not accept, what it should."""

    acted: bool = False
    """Whether the page may have noticed: then something may have been written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Something on a screen, as a message may name it: what it is, its name, and what tells it apart."""

    what: str
    name: str
    within: str = ""
    """An `in:`."""
    by: str = ""
    """A locator that means it and nothing else, as one writes it in a bot."""

    def __str__(self) -> str:
        name = f' "{self.name}"' if self.name else ""
        if self.by:
            return f"{self.what}{name} (write {self.by})"
        return f'{self.what}{name} (in: "{self.within}")' if self.within else f"{self.what}{name}"


class RecordError(NahtlosError):
    """Ledger or journal cannot be read or written."""


class WorkspaceError(NahtlosError):
    """Folders, settings, secrets, browsers or accounts are not as they must be."""
