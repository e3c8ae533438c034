"""Where the practice systems are today: `practice start` notes it in `logs/`, the profile `practice` reads it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from nahtlos.errors import FileNotWritten, PracticeNotRunning
from nahtlos.model import System
from nahtlos.runtime.workspace import Workspace

PRACTICE = "practice"
"""The name of the profile."""
_FILE = "practice.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSystem:
    """A running practice system, and an account that may sign in to it."""

    system: str
    address: str
    user: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSystems:
    """All that run, by the name of the system."""

    systems: Mapping[str, PracticeSystem]

    @classmethod
    def of(cls, systems: Iterable[PracticeSystem]) -> PracticeSystems:
        """Take those that were started."""
        return cls(systems={system.system: system for system in systems})

    def placed(self, systems: Mapping[str, System], names: Collection[str]) -> dict[str, System]:
        """Return the systems of a workspace, those of these names at the addresses of today."""
        return {
            name: system.model_copy(update={"address": self.systems[name].address})
            if name in names and name in self.systems
            else system
            for name, system in systems.items()
        }

    def secrets(self, systems: Mapping[str, System]) -> dict[tuple[str, str], str]:
        """Return what signs the accounts of a workspace in: by account and name of the secret."""
        running = [(str(systems[name].account), system) for name, system in self.systems.items() if name in systems]
        users = {(account, "user"): system.user for account, system in running}
        return users | {(account, "password"): system.password for account, system in running}


@contextmanager
def noted(workspace: Workspace, practice: PracticeSystems) -> Iterator[Path]:
    """Note where the systems are for as long as the block lasts; only its owner may read the note."""
    path = workspace.logs / _FILE
    text = json.dumps([asdict(system) for system in practice.systems.values()], indent=2)
    try:
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise FileNotWritten(name=f"logs/{_FILE}", reason=error.strerror or type(error).__name__) from error
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def find_practice(workspace: Workspace) -> PracticeSystems:
    """Read the note; a system that does not answer at its address is not running."""
    try:
        entries = json.loads((workspace.logs / _FILE).read_text(encoding="utf-8"))
        practice = PracticeSystems.of(PracticeSystem(**entry) for entry in entries)
    except (OSError, ValueError, TypeError):
        raise PracticeNotRunning from None
    if not all(_answers(system.address) for system in practice.systems.values()):
        raise PracticeNotRunning
    return practice


def _answers(address: str) -> bool:
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=2):
            return True
    except OSError:
        return False
