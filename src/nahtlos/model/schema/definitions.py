"""Turns models into definitions of a schema: their keys, what each takes, and what it is for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from copy import deepcopy
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from nahtlos.model.schema.values import SCALARS, Schema, text
from nahtlos.model.written import Written, as_written
from nahtlos.reading import Items, Table, Text

Form: TypeAlias = Callable[["Definitions"], Schema]
PLAIN: Mapping[Any, Schema] = MappingProxyType(
    {Text: text(), str: text(), Items: {"type": "array"}, Table: {"type": "object"}}
)


class Definitions:
    """The definitions of one schema; whatever a model refers to is drawn with it."""

    def __init__(self, forms: Mapping[Any, Form]) -> None:
        self._forms = forms
        self.drawn: dict[str, Schema] = {}
        """Name and definition."""

    def ref(self, model: type[Written]) -> Schema:
        """Refer to a model."""
        name = model.__name__
        if name not in self.drawn:
            self.drawn[name] = {}  # models contain themselves
            form = self._forms.get(model)
            self.drawn[name] = {"title": model.called} | (form(self) if form else self.table(model))
        return {"$ref": f"#/$defs/{name}"}

    def table(self, model: type[Written], *, without: tuple[str, ...] = ()) -> Schema:
        """Return names with values, as a model has them."""
        fields = {name: field for name, field in model.model_fields.items() if name not in without}
        return {
            "type": "object",
            "description": described(model),
            "properties": {as_written(name): self.key(model, name) for name in fields},
            "required": [as_written(name) for name, field in fields.items() if field.is_required()],
            "additionalProperties": False,
        }

    def key(self, model: type[Written], name: str) -> Schema:
        """Return what stands behind one key of a model, and what it is for."""
        field = model.model_fields[name]
        form = self._forms.get((model, name))
        schema = form(self) if form else self.of(get_type_hints(model, include_extras=True)[name])
        return schema | {"description": _flat(field.description)} | _default(field)

    def of(self, hint: Any) -> Schema:
        """Return what is written for a type."""
        if isinstance(hint, type) and issubclass(hint, Written):
            return self.ref(hint)
        if hint in SCALARS:
            return deepcopy(SCALARS[hint])
        if hint in self._forms:
            return self._forms[hint](self)
        if hint in PLAIN:
            return deepcopy(PLAIN[hint])
        return self._composed(hint, get_origin(hint), get_args(hint))

    def _composed(self, hint: Any, origin: Any, parts: tuple[Any, ...]) -> Schema:
        if origin is Literal:
            return {"type": "string", "enum": list(parts)}
        if origin is Annotated:
            return self.of(parts[0])
        if origin is tuple:
            return {"type": "array", "items": self.of(parts[0])}
        if origin is dict:
            names = self.of(parts[0])
            rule = {"propertyNames": {"pattern": names["pattern"]}} if "pattern" in names else {}
            return {"type": "object", "additionalProperties": self.of(parts[1])} | rule
        if origin in (Union, UnionType):
            ways = [self.of(part) for part in parts if part is not NoneType]
            return ways[0] if len(ways) == 1 else {"anyOf": ways}
        raise TypeError(hint)


def described(model: type[Written]) -> str:
    """Return what a model is, in one line."""
    return _flat(inspect.getdoc(model))


def _default(field: FieldInfo) -> Schema:
    return {"default": field.default} if isinstance(field.default, bool | int | str) else {}


def _flat(words: str | None) -> str:
    return " ".join((words or "").split())
