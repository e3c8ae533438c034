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
from nahtlos.secrets.contents import Contents, read_contents, read_head, write_contents
from nahtlos.secrets.identity import Identity
from nahtlos.secrets.secret import Secret

KEY = pyrage.x25519.Identity.generate()
ANNA = Identity(path=Path("anna.txt"), keys=(KEY,))
EMPTY = Contents(recipients={"anna": ANNA.recipient})


def sealed(content: object) -> bytes:
    plain = content if isinstance(content, bytes) else json.dumps(content).encode()
    return bytes(pyrage.encrypt(plain, [KEY.to_public()]))


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    """Accounts, names and umlauts stay."""
    contents = EMPTY.with_secret("DOM\\jürgen", "password", Secret('ä"\\ \n§')).with_secret(
        "bot", "user", Secret("bot")
    )

    write_contents(tmp_path / "config/secrets.age", contents)

    assert read_contents(tmp_path / "config/secrets.age", ANNA) == contents


def test_names_may_be_read_by_anybody_and_values_by_nobody(tmp_path: Path) -> None:
    """It may be committed, and a review shows which secret was added for whom."""
    path = tmp_path / "secrets.age"
    write_contents(path, EMPTY.with_secret("casework-bot", "password", Secret("hunter2")))

    head = read_head(path)

    assert head is not None
    assert head.recipients == {"anna": ANNA.recipient}
    assert head.secrets == ("casework-bot.password",)
    assert b"hunter2" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.age"]


def test_the_open_file_is_readable(tmp_path: Path) -> None:
    """Somebody with `age` and the key needs no nahtlos: what stands above the first dashes is cut off."""
    write_contents(tmp_path / "secrets.age", EMPTY.with_secret("casework-bot", "password", Secret("hunter2")))
    _, begin, sealed = (tmp_path / "secrets.age").read_text("utf-8").partition("\n-----BEGIN")

    plain = pyrage.decrypt((begin.strip() + sealed).encode(), [KEY])

    assert json.loads(plain) == {
        "v": 1, "recipients": {"anna": ANNA.recipient}, "accounts": {"casework-bot": {"password": "hunter2"}},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# secret casework-bot.password\n", ""),
        ("# secret casework-bot.password\n", "# secret casework-bot.user\n"),
        ("# recipient anna ", "# recipient mallory "),
    ],
)
def test_names_that_were_changed_by_hand_are_found_out(tmp_path: Path, old: str, new: str) -> None:
    """What counts is inside: nobody becomes a recipient by writing a name above it."""
    path = tmp_path / "secrets.age"
    write_contents(path, EMPTY.with_secret("casework-bot", "password", Secret("hunter2")))
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    with pytest.raises(SecretsUnreadable, match="changed by hand"):
        read_contents(path, ANNA)


def test_a_file_without_names_above_it_is_read_too(tmp_path: Path) -> None:
    """Written by `age` itself, or by an earlier nahtlos."""
    path = tmp_path / "secrets.age"
    path.write_bytes(sealed({"v": 1, "recipients": {"anna": ANNA.recipient}, "accounts": {"bot": {"user": "x"}}}))

    assert read_head(path) is None
    assert read_contents(path, ANNA).accounts["bot"]["user"] == Secret("x")


def test_each_recipient_can_open_the_file(tmp_path: Path) -> None:
    """A team shares secrets, not identities; who is taken away opens it no more."""
    bert = Identity(path=Path("bert.txt"), keys=(pyrage.x25519.Identity.generate(),))
    both = EMPTY.with_recipient("bert", bert.recipient).with_secret("bot", "user", Secret("bot"))
    path = tmp_path / "secrets.age"

    write_contents(path, both)
    assert read_contents(path, ANNA) == read_contents(path, bert) == both

    write_contents(path, both.without_recipient("anna"))
    with pytest.raises(NotARecipient, match=f"nahtlos secrets recipients add NAME {ANNA.recipient}"):
        read_contents(path, ANNA)


def test_an_account_without_secrets_is_gone() -> None:
    """Nothing stays of it."""
    one = EMPTY.with_secret("bot", "user", Secret("a"))

    assert one.with_secret("bot", "password", Secret("b")).without_secret("bot", "password") == one
    assert one.without_secret("bot", "user") == EMPTY


@pytest.mark.parametrize(
    "change",
    [
        lambda contents: contents.with_secret("", "user", Secret("x")),
        lambda contents: contents.with_secret("a\nb", "user", Secret("x")),
        lambda contents: contents.with_secret("bot", "Pass Word", Secret("x")),
        lambda contents: contents.with_secret("bot", "", Secret("x")),
        lambda contents: contents.with_recipient("", ANNA.recipient),
    ],
)
def test_names_that_cannot_be_written_are_refused(change: Callable[[Contents], Any]) -> None:
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
        read_contents(tmp_path / "secrets.age", ANNA)

    assert "hunter2" not in str(damaged.value)
    assert damaged.value.__cause__ is None


@given(content=st.binary(max_size=500))
def test_any_bytes_are_said_to_be_damaged(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """No file of secrets crashes nahtlos."""
    path = tmp_path_factory.getbasetemp() / "any.age"
    path.write_bytes(content)

    with pytest.raises(SecretsUnreadable):
        read_contents(path, ANNA)


def test_a_file_that_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    """A folder in its place."""
    (tmp_path / "secrets.age").mkdir()

    with pytest.raises(SecretsUnreadable, match="directory"):
        read_contents(tmp_path / "secrets.age", ANNA)
    with pytest.raises(SecretsUnreadable):
        write_contents(tmp_path / "secrets.age", EMPTY)
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.age"]
