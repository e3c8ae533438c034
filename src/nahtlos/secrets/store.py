"""A place where secrets are kept: the port that the file, the keyring, the vault and all others fulfil."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from nahtlos.secrets.secret import Secret


class Store(Protocol):
    """Looks for secrets."""

    name: str
    """As the settings call it."""

    def find(self, account: str, name: str) -> Secret | None:
        """Return a secret; None: it is not here. Raises `StoreDown` where nobody can know that."""


@runtime_checkable
class Keeper(Store, Protocol):
    """Also keeps secrets."""

    def keep(self, account: str, name: str, secret: Secret) -> None:
        """Keep a secret instead of the one from before, of which nothing stays."""

    def drop(self, account: str, name: str) -> None:
        """Keep it no longer."""
