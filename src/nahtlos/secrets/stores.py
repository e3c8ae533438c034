"""All stores of a workspace, asked in the order of the settings: the port `Secrets`, and what people do with them."""

from __future__ import annotations

from collections.abc import Sequence

from nahtlos.errors import NoStoreKeeps, SecretMissing, SecretUnchanged
from nahtlos.secrets.environment import variable_of
from nahtlos.secrets.masker import Masker
from nahtlos.secrets.secret import Secret
from nahtlos.secrets.store import Keeper, Store


class Stores:
    """Hands out secrets; the masker knows whatever it has handed out.

    A store that does not have a secret leaves it to the next one. A store that cannot be asked leaves nothing to
    anybody: what comes later is less safe, or something else than what is meant.
    """

    def __init__(self, stores: Sequence[Store], *, masker: Masker) -> None:
        self._stores = stores
        self._masker = masker

    @property
    def names(self) -> list[str]:
        """What the stores are called, in their order."""
        return [store.name for store in self._stores]

    def get(self, account: str, name: str) -> str:
        """Return a secret's text, for the one field it is filled into."""
        return self.find(account, name).reveal()

    def find(self, account: str, name: str) -> Secret:
        """Return a secret; a missing one is an error that says how to set it."""
        return self._look(account, name)[1]

    def where(self, account: str, name: str) -> str:
        """Return the name of the store that a secret comes from."""
        return self._look(account, name)[0].name

    def keep(self, account: str, name: str, secret: Secret, *, store: str | None = None) -> None:
        """Keep a secret in a store, or in the first one that keeps any."""
        self._keeper(store).keep(account, name, secret)

    def drop(self, account: str, name: str, *, store: str) -> None:
        """Keep a secret no longer in a store."""
        self._keeper(store).drop(account, name)

    def keeper(self, store: str | None = None) -> str:
        """Return the name of the store that would keep a secret; raises if it keeps none."""
        return self._keeper(store).name

    def keeper_of(self, account: str, name: str, *, instead_of: Secret | None = None) -> str:
        """Return the name of the store that has a secret and can change it; raises if it would stay the same."""
        store, old = self._look(account, name)
        if old == instead_of:
            raise SecretUnchanged(account=account, name=name)
        return self._keeper(store.name).name

    def _look(self, account: str, name: str) -> tuple[Store, Secret]:
        for store in self._stores:
            secret = store.find(account, name)
            if secret is not None:
                self._masker.learn(secret)
                return store, secret
        raise SecretMissing(account=account, name=name, variable=variable_of(account, name), stores=self.names)

    def _keeper(self, name: str | None) -> Keeper:
        for store in self._stores:
            if isinstance(store, Keeper) and name in (None, store.name):
                return store
        raise NoStoreKeeps(store=name, stores=self.names)
