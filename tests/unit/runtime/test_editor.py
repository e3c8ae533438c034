"""What an editor finds in a workspace."""

import json
from pathlib import Path

import pytest

from nahtlos.errors import FileNotWritten
from nahtlos.model.schema import schemas
from nahtlos.runtime.editor import write_schemas
from nahtlos.runtime.example import write_example


def test_every_file_of_a_new_workspace_has_a_schema(tmp_path: Path) -> None:
    """`init` tells the editor for each YAML file which schema it has, and the schema is there."""
    root = write_example(tmp_path / "county").root

    settings = json.loads((root / ".vscode" / "settings.json").read_text(encoding="utf-8"))

    told = {path for schema, pattern in settings["yaml.schemas"].items() for path in root.glob(pattern)}
    assert told == set(root.rglob("*.yaml"))
    assert all((root / schema).is_file() for schema in settings["yaml.schemas"])
    assert settings["yaml.schemaStore.enable"] is False


def test_schemas_are_written_anew(tmp_path: Path) -> None:
    """What an older version wrote is replaced."""
    (tmp_path / "bot.json").write_text("old", encoding="utf-8")

    written = write_schemas(tmp_path)

    assert {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in written} == schemas()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """The message says which file."""
    (tmp_path / "taken").write_text("a file", encoding="utf-8")

    with pytest.raises(FileNotWritten, match=r"workflow\.json"):
        write_schemas(tmp_path / "taken")
