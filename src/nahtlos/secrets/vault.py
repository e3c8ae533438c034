"""The file of secrets: encrypted by age for several people, readable JSON once it is open."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """What the file holds."""

    recipients: Mapping[str, str]
    """Public keys, by the names of those who can open the file."""
    accounts: Mapping[str, Mapping[str, Secret]] = field(default_factory=dict)

    def with_secret(self, account: str, name: str, secret: Secret) -> Vault:
        """Return a vault that also holds this secret."""
        _must_be(ACCOUNT, account, "an account")
        _must_be(NAME, name, "a secret")
        if not secret:
            raise SecretEmpty(account=account, name=name)
        return replace(self, accounts={**self.accounts, account: {**self.accounts.get(account, {}), name: secret}})

    def without_secret(self, account: str, name: str) -> Vault:
        """Return a vault without this secret; an account without secrets is gone."""
        left = {each: secret for each, secret in self.accounts.get(account, {}).items() if each != name}
        others = {each: secrets for each, secrets in self.accounts.items() if each != account}
        return replace(self, accounts={**others, account: left} if left else others)

    def with_recipient(self, name: str, key: str) -> Vault:
        """Return a vault that somebody else can open, too."""
        _must_be(ACCOUNT, name, "a recipient")
        try:
            x25519.Recipient.from_str(key)
        except pyrage.RecipientError as error:
            raise RecipientUnusable(name=name, problem=f'"{key}" is no public key of age') from error
        return replace(self, recipients={**self.recipients, name: key})

    def without_recipient(self, name: str) -> Vault:
        """Return a vault that somebody can open no more; what they have read, they know."""
        left = {each: key for each, key in self.recipients.items() if each != name}
        if name not in self.recipients:
            raise RecipientUnusable(name=name, problem="nobody of that name can open the file")
        if not left:
            raise RecipientUnusable(name=name, problem="nobody else could open the file any more")
        return replace(self, recipients=left)


def read_vault(path: Path, identity: Identity) -> Vault:
    """Open a file of secrets."""
    try:
        plain = pyrage.decrypt(path.read_bytes(), list(identity.keys))
    except OSError as error:
        raise SecretsUnreadable(path=str(path), problem=error.strerror or "it cannot be read") from error
    except pyrage.DecryptError as error:
        if NO_KEY in str(error):
            raise NotARecipient(path=str(path), identity=str(identity.path), recipient=identity.recipient) from None
        raise SecretsUnreadable(path=str(path), problem="it is damaged or no file of secrets") from None
    try:
        return _parse(plain)
    except (ValueError, KeyError, TypeError, AttributeError):
        # The cause is not shown: it may repeat what was in the file.
        raise SecretsUnreadable(path=str(path), problem="it holds something else than nahtlos wrote") from None


def write_vault(path: Path, vault: Vault) -> None:
    """Encrypt for all recipients and replace the file in one go."""
    recipients = [x25519.Recipient.from_str(key) for key in vault.recipients.values()]
    sealed = pyrage.encrypt(_plain(vault), recipients, armored=True)
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise SecretsUnreadable(path=str(path), problem=error.strerror or "it cannot be written") from error


def _plain(vault: Vault) -> bytes:
    accounts = {
        account: {name: secrets[name].reveal() for name in sorted(secrets)}
        for account, secrets in sorted(vault.accounts.items())
    }
    content = {"v": VERSION, "recipients": dict(vault.recipients), "accounts": accounts}
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8", "surrogatepass")


def _parse(plain: bytes) -> Vault:
    content = json.loads(plain.decode("utf-8", "surrogatepass"))
    if content["v"] != VERSION:
        raise ValueError
    accounts = {
        account: {name: Secret(_text(secret)) for name, secret in secrets.items()}
        for account, secrets in content["accounts"].items()
    }
    return Vault(recipients={name: _text(key) for name, key in content["recipients"].items()}, accounts=accounts)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _must_be(shape: Shape, name: str, what: str) -> None:
    if not re.fullmatch(shape.pattern, name):
        raise SecretNameUnusable(what=what, name=name, use=shape.words)
