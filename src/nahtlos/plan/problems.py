"""The order in which problems are told: file by file, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence

from nahtlos.errors import NahtlosError


def in_order(problems: Sequence[NahtlosError]) -> list[NahtlosError]:
    """Return problems by file, in the order in which the files came up, and by line; each one once."""
    files: dict[str, int] = {}
    for problem in problems:
        files.setdefault(problem.place.source.name if problem.place else "", len(files))
    once = {str(problem): problem for problem in problems}
    return sorted(once.values(), key=lambda problem: _position(problem, files))


def _position(problem: NahtlosError, files: dict[str, int]) -> tuple[int, int, int]:
    if problem.place is None:
        return files[""], 0, 0
    return files[problem.place.source.name], problem.place.line, problem.place.column
