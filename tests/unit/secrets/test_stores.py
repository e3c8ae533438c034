"""All stores in their order."""

from __future__ import annotations

from typing import Any

import pytest

from nahtlos.engine.ports import Secrets
from nahtlos.errors import IdentityMissing, NoStoreKeeps, NotARecipient, SecretMissing, SecretUnchanged, StoreDown
from nahtlos.secrets.environment import variable_of
from nahtlos.secrets.masker import Masker
from nahtlos.secrets.secret import Secret
from nahtlos.secrets.stores import Stores


class Fixed:
    """A store that has what it was given, or is down."""

    def __init__(self, name: str, secrets: dict[tuple[str, str], str] | None) -> None:
        self.name = name
        self._secrets = secrets

    def find(self, account: str, name: str) -> Secret | None:
        if self._secrets is None:
            raise StoreDown(store=self.name, problem="it cannot be reached")
        text = self._secrets.get((account, name))
        return Secret(text) if text else None


class Kept(Fixed):
    """One that also keeps."""

    def keep(self, account: str, name: str, secret: Secret) -> None:
        assert self._secrets is not None
        self._secrets[account, name] = secret.reveal()

    def drop(self, account: str, name: str) -> None:
        assert self._secrets is not None
        del self._secrets[account, name]


def test_they_are_the_port_of_the_engine(office: Any) -> None:
    """What the engine asks for is here."""
    office.file().begin(name="anna")
    office.stores().keep("casework-bot", "password", Secret("hunter2"))
    port: Secrets = office.stores()

    assert port.get("casework-bot", "password") == "hunter2"


def test_a_missing_secret_says_how_to_set_it(office: Any) -> None:
    """Both ways, and where it was looked for."""
    office.file().begin(name="anna")

    with pytest.raises(SecretMissing) as missing:
        office.stores().get("casework-bot", "password")

    assert "`nahtlos secrets set casework-bot.password`" in str(missing.value)
    assert "NAHTLOS_SECRET_CASEWORK_BOT_PASSWORD" in str(missing.value)
    assert "file" in str(missing.value)


def test_the_first_store_that_has_a_secret_gives_it() -> None:
    """One that does not have it leaves it to the next."""
    stores = Stores(
        [Fixed("one", {}), Fixed("two", {("a", "b"): "x"}), Fixed("three", {("a", "b"): "y"})], masker=Masker()
    )

    assert stores.get("a", "b") == "x"
    assert stores.where("a", "b") == "two"


def test_a_store_that_is_down_stops_everybody() -> None:
    """FAULTS row 28, secrets: never a fall-back to less safe, though a later store has the secret."""
    stores = Stores([Fixed("vault", None), Fixed("environment", {("a", "b"): "x"})], masker=Masker())

    with pytest.raises(StoreDown, match="No other store is asked instead"):
        stores.get("a", "b")


def test_a_store_behind_the_one_that_has_it_is_not_even_asked() -> None:
    """A vault that is down disturbs nobody who does not need it."""
    stores = Stores([Fixed("systemd", {("a", "b"): "x"}), Fixed("vault", None)], masker=Masker())

    assert stores.get("a", "b") == "x"


def test_a_secret_is_kept_in_the_first_store_that_keeps_any() -> None:
    """Or in the one that was named."""
    first, second = Kept("file", {}), Kept("vault", {})
    stores = Stores([Fixed("systemd", {}), first, second], masker=Masker())

    stores.keep("a", "b", Secret("x"))
    stores.keep("a", "c", Secret("y"), store="vault")

    assert stores.keeper() == "file"
    assert first.find("a", "b") == Secret("x")
    assert second.find("a", "c") == Secret("y")
    with pytest.raises(NoStoreKeeps, match="systemd"):
        stores.keeper("systemd")


def test_a_secret_is_rotated_where_it_is_kept() -> None:
    """Not in the first store, which would only hide the old one."""
    first, second = Kept("file", {}), Kept("vault", {("a", "b"): "old"})
    stores = Stores([first, second], masker=Masker())

    assert stores.keeper_of("a", "b", instead_of=Secret("new")) == "vault"
    with pytest.raises(SecretUnchanged):
        stores.keeper_of("a", "b", instead_of=Secret("old"))
    with pytest.raises(SecretMissing):
        stores.keeper_of("a", "c")


def test_what_comes_from_outside_cannot_be_rotated_here() -> None:
    """It would come back with the next start."""
    stores = Stores([Kept("file", {}), Fixed("environment", {("a", "b"): "x"})], masker=Masker())

    with pytest.raises(NoStoreKeeps):
        stores.keeper_of("a", "b", instead_of=Secret("new"))
    with pytest.raises(NoStoreKeeps):
        stores.drop("a", "b", store="environment")


def test_the_environment_comes_last_and_with_one_warning(office: Any) -> None:
    """Other programs of the user can read it."""
    office.file().begin(name="anna")
    office.file().keep("bot", "user", Secret("from the file"))
    office.environment |= {"NAHTLOS_SECRET_BOT_USER": "from outside", "NAHTLOS_SECRET_BOT_PASSWORD": "hunter2"}
    stores = office.stores()

    assert [stores.get("bot", "user"), stores.get("bot", "password"), stores.get("bot", "password")] == [
        "from the file", "hunter2", "hunter2",
    ]  # fmt: skip
    assert len(office.warnings) == 1
    assert "NAHTLOS_SECRET_BOT_PASSWORD" in office.warnings[0]
    assert "hunter2" not in office.warnings[0]


def test_a_machine_without_file_and_identity_lives_from_its_environment(office: Any) -> None:
    """As in a continuous integration."""
    office.environment["NAHTLOS_SECRET_BOT_USER"] = "bot"

    assert office.stores().get("bot", "user") == "bot"
    with pytest.raises(SecretMissing):
        office.stores().get("bot", "password")


def test_a_file_that_nobody_can_open_is_never_replaced_by_the_environment(office: Any) -> None:
    """A missing identity is a mistake, and no reason to take less safe ways."""
    office.file().begin(name="anna")
    office.identity().unlink()
    office.environment["NAHTLOS_SECRET_BOT_USER"] = "bot"

    with pytest.raises(IdentityMissing):
        office.stores().get("bot", "user")


def test_a_file_for_others_is_never_replaced_by_the_environment(office: Any) -> None:
    """Neither is a wrong identity."""
    office.file("anna").begin(name="anna")
    office.environment["NAHTLOS_SECRET_BOT_USER"] = "bot"
    key = office.file("bert").begin(name="bert")

    with pytest.raises(NotARecipient, match=key):
        office.stores("bert").get("bot", "user")


def test_the_masker_knows_every_secret_that_was_opened(office: Any) -> None:
    """Also those that were not asked for: they are in memory."""
    office.file().begin(name="anna")
    office.file().keep("a", "user", Secret("hunter1"))
    office.file().keep("a", "password", Secret("hunter2"))
    office.environment["NAHTLOS_SECRET_B_USER"] = "hunter3"

    office.stores().get("a", "user")
    office.stores().get("b", "user")

    assert office.masker.mask("hunter1 hunter2 hunter3") == "*** *** ***"


@pytest.mark.parametrize(
    ("account", "variable"),
    [("casework-bot", "CASEWORK_BOT_USER"), ("DOM\\m.meier", "DOM_M_MEIER_USER"), ("jürgen", "JÜRGEN_USER")],
)
def test_the_name_of_a_variable_follows_from_account_and_name(account: str, variable: str) -> None:
    """In capitals, with _ for everything else."""
    assert variable_of(account, "user") == f"NAHTLOS_SECRET_{variable}"
