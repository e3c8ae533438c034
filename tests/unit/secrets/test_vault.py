"""HashiCorp Vault and OpenBao.

Real here: the library `hvac`, HTTP, and a server on loopback that speaks AppRole and KV version 2 as documented, and
can be ill. The program `bao` itself stands in tests/thirdparty/stores.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.secrets.kv import ROLE, SECRET_ID, KeyValues, Version, served

from nahtlos.errors import StoreDown
from nahtlos.secrets.secret import Secret
from nahtlos.secrets.vault import Address, Vault

WHERE = "nahtlos/casework-bot"


@pytest.fixture
def server() -> Iterator[KeyValues]:
    with served() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("token", "root-token\n"), ("secret-id", SECRET_ID), ("open-to-all", "root-token")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o644 if name == "open-to-all" else 0o600)
    return tmp_path


def by_token(server: KeyValues, folder: Path, *, file: str = "token") -> Vault:
    return Vault(Address(url=server.url, mount="kv", path="nahtlos", token_file=folder / file, seconds=0.5))


def by_role(server: KeyValues, folder: Path, *, role: str = ROLE) -> Vault:
    return Vault(Address(url=server.url, mount="kv", path="nahtlos", role_id=role, secret_id_file=folder / "secret-id"))


def test_a_secret_is_read_by_a_role(server: KeyValues, folder: Path) -> None:
    """User and password of an account come from one look."""
    server.secrets[WHERE] = [Version({"user": "bot", "password": "geheim§"})]
    vault = by_role(server, folder)

    assert vault.find("casework-bot", "password") == Secret("geheim§")
    assert vault.find("casework-bot", "user") == Secret("bot")
    assert vault.find("casework-bot", "token") is None
    assert server.asked == [("POST", "/v1/auth/approle/login"), ("GET", f"/v1/kv/data/{WHERE}")]


def test_an_account_that_the_vault_does_not_know_has_no_secret_there(server: KeyValues, folder: Path) -> None:
    """Then the next store is asked; a deleted version is none either."""
    server.secrets["nahtlos/deleted"] = [Version(None)]
    vault = by_token(server, folder)

    assert vault.find("nobody", "user") is None
    assert vault.find("deleted", "user") is None


def test_what_is_kept_replaces_what_was_there_in_every_version(server: KeyValues, folder: Path) -> None:
    """A vault remembers old versions; of a rotated secret it must not."""
    server.secrets[WHERE] = [Version({"user": "x", "password": "older"}), Version({"user": "bot", "password": "old"})]
    vault = by_token(server, folder)

    vault.keep("casework-bot", "password", Secret("new"))
    vault.keep("DOM\\other bot", "user", Secret("first"))

    assert vault.find("casework-bot", "password") == Secret("new")
    assert [version.data for version in server.secrets[WHERE]] == [None, None, {"user": "bot", "password": "new"}]
    assert vault.find("DOM\\other bot", "user") == Secret("first")


def test_the_last_secret_of_an_account_takes_the_account_with_it(server: KeyValues, folder: Path) -> None:
    """With all versions."""
    server.secrets[WHERE] = [Version({"user": "bot", "password": "old"})]
    vault = by_token(server, folder)

    vault.drop("casework-bot", "password")
    assert server.secrets[WHERE][-1].data == {"user": "bot"}
    assert vault.find("casework-bot", "password") is None

    vault.drop("casework-bot", "user")
    assert server.secrets == {}


def test_a_token_that_has_run_out_is_renewed_once(server: KeyValues, folder: Path) -> None:
    """A long run outlives its token."""
    server.secrets[WHERE] = [Version({"user": "bot"})]
    server.secrets["nahtlos/other"] = [Version({"user": "other"})]
    vault = by_role(server, folder)
    vault.find("casework-bot", "user")
    server.tokens.clear()

    assert vault.find("other", "user") == Secret("other")

    server.ills.add("forbids")
    asked = len(server.asked)
    with pytest.raises(StoreDown, match="policy of the role"):
        vault.find("third", "user")
    assert len(server.asked) - asked <= 3


@pytest.mark.parametrize(
    ("ill", "words"),
    [
        ("sealed", "sealed or in maintenance"),
        ("slow", "did not answer within 0.5 s"),
        ("garbage", "answers otherwise than it should"),
        ("redirects", "answers otherwise than it should"),
        ("forbids", "does not permit it"),
    ],
)
def test_a_vault_that_does_not_answer_as_it_should_is_down(
    server: KeyValues, folder: Path, ill: str, words: str
) -> None:
    """Bounded in time, in our words, and never `it does not have the secret`."""
    server.secrets[WHERE] = [Version({"user": "bot"})]
    server.ills.add(ill)

    with pytest.raises(StoreDown, match=words) as down:
        by_token(server, folder).find("casework-bot", "user")

    assert "root-token" not in str(down.value)
    assert down.value.__cause__ is None


def test_a_mount_that_is_not_there_is_no_missing_secret(server: KeyValues, folder: Path) -> None:
    """A slip in the settings would else send everybody to the next store."""
    vault = Vault(Address(url=server.url, mount="secret", path="nahtlos", token_file=folder / "token"))

    with pytest.raises(StoreDown, match='no KV engine at "secret"'):
        vault.find("casework-bot", "user")


def test_a_write_that_was_not_taken_is_told(server: KeyValues, folder: Path) -> None:
    """Whoever rotates must know that the old one is still there."""
    vault = by_token(server, folder)
    server.ills.add("redirects")

    with pytest.raises(StoreDown):
        vault.keep("casework-bot", "user", Secret("x"))


def test_a_vault_that_is_not_there_is_down(folder: Path) -> None:
    """Nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    vault = Vault(Address(url=url, mount="kv", path="", token_file=folder / "token", seconds=0.5))

    with pytest.raises(StoreDown, match=f"vault at {url}.*cannot be reached"):
        vault.find("casework-bot", "user")


def test_a_role_that_is_not_accepted_says_so_without_its_secret_id(server: KeyValues, folder: Path) -> None:
    """The message goes to a terminal."""
    with pytest.raises(StoreDown, match="role and the secret id") as down:
        by_role(server, folder, role="other").find("casework-bot", "user")

    assert SECRET_ID not in str(down.value)


@pytest.mark.parametrize(("file", "words"), [("gone", "cannot be read"), ("open-to-all", "chmod 600")])
def test_a_token_must_be_its_owners_alone(server: KeyValues, folder: Path, file: str, words: str) -> None:
    """As an identity."""
    with pytest.raises(StoreDown, match=words):
        by_token(server, folder, file=file).find("casework-bot", "user")


def test_tokens_of_the_surroundings_are_not_taken(
    server: KeyValues, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library would find them by itself: whoever runs this may have one that may do more."""
    monkeypatch.setenv("VAULT_TOKEN", "root-token")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.secrets[WHERE] = [Version({"user": "bot"})]
    vault = by_role(server, folder)

    assert vault.find("casework-bot", "user") == Secret("bot")
    assert "root-token" not in repr(vault._client.token)
