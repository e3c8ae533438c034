"""The file of secrets."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nahtlos.errors import NotARecipient, RecipientUnusable, SecretEmpty, SecretNameUnusable, SecretsUnreadable
from nahtlos.secrets.identity import Identity
from nahtlos.secrets.secret import Secret
from nahtlos.secrets.vault import Vault, read_vault, write_vault

KEY = pyrage.x25519.Identity.generate()
ANNA = Identity(path=Path("anna.txt"), keys=(KEY,))
EMPTY = Vault(recipients={"anna": ANNA.recipient})


def sealed(content: object) -> bytes:
    plain = content if isinstance(content, bytes) else json.dumps(content).encode()
    return bytes(pyrage.encrypt(plain, [KEY.to_public()]))


def test_a_written_vault_is_read_again(tmp_path: Path) -> None:
    """Accounts, names and umlauts stay."""
    vault = EMPTY.with_secret("DOM\\jürgen", "password", Secret('ä"\\ \n§')).with_secret("bot", "user", Secret("bot"))

    write_vault(tmp_path / "config/secrets.age", vault)

    assert read_vault(tmp_path / "config/secrets.age", ANNA) == vault


def test_the_file_shows_neither_secrets_nor_names(tmp_path: Path) -> None:
    """It may be committed."""
    write_vault(tmp_path / "secrets.age", EMPTY.with_secret("casework-bot", "password", Secret("hunter2")))

    text = (tmp_path / "secrets.age").read_text("ascii")
    assert text.startswith("-----BEGIN AGE ENCRYPTED FILE-----")
    assert "casework" not in text
    assert (tmp_path / "secrets.age").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.age"]


def test_the_open_file_is_readable(tmp_path: Path) -> None:
    """Somebody with `age` and the key needs no nahtlos."""
    write_vault(tmp_path / "secrets.age", EMPTY.with_secret("casework-bot", "password", Secret("hunter2")))

    plain = pyrage.decrypt((tmp_path / "secrets.age").read_bytes(), [KEY])

    assert json.loads(plain) == {
        "v": 1, "recipients": {"anna": ANNA.recipient}, "accounts": {"casework-bot": {"password": "hunter2"}},
    }  # fmt: skip


def test_each_recipient_can_open_the_file(tmp_path: Path) -> None:
    """A team shares secrets, not identities; who is taken away opens it no more."""
    bert = Identity(path=Path("bert.txt"), keys=(pyrage.x25519.Identity.generate(),))
    both = EMPTY.with_recipient("bert", bert.recipient).with_secret("bot", "user", Secret("bot"))
    path = tmp_path / "secrets.age"

    write_vault(path, both)
    assert read_vault(path, ANNA) == read_vault(path, bert) == both

    write_vault(path, both.without_recipient("anna"))
    with pytest.raises(NotARecipient, match=f"nahtlos secrets allow NAME {ANNA.recipient}"):
        read_vault(path, ANNA)


def test_an_account_without_secrets_is_gone() -> None:
    """Nothing stays of it."""
    one = EMPTY.with_secret("bot", "user", Secret("a"))

    assert one.with_secret("bot", "password", Secret("b")).without_secret("bot", "password") == one
    assert one.without_secret("bot", "user") == EMPTY


@pytest.mark.parametrize(
    "change",
    [
        lambda vault: vault.with_secret("", "user", Secret("x")),
        lambda vault: vault.with_secret("a\nb", "user", Secret("x")),
        lambda vault: vault.with_secret("bot", "Pass Word", Secret("x")),
        lambda vault: vault.with_secret("bot", "", Secret("x")),
        lambda vault: vault.with_recipient("", ANNA.recipient),
    ],
)
def test_names_that_cannot_be_written_are_refused(change: Callable[[Vault], Any]) -> None:
    """`secret.<name>` must be writable in a bot, `<account>.<name>` on a command line."""
    with pytest.raises(SecretNameUnusable, match="use "):
        change(EMPTY)


def test_an_empty_secret_is_refused() -> None:
    """Nobody means that."""
    with pytest.raises(SecretEmpty, match=r"nahtlos secrets remove bot\.user"):
        EMPTY.with_secret("bot", "user", Secret(""))


def test_what_is_no_public_key_is_refused() -> None:
    """An identity, pasted by mistake, among others."""
    with pytest.raises(RecipientUnusable, match="is no public key"):
        EMPTY.with_recipient("bert", "age1abc")


@pytest.mark.parametrize(("name", "problem"), [("bert", "nobody of that name"), ("anna", "nobody else could open")])
def test_the_last_recipient_and_an_unknown_one_cannot_be_taken_away(name: str, problem: str) -> None:
    """The file would be lost."""
    with pytest.raises(RecipientUnusable, match=problem):
        EMPTY.without_recipient(name)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"garbage", sealed(b"\xff"), sealed(b"hunter2"), sealed([]), sealed({}), sealed(None), sealed({"v": 2}),
        sealed({"v": 1, "recipients": {}, "accounts": {"bot": {"user": 7}}}),
        sealed({"v": 1, "recipients": {}, "accounts": {"bot": "hunter2"}}),
        sealed({"v": 1, "recipients": [], "accounts": {}}),
    ],
)  # fmt: skip
def test_a_damaged_file_is_said_without_repeating_it(tmp_path: Path, content: bytes) -> None:
    """Nothing of what was in it is shown."""
    (tmp_path / "secrets.age").write_bytes(content)

    with pytest.raises(SecretsUnreadable, match=r"secrets\.age") as damaged:
        read_vault(tmp_path / "secrets.age", ANNA)

    assert "hunter2" not in str(damaged.value)
    assert damaged.value.__cause__ is None


@given(content=st.binary(max_size=500))
def test_any_bytes_are_said_to_be_damaged(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """No file of secrets crashes nahtlos."""
    path = tmp_path_factory.getbasetemp() / "any.age"
    path.write_bytes(content)

    with pytest.raises(SecretsUnreadable):
        read_vault(path, ANNA)


def test_a_file_that_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    """A folder in its place."""
    (tmp_path / "secrets.age").mkdir()

    with pytest.raises(SecretsUnreadable, match="directory"):
        read_vault(tmp_path / "secrets.age", ANNA)
    with pytest.raises(SecretsUnreadable):
        write_vault(tmp_path / "secrets.age", EMPTY)
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.age"]
