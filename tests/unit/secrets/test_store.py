"""Where secrets come from."""

from __future__ import annotations

from typing import Any

import pytest

from nahtlos.engine.ports import Secrets
from nahtlos.errors import IdentityMissing, NotARecipient, SecretMissing, SecretsNotBegun
from nahtlos.secrets.environment import variable_of
from nahtlos.secrets.secret import Secret


def test_it_is_the_port_of_the_engine(office: Any) -> None:
    """What the engine asks for is here."""
    store = office.store()
    store.begin(name="anna")
    store.set("casework-bot", "password", Secret("hunter2"))
    port: Secrets = office.store()

    assert port.get("casework-bot", "password") == "hunter2"


def test_a_secret_that_was_set_is_found_and_listed_by_name(office: Any) -> None:
    """The list shows names only."""
    store = office.store()
    store.begin(name="anna")
    store.set("b", "user", Secret("one"))
    store.set("a", "user", Secret("two"))
    store.set("a", "password", Secret("three"))

    assert store.list_names() == {"a": ["password", "user"], "b": ["user"]}
    assert store.find("a", "user") == Secret("two")
    assert "two" not in repr(store.__dict__)


def test_beginning_twice_changes_nothing(office: Any) -> None:
    """The second time it only tells the public key."""
    store = office.store()
    key = store.begin(name="anna")
    store.set("a", "user", Secret("x"))

    assert office.store().begin(name="somebody") == key
    assert office.store().recipients() == {"anna": key}
    assert office.store().get("a", "user") == "x"


def test_a_missing_secret_says_how_to_set_it(office: Any) -> None:
    """Both ways."""
    office.store().begin(name="anna")

    with pytest.raises(SecretMissing) as missing:
        office.store().get("casework-bot", "password")

    assert "`nahtlos secrets set casework-bot.password`" in str(missing.value)
    assert "NAHTLOS_SECRET_CASEWORK_BOT_PASSWORD" in str(missing.value)


def test_a_removed_secret_is_missing(office: Any) -> None:
    """And cannot be removed again."""
    store = office.store()
    store.begin(name="anna")
    store.set("a", "user", Secret("x"))

    store.remove("a", "user")

    with pytest.raises(SecretMissing):
        store.get("a", "user")
    with pytest.raises(SecretMissing):
        store.remove("a", "user")


def test_the_environment_comes_last_and_with_one_warning(office: Any) -> None:
    """Other programs of the user can read it."""
    store = office.store()
    store.begin(name="anna")
    store.set("bot", "user", Secret("from the file"))
    office.environment |= {"NAHTLOS_SECRET_BOT_USER": "from outside", "NAHTLOS_SECRET_BOT_PASSWORD": "hunter2"}

    assert [store.get("bot", "user"), store.get("bot", "password"), store.get("bot", "password")] == [
        "from the file", "hunter2", "hunter2",
    ]  # fmt: skip
    assert len(office.warnings) == 1
    assert "NAHTLOS_SECRET_BOT_PASSWORD" in office.warnings[0]
    assert "hunter2" not in office.warnings[0]


def test_a_machine_without_file_and_identity_lives_from_its_environment(office: Any) -> None:
    """As in a continuous integration."""
    office.environment["NAHTLOS_SECRET_BOT_USER"] = "bot"

    assert office.store().get("bot", "user") == "bot"
    with pytest.raises(SecretMissing):
        office.store().get("bot", "password")


def test_without_an_identity_the_environment_may_help_and_the_reason_is_told(office: Any) -> None:
    """A file that nobody can open here."""
    office.store().begin(name="anna")
    office.identity().unlink()
    office.environment["NAHTLOS_SECRET_BOT_USER"] = "bot"

    assert office.store().get("bot", "user") == "bot"
    with pytest.raises(IdentityMissing):
        office.store().get("bot", "password")


def test_a_file_for_others_is_never_replaced_by_the_environment(office: Any) -> None:
    """A wrong identity is a mistake, and no reason to take less safe ways."""
    office.store("anna").begin(name="anna")
    office.environment["NAHTLOS_SECRET_BOT_USER"] = "bot"
    key = office.store("bert").begin(name="bert")

    with pytest.raises(NotARecipient, match=key):
        office.store("bert").get("bot", "user")


def test_somebody_who_was_allowed_opens_the_file(office: Any) -> None:
    """Until it is forbidden again."""
    anna, key = office.store("anna"), office.store("bert").begin(name="bert")
    office.file.unlink()
    anna.begin(name="anna")
    anna.set("bot", "user", Secret("x"))

    anna.allow("bert", key)
    assert office.store("bert").get("bot", "user") == "x"

    anna.forbid("bert")
    with pytest.raises(NotARecipient):
        office.store("bert").get("bot", "user")


def test_without_a_file_there_is_nothing_to_change(office: Any) -> None:
    """It is begun on purpose, not by the way."""
    with pytest.raises(SecretsNotBegun, match="nahtlos secrets init"):
        office.store().set("a", "user", Secret("x"))


def test_a_change_builds_on_what_the_file_holds_now(office: Any) -> None:
    """Two people at two keyboards."""
    one, other = office.store(), office.store()
    one.begin(name="anna")
    one.list_names()
    other.set("a", "user", Secret("x"))

    one.set("a", "password", Secret("y"))

    assert office.store().list_names() == {"a": ["password", "user"]}


def test_the_masker_knows_every_secret_that_was_opened(office: Any) -> None:
    """Also those that were not asked for: they are in memory."""
    store = office.store()
    store.begin(name="anna")
    store.set("a", "user", Secret("hunter1"))
    store.set("a", "password", Secret("hunter2"))
    office.environment["NAHTLOS_SECRET_B_USER"] = "hunter3"

    office.store().get("a", "user")
    office.store().get("b", "user")

    assert office.masker.mask("hunter1 hunter2 hunter3") == "*** *** ***"


@pytest.mark.parametrize(
    ("account", "variable"),
    [("casework-bot", "CASEWORK_BOT_USER"), ("DOM\\m.meier", "DOM_M_MEIER_USER"), ("jürgen", "JÜRGEN_USER")],
)
def test_the_name_of_a_variable_follows_from_account_and_name(account: str, variable: str) -> None:
    """In capitals, with _ for everything else."""
    assert variable_of(account, "user") == f"NAHTLOS_SECRET_{variable}"
