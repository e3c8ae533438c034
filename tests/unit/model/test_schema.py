"""What an editor is told of the files: it never refuses what nahtlos accepts, and sees most of what it refuses."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from nahtlos.model.schema import FILES, GLOBS, schema_of, schemas
from nahtlos.model.screen import SAVING
from nahtlos.model.step import Note
from nahtlos.model.verbs import VERBS_OF_BOTS, VERBS_OF_WORKFLOWS

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
KINDS = {
    "workflow.yaml": "workflow", "bot.yaml": "bot", "systems.yaml": "systems", "schedules.yaml": "schedules",
    "nahtlos.yaml": "settings",
}  # fmt: skip
STRUCTURE = sorted(
    folder.name for folder in (CASES / "invalid").iterdir() if re.match(r"e20[1-9]|e21[01]", folder.name)
)
"""Cases in which something is written that could not be right anywhere: keys, shapes, words, verbs."""
NOT_SEEN = {
    "e204_unknown_unit": "a word inside an expression",
    "e210_said_twice": "a key inside a verb and beside it: each alone is right",
}


class AsAnEditor(yaml.SafeLoader):
    """Reads as YAML 1.2 says: true and false, numbers and null are no texts, dates are."""


AsAnEditor.yaml_implicit_resolvers = {}
for tag, pattern, firsts in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    AsAnEditor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(firsts))
AsAnEditor.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schema_of(kind))


def seen(path: Path) -> list[str]:
    """Return what an editor would underline in a file."""
    written = yaml.load(path.read_text(encoding="utf-8"), AsAnEditor)
    return [f"{error.json_path}: {error.message}" for error in validator(kind_of(path)).iter_errors(written)]


def kind_of(path: Path) -> str:
    return KINDS.get(path.name, "workflow")


def accepted() -> Iterator[Path]:
    """Return every file that nahtlos accepts: those of this workspace, which `init` copies, and of valid cases."""
    for pattern in GLOBS.values():
        yield from sorted(ROOT.glob(pattern))
    for folder in (CASES / "base", *sorted((CASES / "valid").iterdir())):
        yield from sorted(folder.rglob("*.yaml"))
    yield from sorted((ROOT / "tests" / "thirdparty").rglob("bot.yaml"))


def objects(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Return all parts of a schema with their paths."""
    if isinstance(schema, dict):
        yield path, schema
        for key, part in schema.items():
            yield from objects(part, f"{path}/{key}")
    elif isinstance(schema, list):
        for place, part in enumerate(schema):
            yield from objects(part, f"{path}/{place}")


@pytest.mark.parametrize("kind", FILES)
def test_schema_is_one(kind: str) -> None:
    """Each schema is right by the rules of its draft."""
    Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize("path", list(accepted()), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_accepted_is_not_underlined(path: Path) -> None:
    """An editor has nothing to say about a file that nahtlos accepts."""
    assert seen(path) == []


@pytest.mark.parametrize("name", STRUCTURE)
def test_what_is_wrong_in_structure_is_underlined(name: str) -> None:
    """An editor underlines unknown and missing keys, wrong words and shapes, steps without a verb or with two."""
    underlined = [says for path in (CASES / "invalid" / name).rglob("*.yaml") for says in seen(path)]

    assert bool(underlined) is (name not in NOT_SEEN)


@pytest.mark.parametrize("kind", FILES)
def test_every_key_says_what_it_is_for(kind: str) -> None:
    """Whoever rests on a key reads a sentence."""
    keys = [
        (f"{path}/{key}", schema)
        for path, part in objects(schema_of(kind))
        if isinstance(part.get("properties"), dict) and not path.endswith("/then")
        for key, schema in part["properties"].items()
    ]

    assert keys
    assert [path for path, schema in keys if not str(schema.get("description", "")).endswith((".", "…"))] == []


@pytest.mark.parametrize(("kind", "verbs"), [("bot", VERBS_OF_BOTS), ("workflow", VERBS_OF_WORKFLOWS)])
def test_every_verb_is_offered_with_what_it_does(kind: str, verbs: Any) -> None:
    """A step offers the verbs of its file, each with its sentence, and no other."""
    step = schema_of(kind)["$defs"]["Step"]
    offered = {key: schema for key, schema in step["properties"].items() if "title" in schema}

    assert set(offered) == {verb.word for verb in verbs if verb is not Note}
    assert all(schema["description"] for schema in offered.values())


def test_save_is_offered_with_everything_that_can_save() -> None:
    """What the language takes for a save, the schema does, too."""
    ways = schema_of("bot")["$defs"]["Step"]["properties"]["save"]["anyOf"]
    [by] = [way for way in ways if "properties" in way]

    assert {word for word in by["properties"] if word in {one["required"][0] for one in by["oneOf"]}} == SAVING


def test_everything_a_schema_refers_to_is_there() -> None:
    """A reference leads to a definition, and each definition is referred to."""
    for schema in schemas().values():
        referred = {part["$ref"] for _, part in objects(schema) if "$ref" in part}

        assert referred == {f"#/$defs/{name}" for name in schema["$defs"]}
