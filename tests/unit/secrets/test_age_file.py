"""The file of secrets as a store."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from nahtlos.errors import IdentityMissing, NotARecipient, SecretMissing, SecretsNotBegun
from nahtlos.secrets.secret import Secret


def test_a_secret_that_was_set_is_found_and_listed_by_name(office: Any) -> None:
    """The list shows names only."""
    file = office.file()
    file.begin(name="anna")
    file.keep("b", "user", Secret("one"))
    file.keep("a", "user", Secret("two"))
    file.keep("a", "password", Secret("three"))

    assert file.list_names() == ("a.password", "a.user", "b.user")
    assert file.find("a", "user") == Secret("two")
    assert "two" not in repr(file.__dict__)


def test_names_need_no_key(office: Any) -> None:
    """Whoever reviews a change sees what it is about."""
    office.file().begin(name="anna")
    office.file().keep("bot", "user", Secret("x"))
    office.identity().unlink()

    assert office.file().list_names() == ("bot.user",)
    assert list(office.file().recipients()) == ["anna"]
    with pytest.raises(IdentityMissing):
        office.file().find("bot", "user")


def test_beginning_twice_changes_nothing(office: Any) -> None:
    """The second time it only tells the public key."""
    file = office.file()
    key = file.begin(name="anna")
    file.keep("a", "user", Secret("x"))

    assert office.file().begin(name="somebody") == key
    assert office.file().recipients() == {"anna": key}
    assert office.file().find("a", "user") == Secret("x")


def test_a_removed_secret_is_gone(office: Any) -> None:
    """And cannot be removed again."""
    file = office.file()
    file.begin(name="anna")
    file.keep("a", "user", Secret("x"))

    file.drop("a", "user")

    assert file.find("a", "user") is None
    with pytest.raises(SecretMissing):
        file.drop("a", "user")


def test_of_a_replaced_secret_nothing_stays(office: Any) -> None:
    """Neither in the file nor beside it."""
    file = office.file()
    file.begin(name="anna")
    file.keep("a", "user", Secret("old-one"))

    file.keep("a", "user", Secret("new-one"))

    assert file.find("a", "user") == Secret("new-one")
    assert [path.name for path in office.path.parent.iterdir()] == ["secrets.age"]


def test_somebody_who_was_added_opens_the_file(office: Any) -> None:
    """Until they are removed again: each time it is encrypted anew."""
    anna, key = office.file("anna"), office.file("bert").begin(name="bert")
    office.path.unlink()
    anna.begin(name="anna")
    anna.keep("bot", "user", Secret("x"))

    anna.add_recipient("bert", key)
    assert office.file("bert").find("bot", "user") == Secret("x")

    anna.remove_recipient("bert")
    with pytest.raises(NotARecipient):
        office.file("bert").find("bot", "user")


def test_without_a_file_there_is_nothing_to_change(office: Any) -> None:
    """It is begun on purpose, not by the way."""
    with pytest.raises(SecretsNotBegun, match="nahtlos secrets init"):
        office.file().keep("a", "user", Secret("x"))


def test_a_change_builds_on_what_the_file_holds_now(office: Any) -> None:
    """Two people at two keyboards."""
    one, other = office.file(), office.file()
    one.begin(name="anna")
    one.can_keep("a", "user")
    other.keep("a", "user", Secret("x"))

    one.keep("a", "password", Secret("y"))

    assert office.file().list_names() == ("a.password", "a.user")


MANY = """
import sys
from pathlib import Path
from nahtlos.secrets.age_file import AgeFile, Paths
from nahtlos.secrets.masker import Masker
from nahtlos.secrets.secret import Secret

root, number = Path(sys.argv[1]), sys.argv[2]
identity = root / "home/anna/identity.txt"
paths = Paths(file=root / "config/secrets.age", identity=identity, lock=root / "logs/secrets.lock")
for each in range(5):
    AgeFile(paths, masker=Masker()).keep(f"bot{number}", f"secret{each}", Secret("x"))
"""


def test_many_who_change_it_at_once_lose_nothing(office: Any) -> None:
    """Each reads, changes and replaces it while the others wait."""
    office.file().begin(name="anna")
    program = [sys.executable, "-c", MANY, str(office.root)]

    writers = [subprocess.Popen([*program, str(number)]) for number in range(4)]

    assert [writer.wait(timeout=60) for writer in writers] == [0] * 4
    assert len(office.file().list_names()) == 20
    office.file().can_keep("bot", "user")
