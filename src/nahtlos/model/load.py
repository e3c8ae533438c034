"""Reads texts as workflows, bots, systems and settings, and refuses with all problems at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from pydantic import ValidationError

from nahtlos.errors import NahtlosError, NoValue, Refused, Source
from nahtlos.model.bot import Bot
from nahtlos.model.schedules import Schedules
from nahtlos.model.settings import Settings
from nahtlos.model.step import Vocabulary
from nahtlos.model.systems import Systems
from nahtlos.model.verbs import IN_BOTS, IN_WORKFLOWS
from nahtlos.model.workflow import Workflow
from nahtlos.model.written import Written, worded
from nahtlos.reading import Blank, Node, Table, read_document
from nahtlos.reading.uncollected import uncollected

Model = TypeVar("Model", bound=Written)


def load_workflow(source: Source) -> Workflow:
    """Read the text of a workflow."""
    return _load(source, Workflow, IN_WORKFLOWS)


def load_bot(source: Source) -> Bot:
    """Read the text of a bot."""
    return _load(source, Bot, IN_BOTS)


def load_systems(source: Source) -> Systems:
    """Read the text of the systems."""
    return _load(source, Systems)


def load_schedules(source: Source) -> Schedules:
    """Read the text of the schedules."""
    return _load(source, Schedules)


def load_settings(source: Source) -> Settings:
    """Read the text of the settings."""
    return _load(source, Settings)


def _load(source: Source, kind: type[Model], vocabulary: Vocabulary | None = None) -> Model:
    with uncollected():
        return _loaded(source, kind, vocabulary)


def _loaded(source: Source, kind: type[Model], vocabulary: Vocabulary | None) -> Model:
    document = read_document(source)
    problems: list[NahtlosError] = list(_blanks(document))
    try:
        model = kind.model_validate(document, context=vocabulary)
    except ValidationError as error:
        blank = {problem.place for problem in problems}
        found = worded(error.errors(), table=document, owner=kind.called)
        problems += [problem for problem in found if problem.place not in blank]
    if problems:
        raise Refused(problems=sorted(problems, key=_line)) from None
    return model


def _blanks(node: Node) -> Iterator[NoValue]:
    parts = node.items() if isinstance(node, Table) else enumerate(node) if isinstance(node, list) else ()
    for key, part in parts:
        if isinstance(part, Blank):
            yield NoValue(key=str(key) if isinstance(node, Table) else "-", place=part.place)
        else:
            yield from _blanks(part)


def _line(problem: NahtlosError) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)
