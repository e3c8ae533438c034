"""A store of secrets in a temporary folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nahtlos.secrets.masker import Masker
from nahtlos.secrets.store import SecretStore, Sources, open_secrets


@dataclass
class Office:
    """A workspace with its people."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    masker: Masker = field(default_factory=Masker)

    @property
    def file(self) -> Path:
        return self.root / "config/secrets.age"

    def identity(self, name: str = "anna") -> Path:
        return self.root / "home" / name / "identity.txt"

    def store(self, name: str = "anna") -> SecretStore:
        sources = Sources(file=self.file, identity=self.identity(name), environment=self.environment)
        return open_secrets(sources, masker=self.masker, warn=self.warnings.append)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(root=tmp_path)
