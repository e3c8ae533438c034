"""Addresses are taken apart so that no value can change where they lead."""

from __future__ import annotations

import pytest

from nahtlos.errors import Place, Source
from nahtlos.expressions import CLOCK_FUNCTIONS, Template, Typed
from nahtlos.plan.address import compile_address
from nahtlos.plan.scope import Scope
from nahtlos.reading import Text

KEY = Typed(kind="record", fields={"no": Typed(kind="text")})


def taken_apart(path: str) -> tuple[list[str], list[tuple[str, str]], list[str]]:
    """Return path, query and the codes of what is wrong."""
    scope = Scope(functions=CLOCK_FUNCTIONS, problems=[], names={"key": KEY})
    place = Place(Source("bot.yaml", f"open: {path}"), 1, 7)
    parts, query = compile_address(Text(path, place=place), scope)
    words = [part.text if isinstance(part, Template) else f"={part}" for part in parts]
    return words, [(name, value.text) for name, value in query], [problem.code for problem in scope.problems]


@pytest.mark.parametrize(
    ("path", "parts", "query"),
    [
        ("/cases", ["=/cases"], []),
        ("/cases/{{ key.no }}/edit", ["=/cases/", "{{ key.no }}", "=/edit"], []),
        ("/{{ key.no }}{{ key.no }}", ["=/", "{{ key.no }}", "{{ key.no }}"], []),
        ("/a?no={{ key.no }}&all", ["=/a"], [("no", "{{ key.no }}"), ("all", "")]),
        ("/a?x={{ 'b&c=d?e#f' }}&y=z", ["=/a"], [("x", "{{ 'b&c=d?e#f' }}"), ("y", "z")]),
        ("/a?x=1#top", ["=/a", "=#top"], [("x", "1")]),
        ("/#/reports?x={{ key.no }}", ["=/#/reports?x=", "{{ key.no }}"], []),  # a route of the page, not a query
        ("/a?", ["=/a"], []),
    ],
)
def test_address_is_taken_apart(path: str, parts: list[str], query: list[tuple[str, str]]) -> None:
    """Each expression is one part of the path or one value of the query."""
    assert (parts, query, []) == taken_apart(path)


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "cases", "/a/../../b", "/a\\b", "{{ key.no }}"],
)
def test_address_that_could_leave_the_system_is_refused(path: str) -> None:
    """A path begins with a slash and stays below it."""
    assert taken_apart(path)[2] == ["E332"]


def test_problem_inside_an_address_is_shown_at_its_column() -> None:
    """An unknown name in the middle of a path is marked where it stands."""
    scope = Scope(functions=CLOCK_FUNCTIONS, problems=[], names={"key": KEY})
    path = "/cases/{{ key.no }}?x={{ ky.no }}"

    compile_address(Text(path, place=Place(Source("bot.yaml", f"open: {path}"), 1, 7)), scope)

    assert [(problem.code, problem.place.column) for problem in scope.problems if problem.place] == [("E260", 32)]
