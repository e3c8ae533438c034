"""The order in which problems are told: file by file, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence

from nahtlos.errors import NahtlosError


def in_order(problems: Sequence[NahtlosError], *, files: Sequence[str] = ()) -> list[NahtlosError]:
    """Return problems by file and line, each one once; files that are not named come in the order of their problems."""
    places = {name: number for number, name in enumerate(files)}
    for problem in problems:
        places.setdefault(problem.place.source.name if problem.place else "", len(places))
    once = {str(problem): problem for problem in problems}
    return sorted(once.values(), key=lambda problem: _position(problem, places))


def _position(problem: NahtlosError, places: dict[str, int]) -> tuple[int, int, int]:
    if problem.place is None:
        return places[""], 0, 0
    return places[problem.place.source.name], problem.place.line, problem.place.column
