"""Stores of secrets in a temporary folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nahtlos.secrets.age_file import AgeFile, Paths
from nahtlos.secrets.environment import Environment
from nahtlos.secrets.masker import Masker
from nahtlos.secrets.store import Store
from nahtlos.secrets.stores import Stores


@dataclass
class Office:
    """A workspace with its people."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    masker: Masker = field(default_factory=Masker)

    @property
    def path(self) -> Path:
        return self.root / "config/secrets.age"

    def identity(self, name: str = "anna") -> Path:
        return self.root / "home" / name / "identity.txt"

    def file(self, name: str = "anna") -> AgeFile:
        paths = Paths(file=self.path, identity=self.identity(name), lock=self.root / "logs/secrets.lock")
        return AgeFile(paths, masker=self.masker)

    def stores(self, name: str = "anna", *, before: tuple[Store, ...] = ()) -> Stores:
        environment = Environment(self.environment, warn=self.warnings.append)
        return Stores([*before, self.file(name), environment], masker=self.masker)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(root=tmp_path)
