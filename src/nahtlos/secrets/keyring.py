"""The keyring of the operating system: for people at their own desks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from nahtlos.errors import StoreDown, StoreNotInstalled
from nahtlos.secrets.secret import Secret

T = TypeVar("T")
SERVICE = "nahtlos:{account}"
"""What a keyring's own window calls an account."""
NO_KEYRING = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt.file")
"""Keyrings that keep nothing, or keep it in the open."""


class Backend(Protocol):
    """What any keyring can do."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept, if anything is."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""

    def delete_password(self, service: str, username: str) -> None:
        """Keep it no longer."""


class Keyring:
    """A store in a keyring; it is opened when the first secret is needed."""

    name = "keyring"

    def __init__(self, open_backend: Callable[[], Backend]) -> None:
        self._open = open_backend
        self._backend: Backend | None = None

    def find(self, account: str, name: str) -> Secret | None:
        """Return the secret, if the keyring has it."""
        text = self._ask(lambda backend: backend.get_password(SERVICE.format(account=account), name))
        return Secret(text) if text else None

    def keep(self, account: str, name: str, secret: Secret) -> None:
        """Keep a secret instead of the one from before."""
        self._ask(lambda backend: backend.set_password(SERVICE.format(account=account), name, secret.reveal()))

    def drop(self, account: str, name: str) -> None:
        """Keep it no longer."""
        self._ask(lambda backend: backend.delete_password(SERVICE.format(account=account), name))

    def _ask(self, question: Callable[[Backend], T]) -> T:
        if self._backend is None:
            self._backend = self._open()
        try:
            return question(self._backend)
        except Exception as error:  # noqa: BLE001 - backends are programs of others, and raise what they like
            # Their text is not shown: it may repeat what was to be kept.
            problem = f"it is locked or refuses ({type(error).__name__}); unlock it, then try again"
            raise StoreDown(store=self.name, problem=problem) from None


def system_keyring() -> Backend:
    """Return the keyring of this computer."""
    try:
        import keyring  # noqa: PLC0415 - an extra
    except ImportError:
        raise StoreNotInstalled(store="keyring", install="pip install 'nahtlos[vaults]'") from None
    backend = keyring.get_keyring()
    if type(backend).__module__.startswith(NO_KEYRING):
        raise StoreNotInstalled(
            store="keyring",
            install="apt install gnome-keyring, and sign in to a desktop; on servers use another store",
        )
    return backend
