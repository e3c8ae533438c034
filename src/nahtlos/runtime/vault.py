"""The secrets of a workspace; what the practice systems made up today comes before them, and is never kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nahtlos.engine.ports import Secrets
from nahtlos.model import Settings
from nahtlos.runtime.profile import Profile
from nahtlos.runtime.workspace import Workspace
from nahtlos.secrets.identity import identity_path
from nahtlos.secrets.masker import Masker
from nahtlos.secrets.secret import Secret
from nahtlos.secrets.store import SecretStore, Sources, open_secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class TodaysSecrets:
    """Secrets of practice systems, and behind them those that are kept; the port `Secrets`."""

    today: Mapping[tuple[str, str], Secret]
    kept: Secrets

    def get(self, account: str, name: str) -> str:
        """Return a secret's text, for the one field it is filled into."""
        secret = self.today.get((account, name))
        return self.kept.get(account, name) if secret is None else secret.reveal()


def open_store(workspace: Workspace, settings: Settings, *, masker: Masker, warn: Callable[[str], None]) -> SecretStore:
    """Return the store of a workspace; nothing is opened before the first secret is needed."""
    sources = Sources(
        file=workspace.root / settings.secrets.file,
        identity=identity_path(os.environ, Path.home()),
        environment=dict(os.environ),  # the browser's driver must not inherit secrets, so they are gone while it runs
    )
    return open_secrets(sources, masker=masker, warn=warn)


def secrets_for(profile: Profile, *, masker: Masker, warn: Callable[[str], None]) -> Secrets:
    """Return what signs in the accounts in a profile."""
    kept = open_store(profile.definitions.workspace, profile.definitions.settings, masker=masker, warn=warn)
    if profile.practice is None:
        return kept
    today = {key: Secret(text) for key, text in profile.practice.secrets(profile.systems).items()}
    masker.learn(*today.values())
    return TodaysSecrets(today=today, kept=kept)
