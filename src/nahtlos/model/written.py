"""What every part of a file has in common: it knows where it was written, and it words what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, PrivateAttr, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from nahtlos.errors import MissingKey, ModelError, NahtlosError, NotAChoice, Place, UnknownKey, WrongShape, WrongValue
from nahtlos.reading import Items, Node, Table, Text, place_of

SHAPES = {
    "Text": "a text",
    "Items": "a list",
    "Table": "written as names with values",
    "tuple_type": "a list",
    "dict_type": "written as names with values",
}


def as_written(name: str) -> str:
    """Return the word of the language for a name of Python: `in_` is written `in`."""
    return name.rstrip("_")


def refuse(*problems: NahtlosError) -> PydanticCustomError:
    """Carry problems through pydantic, to be raised inside a validator."""
    return PydanticCustomError("nahtlos", "refused", {"problems": problems})


def long_form(node: Node, **values: Node) -> Table:
    """Write a shorthand as names with values, all at the place of the shorthand."""
    return Table(values, place=node.place, places={key: value.place for key, value in values.items()})


def part_of(table: Table, keys: Iterable[str]) -> Table:
    """Return some keys of a table, with their places."""
    chosen = {key: table[key] for key in keys if key in table}
    return Table(chosen, place=table.place, places={key: table.places[key] for key in chosen})


class Known(Table):
    """The keys of a table that a model has; pydantic calls a wrapper twice where models contain themselves."""

    __slots__ = ()


class Written(BaseModel):
    """A part of a file."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        arbitrary_types_allowed=True,
        alias_generator=as_written,
    )
    called: ClassVar[str] = "This"
    """What messages call it."""
    _table: Table = PrivateAttr()

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self._written_table().place

    def place_of(self, *path: str | int) -> Place:
        """Where the value at this path stands; the nearest place above it if it was not written."""
        return place_of(self._written_table(), path)

    def key_place(self, *path: str | int) -> Place:
        """Where the name at this path stands."""
        return place_of(self._written_table(), path, key=True)

    def as_it_stands(self, key: str) -> str:
        """Return a text as it was written, whatever it became."""
        return str(self._table[key])

    def _written_table(self) -> Table:
        # `self._table` would search through all fields first, and places are asked for by the hundred thousand.
        table: Table = (self.__pydantic_private__ or {})["_table"]
        return table

    @classmethod
    def known_keys(cls) -> Sequence[str]:
        """Return the keys it may have."""
        return [as_written(name) for name in cls.model_fields]

    @classmethod
    def spelled_out(cls, node: Node) -> Table:
        """Return the long form; classes with a shorthand say more."""
        if isinstance(node, Table):
            return node
        raise refuse(WrongShape(what=cls.called, expected=SHAPES["Table"], place=node.place))

    @model_validator(mode="wrap")
    @classmethod
    def keep_place(cls, node: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Read the long form, keep where it stands, and word all problems at once."""
        if isinstance(node, Known) or not isinstance(node, Text | Items | Table):  # defaults are made by Python
            return handler(node)
        table = cls.spelled_out(node)
        keys = [as_written(name) for name in cls.model_fields]
        strange = [key for key in table if key not in keys]
        known = cls.known_keys() if strange else ()
        problems: list[NahtlosError] = [
            UnknownKey(key=key, owner=cls.called, known=known, place=table.places[key]) for key in strange
        ]
        try:
            model = handler(Known(part_of(table, keys), place=table.place, places=table.places))
        except ValidationError as error:
            found = worded(error.errors(), table=table, owner=cls.called)
            meant = {word for key in strange for word in get_close_matches(key, known, n=1)}
            problems += [one for one in found if not (isinstance(one, MissingKey) and one.key in meant)]
            raise refuse(*problems) from None
        if problems:
            raise refuse(*problems)
        model._table = table
        return model


def worded(details: Iterable[ErrorDetails], *, table: Table, owner: str) -> Iterable[NahtlosError]:
    """Turn what pydantic says about the values of a table into our words."""
    for detail in details:
        if detail["type"] == "nahtlos":
            yield from detail["ctx"]["problems"]
        else:
            yield _worded(detail, table=table, owner=owner)


def _worded(detail: ErrorDetails, *, table: Table, owner: str) -> ModelError:
    path = [part for part in detail["loc"] if part != "[key]"]
    key = next((part for part in reversed(path) if isinstance(part, str)), owner)
    place = place_of(table, path, key="[key]" in detail["loc"])
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return MissingKey(key=key, owner=owner, place=table.place)
        case "literal_error" if isinstance(detail["input"], Text):
            choices = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
            return NotAChoice(key=key, word=detail["input"], choices=choices, place=place)
        case "value_error":
            return WrongValue(key=key, why=str(context["error"]), place=place)
        case kind:
            return WrongShape(what=f'"{key}"', expected=SHAPES.get(context.get("class", kind), "a text"), place=place)
