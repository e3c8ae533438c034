"""The example workspace: packed into the wheel, or the root of a checkout; copied for `init` and `demo`."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from nahtlos.errors import ExampleMissing, FileNotWritten, FolderTaken
from nahtlos.runtime.editor import write_editor
from nahtlos.runtime.workspace import SETTINGS, Workspace

FOLDERS = ("bots", "workflows", "config")
PRIVATE = (".age", ".key")
"""Endings of files that never leave a workspace."""


def find_example() -> Traversable:
    """Decide where the example is: beside the code if it was packed, else in the checkout around it."""
    package = files("nahtlos")
    packed = package / "example"
    if packed.is_dir():
        return packed
    checkout = Path(str(package)).parent.parent
    if (checkout / SETTINGS).is_file():
        return checkout
    raise ExampleMissing


def write_example(target: Path) -> Workspace:
    """Write a copy of the example into a new or empty folder."""
    example = find_example()
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise FolderTaken(folder=str(target))
        for folder in FOLDERS:
            _copy(example / folder, target / folder)
        (target / "logs").mkdir(parents=True)
        (target / "logs" / ".gitignore").write_text("*\n!.gitignore\n", encoding="utf-8")
        (target / ".gitignore").write_text("/config/keys/\n", encoding="utf-8")
        write_editor(target)
    except OSError as error:
        raise FileNotWritten(name=str(target), reason=error.strerror or type(error).__name__) from error
    return Workspace(root=target.resolve())


def _copy(source: Traversable, target: Path) -> None:
    if source.name.startswith((".", "__")) or source.name.endswith(PRIVATE) or source.name == "keys":
        return
    if source.is_file():
        target.write_bytes(source.read_bytes())
        return
    target.mkdir(parents=True)
    for part in source.iterdir():
        _copy(part, target / part.name)
