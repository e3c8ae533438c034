"""A step in a schema: one verb of those that a file may use, what stands behind it, and what may stand beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from nahtlos.model.flow import Found, Many, Nothing
from nahtlos.model.locator import Locator
from nahtlos.model.rows import Read
from nahtlos.model.scalars import Flag
from nahtlos.model.schema.definitions import Definitions, Form, described
from nahtlos.model.schema.forms import one_of
from nahtlos.model.schema.values import SCALARS, Schema, either, texts
from nahtlos.model.screen import SAVING, Click, Drag, Expect, Open, Press, Save, Script
from nahtlos.model.step import MODIFIERS, Note, Step, Verb, Vocabulary
from nahtlos.model.written import as_written

SAVERS = [verb for verb in (Click, Press, Drag, Script) if verb.word in SAVING]
"""Verbs that can make an effect."""
SAVED_BY = tuple(verb.word for verb in SAVERS)
ENDS = (Found, Nothing, Many)
"""Verbs that can be said with their word alone."""


def step_form(vocabulary: Vocabulary) -> Form:
    """Tell how a step is written with these verbs."""
    verbs = [verb for verb in vocabulary.verbs.values() if verb is not Note]

    def form(definitions: Definitions) -> Schema:
        modifiers = {name: definitions.key(Step, name) for name in MODIFIERS}
        said = {verb.word: _behind(definitions, verb) for verb in verbs}
        beside = _beside(definitions, verbs, said)
        table = {
            "type": "object",
            "description": described(Step),
            "properties": said | beside | modifiers,
            "additionalProperties": False,
            "anyOf": [_one_verb([verb.word for verb in verbs]), _only_a_note()],
            "allOf": [*_belonging(verbs, beside), *_saved(said)],
        }
        ends = "|".join(verb.word for verb in verbs if verb in ENDS)
        return either({"type": "string", "pattern": f"^(?:{ends})$"}, table, says=described(Step)) if ends else table

    return form


def _behind(definitions: Definitions, verb: type[Verb]) -> Schema:
    """Return what stands behind a verb, with what the verb does."""
    form = ARGUMENTS.get(verb)
    if form:
        schema = form(definitions)
    elif verb.takes:
        schema = definitions.key(verb, verb.takes)
        schema["description"] = f"{described(verb)} {schema['description']}"
        return {"title": verb.word} | schema
    else:
        schema = definitions.table(verb)
    return schema | {"title": verb.word, "description": described(verb)}


def _beside(definitions: Definitions, verbs: Iterable[type[Verb]], said: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the keys beside verbs; each says beside which."""
    keys: dict[str, Schema] = {}
    for verb in sorted(verbs, key=lambda one: one is Save):
        for key in verb.beside:
            name = next((name for name in verb.model_fields if as_written(name) == key), None)
            if name is not None and key not in said:
                keys[key] = definitions.key(verb, name)
    return {key: _told(schema, [verb.word for verb in verbs if key in verb.beside]) for key, schema in keys.items()}


def _told(schema: Schema, verbs: list[str]) -> Schema:
    return schema | {"description": f"{schema['description']} Stands beside {', '.join(verbs)}."}


def _one_verb(verbs: list[str]) -> Schema:
    """Say that a step has one verb; `save` may stand beside what makes the effect."""
    ways = one_of(verb for verb in verbs if verb != "save")["oneOf"]
    if "save" in verbs:
        ways.append({"required": ["save"], "not": {"anyOf": [{"required": [verb]} for verb in SAVED_BY]}})
    return {"oneOf": ways}


def _only_a_note() -> Schema:
    return {"required": [Note.word], "propertyNames": {"enum": list(MODIFIERS)}}


def _belonging(verbs: Iterable[type[Verb]], beside: Iterable[str]) -> list[Schema]:
    """Say beside which verbs a key may stand."""
    return [
        {
            "if": {"required": [key]},
            "then": {"anyOf": [{"required": [verb.word]} for verb in verbs if key in verb.beside]},
        }
        for key in beside
    ]


def _saved(said: Mapping[str, Schema]) -> list[Schema]:
    """Say that `save` beside another verb is true and nothing else."""
    if "save" not in said:
        return []
    together = {"required": ["save"], "anyOf": [{"required": [verb]} for verb in SAVED_BY]}
    return [{"if": together, "then": {"properties": {"save": {"enum": [True, "true"]}}}}]


# ------------------------------------------------------------------ verbs with a way of writing of their own


def _open(definitions: Definitions) -> Schema:
    return either(definitions.key(Open, "path"), definitions.table(Open), says=described(Open))


def _read(definitions: Definitions) -> Schema:
    return either(texts(), definitions.key(Read, "entries"), says=described(Read))


def _expect(definitions: Definitions) -> Schema:
    table = definitions.table(Expect)
    table["oneOf"] = [{"required": ["see"]}, {"required": ["gone"]}, {"required": ["field", "is"]}]
    return either(definitions.ref(Locator), table, says=described(Expect))


def _save(definitions: Definitions) -> Schema:
    by = {
        "type": "object",
        "properties": {verb.word: _behind(definitions, verb) for verb in SAVERS} | _beside(definitions, SAVERS, {}),
        "additionalProperties": False,
        **one_of(SAVED_BY),
    }
    return either(definitions.ref(Locator), by, SCALARS[Flag], says=described(Save))


ARGUMENTS: Mapping[type[Verb], Form] = MappingProxyType({Open: _open, Read: _read, Expect: _expect, Save: _save})
