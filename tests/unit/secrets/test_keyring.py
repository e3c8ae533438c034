"""The keyring of the operating system.

Real here: the library `keyring`, its API and its errors, with a backend that is registered for the test. GNOME Keyring
stands in tests/thirdparty/stores. Nowhere: KWallet, Keychain or the Credential Locker.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.errors
import pytest

from nahtlos.errors import StoreDown, StoreNotInstalled
from nahtlos.secrets.keyring import Keyring, system_keyring
from nahtlos.secrets.secret import Secret


class Drawer(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self, *, is_locked: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library has no types
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = is_locked

    def get_password(self, service: str, username: str) -> str | None:
        self._must_be_open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._must_be_open(password)
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._must_be_open()
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError("not found")
        del self.kept[service, username]

    def _must_be_open(self, said: str = "") -> None:
        if self.is_locked:
            raise keyring.errors.KeyringLocked(f"locked {said}")


@pytest.fixture
def registered() -> Iterator[Drawer]:
    before, drawer = keyring.get_keyring(), Drawer()
    keyring.set_keyring(drawer)
    yield drawer
    keyring.set_keyring(before)


def test_the_keyring_of_the_system_keeps_secrets(registered: Drawer) -> None:
    """Each account is a service of its own, so that people find it in the window of their keyring."""
    store = Keyring(system_keyring)

    store.keep("casework-bot", "password", Secret("one"))
    store.keep("casework-bot", "password", Secret("two"))

    assert registered.kept == {("nahtlos:casework-bot", "password"): "two"}
    assert Keyring(system_keyring).find("casework-bot", "password") == Secret("two")
    store.drop("casework-bot", "password")
    assert store.find("casework-bot", "password") is None


def test_a_locked_keyring_is_down_and_tells_nothing() -> None:
    """Not `it does not have the secret`: the next store is not asked."""
    store = Keyring(lambda: Drawer(is_locked=True))

    with pytest.raises(StoreDown, match="KeyringLocked"):
        store.find("a", "b")
    with pytest.raises(StoreDown) as down:
        store.keep("a", "b", Secret("hunter2"))

    assert "hunter2" not in str(down.value)
    assert down.value.__cause__ is None
    assert down.value.__suppress_context__


def test_a_computer_without_a_keyring_says_what_to_install() -> None:
    """The line for pip is for the library, the line for apt for the keyring itself."""
    before: Any = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]  # the library has no types
    try:
        with pytest.raises(StoreNotInstalled, match="apt install gnome-keyring"):
            Keyring(system_keyring).find("a", "b")
    finally:
        keyring.set_keyring(before)
