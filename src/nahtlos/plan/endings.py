"""How sequences of a bot can end and where they save: every way through the steps is followed."""

from __future__ import annotations

from collections.abc import Iterator

from nahtlos.errors import NahtlosError, SaveInLoop, WritesAfterSave
from nahtlos.plan import nodes

MANY = 2
"""Twice or more: it does not matter how often."""

WORDS = {nodes.Form: "form", nodes.Fill: "fill", nodes.Upload: "upload"}


def inner(step: nodes.Step) -> Iterator[nodes.Steps]:
    """Return the sequences inside a step."""
    match step:
        case nodes.Either():
            yield from (branch.steps for branch in step.branches)
        case nodes.EitherOr():
            yield from (case.steps for case in step.cases)
        case nodes.Window():
            yield (step.by, *step.steps)
        case nodes.Download():
            yield (step.by,)
        case nodes.Save():
            yield (step.by,)
        case nodes.ForEach() | nodes.Repeat():
            yield step.steps


def walk(steps: nodes.Steps) -> Iterator[nodes.Step]:
    """Return all steps, those inside others too."""
    for step in steps:
        yield step
        for sequence in inner(step):
            yield from walk(sequence)


def goes_on(steps: nodes.Steps) -> bool:
    """Whether what stands behind these steps can be reached."""
    return not any(_stops(step) for step in steps)


def _stops(step: nodes.Step) -> bool:
    if step.when is not None:
        return False
    match step:
        case nodes.End() | nodes.Reject() | nodes.Fail():
            return True
        case nodes.Either():
            return not any(goes_on(branch.steps) for branch in step.branches)
        case nodes.EitherOr():
            has_else = any(case.when is None for case in step.cases)
            return has_else and not any(goes_on(case.steps) for case in step.cases)
        case nodes.Window():
            return not goes_on((step.by, *step.steps))
    return False


def saves(steps: nodes.Steps) -> frozenset[int]:
    """Return how often the ways through these steps can save; ways that end in a rejection do not count."""
    counts = {0}
    for step in steps:
        if not counts:
            break
        more = _saves(step) | ({0} if step.when is not None else set())
        counts = {min(before + count, MANY) for before in counts for count in more}
    return frozenset(counts)


def _saves(step: nodes.Step) -> set[int]:
    match step:
        case nodes.Save():
            return {1}
        case nodes.Reject() | nodes.Fail():
            return set()
        case nodes.Either():
            return {count for branch in step.branches for count in saves(branch.steps)}
        case nodes.Window():
            return set(saves((step.by, *step.steps)))
        case nodes.Download():
            return _saves(step.by)
    return {0}


def misplaced(steps: nodes.Steps) -> Iterator[NahtlosError]:
    """Return saves that could happen several times, and what is filled in after a save."""
    yield from _in_loops(steps)
    yield from _after_save(steps)


def _in_loops(steps: nodes.Steps) -> Iterator[NahtlosError]:
    for step in walk(steps):
        if isinstance(step, nodes.ForEach | nodes.Repeat):
            word = "for_each" if isinstance(step, nodes.ForEach) else "repeat"
            found = (inside for inside in walk(step.steps) if isinstance(inside, nodes.Save))
            yield from (SaveInLoop(verb=word, place=save.place) for save in found)


def _after_save(steps: nodes.Steps) -> Iterator[NahtlosError]:
    has_saved = False
    for step in steps:
        if has_saved:
            late = (inside for inside in walk((step,)) if type(inside) in WORDS)
            yield from (WritesAfterSave(verb=WORDS[type(inside)], place=inside.place) for inside in late)
            continue
        for sequence in () if isinstance(step, nodes.Save) else inner(step):
            yield from _after_save(sequence)
        has_saved = any(isinstance(inside, nodes.Save) for inside in walk((step,)))


def says_what_it_found(steps: nodes.Steps) -> bool:
    """Whether every way through a find has a row or an end."""
    return any(step.when is None and _says(step) for step in steps)


def _says(step: nodes.Step) -> bool:
    match step:
        case nodes.Row() | nodes.End() | nodes.Reject() | nodes.Fail():
            return True
        case nodes.Either():
            return all(says_what_it_found(branch.steps) for branch in step.branches)
        case nodes.Window():
            return says_what_it_found((step.by, *step.steps))
    return False


def sees_none(steps: nodes.Steps) -> bool:
    """Whether a find says what it looks like when nothing is there."""
    return any(
        (isinstance(step, nodes.Row) and step.none is not None)
        or (isinstance(step, nodes.End) and step.as_ == "none")
        for step in walk(steps)
    )  # fmt: skip


def misplaced_ends(steps: nodes.Steps, *, in_either: bool = False) -> Iterator[nodes.End]:
    """Return ends of a find that do not stand in an `either`."""
    for step in steps:
        if isinstance(step, nodes.End) and not in_either:
            yield step
        for sequence in inner(step):
            yield from misplaced_ends(sequence, in_either=in_either or isinstance(step, nodes.Either))
