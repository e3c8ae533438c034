"""Keeps the texts of what runs, by their hash: a run of years ago can be explained although its files have changed.

    logs/workflows/<hash>/workflow.yaml
                          systems/<system>/bot.yaml, bot.py

The hash is that of the journal, made over exactly these texts; so whoever reads them can prove that they are the right
ones.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from nahtlos.errors import Source, VersionNotKept
from nahtlos.journal.disk import writing_to
from nahtlos.plan import nodes
from nahtlos.plan.fingerprint import fingerprint
from nahtlos.runtime.workspace import Workspace

WORKFLOW = "workflow.yaml"


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
