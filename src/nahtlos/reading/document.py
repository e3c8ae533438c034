"""What a YAML file consists of: texts, lists and tables, each with the place it stands at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Self, TypeAlias

from nahtlos.errors import Place


class Text(str):
    """A single value exactly as it was written: `01067`, `NO`, `12:30`, `~` are texts like any other."""

    __slots__ = ("place", "quoted")

    place: Place
    quoted: bool
    """Whether it stood in quotes or in a block (`|`, `>`), so that it cannot be meant as a word of the language."""

    def __new__(cls, value: str = "", *, place: Place, quoted: bool = False) -> Self:  # noqa: D102 - see the class
        text = super().__new__(cls, value)
        text.place = place
        text.quoted = quoted
        return text


class Blank(Text):
    """The value of a key behind which nothing was written (`key:`): an empty text that is not the text `""`."""

    __slots__ = ()


class Items(list["Node"]):
    """A list."""

    __slots__ = ("place",)

    place: Place

    def __init__(self, items: Iterable[Node] = (), *, place: Place) -> None:
        super().__init__(items)
        self.place = place


class Table(dict[str, "Node"]):
    """A table of names and values, in the order of the file."""

    __slots__ = ("place", "places")

    place: Place
    places: dict[str, Place]
    """Where each name stands."""

    def __init__(
        self,
        values: Mapping[str, Node] = MappingProxyType({}),
        *,
        place: Place,
        places: Mapping[str, Place] | None = None,
    ) -> None:
        super().__init__(values)
        self.place = place
        self.places = dict(places or {})


Node: TypeAlias = Text | Items | Table


def place_of(node: Node, path: Iterable[str | int] = (), *, key: bool = False) -> Place:
    """Follow `path` as far as it leads and return the place of what is there; with `key`, of its name instead."""
    place = node.place
    for step in path:
        match node:
            case Table() if step in node:
                place = node.places[str(step)] if key else node[str(step)].place
                node = node[str(step)]
            case Items() if isinstance(step, int) and 0 <= step < len(node):
                node = node[step]
                place = node.place
            case _:
                break
    return place
