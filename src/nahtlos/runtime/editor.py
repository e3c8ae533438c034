"""What an editor needs to complete and check the files of a workspace: schemas, and which files they are for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nahtlos.errors import FileNotWritten
from nahtlos.model.schema import GLOBS, schema_of

FOLDER = ".vscode"
SCHEMAS = f"{FOLDER}/nahtlos"
EXTENSION = "redhat.vscode-yaml"


def write_schemas(folder: Path, names: Iterable[str] = GLOBS) -> list[Path]:
    """Write schemas into a folder, one file each; older ones are replaced."""
    return [_write(folder / f"{name}.json", schema_of(name)) for name in names]


def write_editor(root: Path) -> None:
    """Write what VS Code needs into a workspace; the schemas lie in it, so that nothing is fetched from anywhere."""
    write_schemas(root / SCHEMAS)
    _write(
        root / FOLDER / "settings.json",
        {
            "yaml.schemas": {f"{SCHEMAS}/{name}.json": pattern for name, pattern in GLOBS.items()},
            "yaml.schemaStore.enable": False,
        },
    )
    _write(root / FOLDER / "extensions.json", {"recommendations": [EXTENSION]})


def _write(path: Path, content: Any) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise FileNotWritten(name=str(path), reason=error.strerror or type(error).__name__) from error
    return path
