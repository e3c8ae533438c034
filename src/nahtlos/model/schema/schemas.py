"""One schema for each kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nahtlos.model.bot import Bot
from nahtlos.model.schedules import Schedules
from nahtlos.model.schema.definitions import Definitions
from nahtlos.model.schema.forms import FORMS
from nahtlos.model.schema.steps import step_form
from nahtlos.model.schema.values import Schema
from nahtlos.model.settings import Settings
from nahtlos.model.step import Step, Vocabulary
from nahtlos.model.systems import Systems
from nahtlos.model.verbs import IN_BOTS, IN_WORKFLOWS
from nahtlos.model.workflow import Workflow
from nahtlos.model.written import Written

DIALECT = "https://json-schema.org/draft/2020-12/schema"

FILES: Mapping[str, tuple[type[Written], Vocabulary | None]] = MappingProxyType(
    {
        "workflow": (Workflow, IN_WORKFLOWS),
        "bot": (Bot, IN_BOTS),
        "systems": (Systems, None),
        "settings": (Settings, None),
        "schedules": (Schedules, None),
    }
)
"""The kinds of files, with the verbs that may be used in them."""

GLOBS: Mapping[str, str] = MappingProxyType(
    {
        "workflow": "workflows/*.yaml",
        "bot": "bots/*/bot.yaml",
        "systems": "config/systems.yaml",
        "settings": "config/nahtlos.yaml",
        "schedules": "config/schedules.yaml",
    }
)
"""Where the files of each kind stand in a workspace."""


def schema_of(name: str) -> Schema:
    """Return the schema of a kind of file."""
    model, vocabulary = FILES[name]
    forms = FORMS if vocabulary is None else {**FORMS, Step: step_form(vocabulary)}
    definitions = Definitions(forms)
    table = definitions.table(model)
    head = {"$schema": DIALECT, "title": f"nahtlos: {model.called[0].lower()}{model.called[1:]}"}
    return head | table | {"$defs": dict(sorted(definitions.drawn.items()))}


def schemas() -> dict[str, Schema]:
    """Return the schemas of all kinds of files."""
    return {name: schema_of(name) for name in FILES}
