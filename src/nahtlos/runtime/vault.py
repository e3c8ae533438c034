"""The secrets of a workspace; what the practice systems made up today comes before them, and is never kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nahtlos.engine.ports import Secrets
from nahtlos.model import Settings
from nahtlos.model.secrets import StoreName, VaultSettings
from nahtlos.runtime.profile import Profile
from nahtlos.runtime.workspace import Workspace
from nahtlos.secrets.age_file import AgeFile, Paths
from nahtlos.secrets.environment import Environment
from nahtlos.secrets.identity import identity_path
from nahtlos.secrets.keyring import Keyring, system_keyring
from nahtlos.secrets.masker import Masker
from nahtlos.secrets.secret import Secret
from nahtlos.secrets.store import Store
from nahtlos.secrets.stores import Stores
from nahtlos.secrets.systemd import Systemd
from nahtlos.secrets.vault import Address, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class TodaysSecrets:
    """Secrets of practice systems, and behind them those that are kept; the port `Secrets`."""

    today: Mapping[tuple[str, str], Secret]
    kept: Secrets

    def get(self, account: str, name: str) -> str:
        """Return a secret's text, for the one field it is filled into."""
        secret = self.today.get((account, name))
        return self.kept.get(account, name) if secret is None else secret.reveal()


def open_stores(
    workspace: Workspace, settings: Settings, *, masker: Masker, warn: Callable[[str], None],
    variables: Mapping[str, str] | None = None,
) -> Stores:  # fmt: skip
    """Return the stores of a workspace in their order; none of them is asked before the first secret is needed.

    The driver of the browser must not inherit secrets, so they are gone from the environment while it runs: whoever
    has one running hands in the `variables` from before.
    """
    variables = dict(os.environ) if variables is None else variables

    def make(name: StoreName) -> Store:
        match name:
            case "file":
                return age_file(workspace, settings, masker=masker)
            case "keyring":
                return Keyring(system_keyring)
            case "vault":
                assert settings.secrets.vault is not None
                return Vault(vault_address(workspace, settings.secrets.vault))
            case "systemd":
                return Systemd(variables)
            case "environment":
                return Environment(variables, warn=warn)

    return Stores([make(name) for name in settings.secrets.stores], masker=masker)


def age_file(workspace: Workspace, settings: Settings, *, masker: Masker) -> AgeFile:
    """Return the encrypted file of a workspace."""
    paths = Paths(
        file=workspace.root / settings.secrets.file,
        identity=identity_path(os.environ, Path.home()),
        lock=workspace.logs / "secrets.lock",
    )
    return AgeFile(paths, masker=masker)


def vault_address(workspace: Workspace, written: VaultSettings) -> Address:
    """Return where the vault is; relative paths begin at the workspace."""

    def path(name: str | None) -> Path | None:
        return None if name is None else workspace.root / Path(name).expanduser()

    return Address(
        url=written.address, mount=written.mount, path=written.path.strip("/"), namespace=written.namespace,
        token_file=path(written.token_file), role_id=written.role_id, secret_id_file=path(written.secret_id_file),
        role_mount=written.role_mount, ca_file=path(written.ca_file), seconds=written.time_out,
    )  # fmt: skip


def secrets_for(
    profile: Profile, *, masker: Masker, warn: Callable[[str], None], variables: Mapping[str, str] | None = None
) -> Secrets:
    """Return what signs in the accounts in a profile."""
    definitions = profile.definitions
    kept = open_stores(definitions.workspace, definitions.settings, masker=masker, warn=warn, variables=variables)
    if profile.practice is None:
        return kept
    today = {key: Secret(text) for key, text in profile.practice.secrets(profile.systems).items()}
    masker.learn(*today.values())
    return TodaysSecrets(today=today, kept=kept)
