"""What the file of secrets holds: names that anybody may read, and everything else encrypted by age for several people.

The head repeats names only; what counts is inside, readable JSON once it is open. Whoever changes the head by hand is
found out by the next one who opens the file.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_hex

import pyrage
from pyrage import x25519

from nahtlos.errors import NotARecipient, RecipientUnusable, SecretEmpty, SecretNameUnusable, SecretsUnreadable
from nahtlos.events import ACCOUNT, Shape
from nahtlos.secrets.identity import Identity
from nahtlos.secrets.secret import Secret

VERSION = 1
NAME = Shape("small letters, digits and _, beginning with a letter", r"[a-z][a-z0-9_]{0,63}")
NO_KEY = "No matching keys found"
BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----"
ABOUT = """\
# Secrets of a nahtlos workspace: names may be read by anybody, values are encrypted by https://age-encryption.org
# Without nahtlos: sed -n '/^-----BEGIN/,$p' FILE | age --decrypt --identity IDENTITY
"""
RECIPIENT = "# recipient "
SECRET = "# secret "  # noqa: S105 - the beginning of a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What may be read without a key."""

    recipients: Mapping[str, str]
    secrets: tuple[str, ...]
    """As `account.name`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What the file holds."""

    recipients: Mapping[str, str]
    """Public keys, by the names of those who can open the file."""
    accounts: Mapping[str, Mapping[str, Secret]] = field(default_factory=dict)

    @property
    def head(self) -> Head:
        """What may be read of it without a key."""
        names = (f"{account}.{name}" for account, secrets in self.accounts.items() for name in secrets)
        return Head(recipients=dict(self.recipients), secrets=tuple(sorted(names)))

    def with_secret(self, account: str, name: str, secret: Secret) -> Contents:
        """Return contents that also holds this secret."""
        _must_be(ACCOUNT, account, "an account")
        _must_be(NAME, name, "a secret")
        if not secret:
            raise SecretEmpty(account=account, name=name)
        return replace(self, accounts={**self.accounts, account: {**self.accounts.get(account, {}), name: secret}})

    def without_secret(self, account: str, name: str) -> Contents:
        """Return contents without this secret; an account without secrets is gone."""
        left = {each: secret for each, secret in self.accounts.get(account, {}).items() if each != name}
        others = {each: secrets for each, secrets in self.accounts.items() if each != account}
        return replace(self, accounts={**others, account: left} if left else others)

    def with_recipient(self, name: str, key: str) -> Contents:
        """Return contents that somebody else can open, too."""
        _must_be(ACCOUNT, name, "a recipient")
        try:
            x25519.Recipient.from_str(key)
        except pyrage.RecipientError as error:
            raise RecipientUnusable(name=name, problem=f'"{key}" is no public key of age') from error
        return replace(self, recipients={**self.recipients, name: key})

    def without_recipient(self, name: str) -> Contents:
        """Return contents that somebody can open no more; what they have read, they know."""
        left = {each: key for each, key in self.recipients.items() if each != name}
        if name not in self.recipients:
            raise RecipientUnusable(name=name, problem="nobody of that name can open the file")
        if not left:
            raise RecipientUnusable(name=name, problem="nobody else could open the file any more")
        return replace(self, recipients=left)


def read_head(path: Path) -> Head | None:
    """Read the names of a file of secrets; None: it has no head."""
    try:
        lines = path.read_text("utf-8").partition(BEGIN)[0].splitlines()
    except OSError as error:
        raise _unreadable(path, error) from error
    except UnicodeDecodeError:
        return None
    if not lines:
        return None
    people = [line.removeprefix(RECIPIENT).rpartition(" ") for line in lines if line.startswith(RECIPIENT)]
    return Head(
        recipients={name: key for name, _, key in people},
        secrets=tuple(line.removeprefix(SECRET) for line in lines if line.startswith(SECRET)),
    )


def read_contents(path: Path, identity: Identity) -> Contents:
    """Open a file of secrets."""
    head = read_head(path)
    try:
        data = path.read_bytes()
        plain = pyrage.decrypt(data[max(0, data.find(BEGIN.encode())) :], list(identity.keys))
    except OSError as error:
        raise _unreadable(path, error) from error
    except pyrage.DecryptError as error:
        if NO_KEY in str(error):
            raise NotARecipient(path=str(path), identity=str(identity.path), recipient=identity.recipient) from None
        raise SecretsUnreadable(path=str(path), problem="it is damaged or no file of secrets") from None
    try:
        contents = _parse(plain)
    except (ValueError, KeyError, TypeError, AttributeError):
        # The cause is not shown: it may repeat what was in the file.
        raise SecretsUnreadable(path=str(path), problem="it holds something else than nahtlos wrote") from None
    if head is not None and head != contents.head:
        raise SecretsUnreadable(path=str(path), problem="its head names others than it holds: it was changed by hand")
    return contents


def write_contents(path: Path, contents: Contents) -> None:
    """Encrypt for all recipients and replace the file in one go: whole or not at all, also when the power fails."""
    recipients = [x25519.Recipient.from_str(key) for key in contents.recipients.values()]
    sealed = pyrage.encrypt(_plain(contents), recipients, armored=True)
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_head_lines(contents.head).encode() + sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _unreadable(path, error) from error


def _head_lines(head: Head) -> str:
    people = [f"{RECIPIENT}{name} {key}\n" for name, key in head.recipients.items()]
    return "".join([ABOUT, *people, *(f"{SECRET}{name}\n" for name in head.secrets)])


def _unreadable(path: Path, error: OSError) -> SecretsUnreadable:
    return SecretsUnreadable(path=str(path), problem=error.strerror or "it cannot be read or written")


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _plain(contents: Contents) -> bytes:
    accounts = {
        account: {name: secrets[name].reveal() for name in sorted(secrets)}
        for account, secrets in sorted(contents.accounts.items())
    }
    content = {"v": VERSION, "recipients": dict(contents.recipients), "accounts": accounts}
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8", "surrogatepass")


def _parse(plain: bytes) -> Contents:
    content = json.loads(plain.decode("utf-8", "surrogatepass"))
    if content["v"] != VERSION:
        raise ValueError
    accounts = {
        account: {name: Secret(_text(secret)) for name, secret in secrets.items()}
        for account, secrets in content["accounts"].items()
    }
    return Contents(recipients={name: _text(key) for name, key in content["recipients"].items()}, accounts=accounts)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _must_be(shape: Shape, name: str, what: str) -> None:
    if not re.fullmatch(shape.pattern, name):
        raise SecretNameUnusable(what=what, name=name, use=shape.words)
