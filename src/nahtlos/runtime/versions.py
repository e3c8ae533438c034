"""Keeps the texts of what runs, by their hash: a run of years ago can be explained although its files have changed.

    logs/workflows/<hash>/workflow.yaml
                          systems/<system>/bot.yaml, bot.py

The hash is that of the journal, made over exactly these texts; so whoever reads them can prove that they are the right
ones.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from secrets import token_hex

from nahtlos.errors import Source, VersionNotKept
from nahtlos.journal.disk import writing_to
from nahtlos.model import load_bot
from nahtlos.plan import nodes
from nahtlos.plan.fingerprint import fingerprint
from nahtlos.runtime.workspace import Workspace

WORKFLOW = "workflow.yaml"
MOST_LINES = 120
"""Of a difference that is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceAsItWas(Workspace):
    """The same workspace with a workflow and its bots as they were."""

    kept: Mapping[str, Path] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """Return where a file is: the kept one, if it is one of those."""
        return self.kept.get(name) or self.root / name


def keep_version(workspace: Workspace, plan: nodes.Plan) -> None:
    """Keep the texts of a plan, whole or not at all; what is there already stays."""
    folder = _folder(workspace, plan.hash)
    if folder.exists():
        return
    draft = folder.with_name(f".{plan.hash}.{token_hex(4)}")
    try:
        _write(draft / WORKFLOW, workspace.read(f"workflows/{plan.workflow}.yaml").text)
        for name, system in plan.systems.items():
            for file in ("bot.yaml", "bot.py"):
                if workspace.has(f"bots/{system.bot.name}/{file}"):
                    text = workspace.read(f"bots/{system.bot.name}/{file}").text
                    _write(draft / "systems" / name / file, text)
        # Files that were changed since the plan was made are another version.
        if _hash_of(draft) == plan.hash:
            with suppress(OSError):
                draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def kept_workflow(workspace: Workspace, version: str) -> Source:
    """Return the text of a workflow as it was; raises `VersionNotKept` where it is not there or not the right one."""
    folder = _folder(workspace, version)
    if not (folder / WORKFLOW).is_file():
        raise VersionNotKept(version=version, problem="it is not in logs/workflows")
    if _hash_of(folder) != version:
        raise VersionNotKept(version=version, problem="the files in logs/workflows are not those that ran")
    return Source(f"logs/workflows/{version[:12]}…/{WORKFLOW}", _text(folder / WORKFLOW) or "")


def as_it_was(workspace: Workspace, version: str, *, workflow: str) -> WorkspaceAsItWas:
    """Return the workspace with the texts of a version; raises `VersionNotKept`."""
    kept_workflow(workspace, version)
    kept = {name: path for name, path in _kept_files(_folder(workspace, version), workflow) if path is not None}
    return WorkspaceAsItWas(root=workspace.root, kept=kept)


def difference(workspace: Workspace, version: str, *, workflow: str) -> str:
    """Say line by line how the files differ from a version; without its texts, that nobody can."""
    folder = _folder(workspace, version)
    if not folder.is_dir():
        return f"(The texts of {version[:12]} are not in logs/workflows, so nobody can say what has changed.)"
    lines = [line for name, path in _kept_files(folder, workflow) for line in _compared(workspace, name, path)]
    rest = len(lines) - MOST_LINES
    return "\n".join([*lines[:MOST_LINES], *([f"… and {rest} lines more"] if rest > 0 else [])])


def _compared(workspace: Workspace, name: str, path: Path | None) -> Iterator[str]:
    then = "" if path is None else _text(path) or ""
    now = workspace.read(name).text if workspace.has(name) else ""
    names = (f"{name} as it was", f"{name} as it is now")
    yield from unified_diff(then.splitlines(), now.splitlines(), *names, n=1, lineterm="")


def _kept_files(folder: Path, workflow: str) -> Iterator[tuple[str, Path | None]]:
    """Return the files of a version by the names they have in a workspace; a bot has one text in all its systems."""
    yield f"workflows/{workflow}.yaml", folder / WORKFLOW
    systems = folder / "systems"
    for system in sorted(systems.iterdir()) if systems.is_dir() else ():
        bot = load_bot(Source("bot.yaml", _text(system / "bot.yaml") or "")).bot
        for file in ("bot.yaml", "bot.py"):
            yield f"bots/{bot}/{file}", (system / file) if (system / file).is_file() else None


def _folder(workspace: Workspace, version: str) -> Path:
    return workspace.logs / "workflows" / version


def _hash_of(folder: Path) -> str:
    systems = folder / "systems"
    names = sorted(path.name for path in systems.iterdir()) if systems.is_dir() else []
    bots = {name: fingerprint(_text(systems / name / "bot.yaml"), _text(systems / name / "bot.py")) for name in names}
    return fingerprint(_text(folder / WORKFLOW), bots)


def _text(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with writing_to(path), path.open("w", encoding="utf-8", newline="") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
