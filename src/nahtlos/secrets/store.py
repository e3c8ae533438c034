"""The secrets of this workspace: first those of the file, then those of the environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nahtlos.errors import IdentityMissing, SecretMissing, SecretsNotBegun
from nahtlos.secrets.environment import find_in, variable_of
from nahtlos.secrets.identity import load_identity, make_identity
from nahtlos.secrets.masker import Masker
from nahtlos.secrets.secret import Secret
from nahtlos.secrets.vault import Vault, read_vault, write_vault

NOTHING = Vault(recipients={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where secrets are looked for."""

    file: Path
    identity: Path
    environment: Mapping[str, str]


class SecretStore:
    """The port `Secrets`, and what people do with secrets. Whatever it hands out, the masker knows."""

    def __init__(self, sources: Sources, *, masker: Masker, warn: Callable[[str], None]) -> None:
        self._sources = sources
        self._masker = masker
        self._warn = warn
        self._vault: Vault | None = None
        self._warned: set[str] = set()

    def get(self, account: str, name: str) -> str:
        """Return a secret's text, for the one field it is filled into."""
        return self.find(account, name).reveal()

    def find(self, account: str, name: str) -> Secret:
        """Return a secret; a missing one is an error that says how to set it."""
        closed: IdentityMissing | None = None
        try:
            kept = self._opened().accounts.get(account, {}).get(name)
        except IdentityMissing as error:
            # A machine that has no identity may have been given its secrets in the environment.
            kept, closed = None, error
        secret = kept or self._from_environment(account, name)
        if secret is None:
            raise closed or SecretMissing(account=account, name=name, variable=variable_of(account, name))
        return secret

    def list_names(self) -> Mapping[str, Sequence[str]]:
        """Return the names of the secrets in the file, by account."""
        return {account: sorted(secrets) for account, secrets in sorted(self._opened().accounts.items())}

    def recipients(self) -> Mapping[str, str]:
        """Return who can open the file, with their public keys."""
        return dict(self._opened().recipients)

    def begin(self, *, name: str) -> str:
        """Make an identity and a file of secrets where they are missing; returns the public key."""
        identity = make_identity(self._sources.identity)
        if not self._sources.file.exists():
            self._keep(NOTHING.with_recipient(name, identity.recipient))
        return identity.recipient

    def set(self, account: str, name: str, secret: Secret) -> None:
        """Keep a secret in the file."""
        self._keep(self._to_change().with_secret(account, name, secret))

    def remove(self, account: str, name: str) -> None:
        """Take a secret out of the file."""
        vault = self._to_change()
        if name not in vault.accounts.get(account, {}):
            raise SecretMissing(account=account, name=name, variable=variable_of(account, name))
        self._keep(vault.without_secret(account, name))

    def allow(self, name: str, key: str) -> None:
        """Let somebody else open the file."""
        self._keep(self._to_change().with_recipient(name, key))

    def forbid(self, name: str) -> None:
        """Let somebody open the file no more; the secrets they know should be changed."""
        self._keep(self._to_change().without_recipient(name))

    def _opened(self) -> Vault:
        if self._vault is None and self._sources.file.exists():
            self._vault = read_vault(self._sources.file, load_identity(self._sources.identity))
            self._masker.learn(*(secret for secrets in self._vault.accounts.values() for secret in secrets.values()))
        return self._vault or NOTHING

    def _to_change(self) -> Vault:
        """Return what the file holds now, whatever was read before."""
        if not self._sources.file.exists():
            raise SecretsNotBegun(path=str(self._sources.file))
        self._vault = None
        return self._opened()

    def _keep(self, vault: Vault) -> None:
        write_vault(self._sources.file, vault)
        self._vault = None

    def _from_environment(self, account: str, name: str) -> Secret | None:
        secret = find_in(self._sources.environment, account, name)
        variable = variable_of(account, name)
        if secret is not None:
            self._masker.learn(secret)
            if variable not in self._warned:
                self._warned.add(variable)
                self._warn(
                    f"{account}.{name} comes from the environment ({variable}), where other programs of this user can "
                    f"read it. `nahtlos secrets set {account}.{name}` keeps it encrypted."
                )
        return secret


def open_secrets(sources: Sources, *, masker: Masker, warn: Callable[[str], None]) -> SecretStore:
    """Return the store of a workspace; the file is opened when the first secret is needed."""
    return SecretStore(sources, masker=masker, warn=warn)
