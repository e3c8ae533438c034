"""The settings of secrets: the stores, in the order in which they are asked, and how to reach the vault."""

from __future__ import annotations

from typing import ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import model_validator

from nahtlos.errors import MissingKey, NahtlosError, WrongValue
from nahtlos.model.scalars import Address, Seconds
from nahtlos.model.written import Written, refuse
from nahtlos.reading import Text

LOOPBACK = ("localhost", "127.0.0.1", "::1")
StoreName = Literal["file", "keyring", "vault", "systemd", "environment"]


class VaultSettings(Written):
    """HashiCorp Vault or OpenBao: each account is one secret of a KV engine, version 2."""

    called: ClassVar[str] = '"vault"'
    address: Address
    """Where it is, e.g. `https://vault.example:8200`; https, except on this computer."""
    mount: Text | str = "secret"
    """Where its KV engine is mounted."""
    path: Text | str = "nahtlos"
    """What the accounts stand under: `casework-bot` is read at `<mount>/data/<path>/casework-bot`."""
    namespace: Text | None = None
    """The namespace, where the vault has several."""
    token_file: Text | None = None
    """A file with a token, for its owner alone; a relative path begins at the workspace."""
    role_id: Text | None = None
    """The role that signs in by AppRole, instead of a token."""
    secret_id_file: Text | None = None
    """A file with the secret id of the role, for its owner alone."""
    role_mount: Text | str = "approle"
    """Where AppRole is mounted."""
    ca_file: Text | None = None
    """A file with the certificates to trust; without it, those that come with the library."""
    time_out: Seconds = 5.0
    """How long it may take to answer."""

    @model_validator(mode="after")
    def can_sign_in_safely(self) -> Self:
        """Refuse a vault that is reached in the open, or without a way to sign in."""
        problems: list[NahtlosError] = []
        parts = urlsplit(self.address)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            problems.append(
                WrongValue(key="address", why="secrets travel by https only.", place=self.place_of("address"))
            )
        if (self.role_id is None) != (self.secret_id_file is None):
            key = "role_id" if self.role_id is None else "secret_id_file"
            problems.append(MissingKey(key=key, owner=self.called, place=self.place_of()))
        elif (self.role_id is None) == (self.token_file is None):
            why = "write either token_file, or role_id with secret_id_file."
            problems.append(WrongValue(key="vault", why=why, place=self.place_of()))
        if problems:
            raise refuse(*problems)
        return self


class SecretsSettings(Written):
    """Where secrets are kept."""

    called: ClassVar[str] = '"secrets"'
    stores: tuple[StoreName, ...] = ("systemd", "file", "environment")
    """The stores, in the order in which they are asked. One that does not have a secret leaves it to the next; one that
    cannot be asked stops the run. The environment is the last."""
    file: str = "config/secrets.age"
    """The encrypted file of the store `file`."""
    vault: VaultSettings | None = None
    """How to reach the store `vault`."""

    @model_validator(mode="after")
    def stores_are_in_order(self) -> Self:
        """Refuse an order in which something less safe comes first, or something that is not described."""
        whys = []
        if not self.stores or len(set(self.stores)) < len(self.stores):
            whys.append("name at least one store, and each one once.")
        if "environment" in self.stores[:-1]:
            whys.append("environment must be the last: other programs of the user can read it.")
        if ("vault" in self.stores) != (self.vault is not None):
            whys.append("vault needs both: its place among the stores, and how to reach it under `vault:`.")
        if whys:
            raise refuse(*(WrongValue(key="stores", why=why, place=self.place_of("stores")) for why in whys))
        return self
