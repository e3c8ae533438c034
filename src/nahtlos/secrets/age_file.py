"""The file of secrets as a store: opened by the identity of whoever runs this, changed by one process at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nahtlos.errors import SecretMissing, SecretsNotBegun
from nahtlos.secrets.contents import Contents, Head, read_contents, read_head, write_contents
from nahtlos.secrets.environment import variable_of
from nahtlos.secrets.identity import load_identity, make_identity
from nahtlos.secrets.lock import locked
from nahtlos.secrets.masker import Masker
from nahtlos.secrets.secret import Secret

NOTHING = Contents(recipients={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Where everything about the file is."""

    file: Path
    identity: Path
    lock: Path


class AgeFile:
    """Secrets encrypted for several people; the masker knows all of them as soon as it is open."""

    name = "file"

    def __init__(self, paths: Paths, *, masker: Masker) -> None:
        self._paths = paths
        self._masker = masker
        self._open: Contents | None = None

    # -------------------------------------------------------------- a store

    def find(self, account: str, name: str) -> Secret | None:
        """Return a secret; where there is no file yet, there is none."""
        return self._contents().accounts.get(account, {}).get(name)

    def keep(self, account: str, name: str, secret: Secret) -> None:
        """Keep a secret; the file is written anew and holds nothing of the one from before."""
        with self._changed() as change:
            change(lambda contents: contents.with_secret(account, name, secret))

    def drop(self, account: str, name: str) -> None:
        """Take a secret out."""
        with self._changed() as change:
            if self.find(account, name) is None:
                raise SecretMissing(account=account, name=name, variable=variable_of(account, name), stores=[self.name])
            change(lambda contents: contents.without_secret(account, name))

    # -------------------------------------------------------------- what only a file has

    def can_keep(self, account: str, name: str) -> None:
        """Raise what would keep anybody from setting this secret: no file, no key that opens it, no such name."""
        self._begun().with_secret(account, name, Secret("…"))

    def can_add(self, name: str, key: str) -> None:
        """Raise what would keep this key from being added."""
        self._begun().with_recipient(name, key)

    def can_remove(self, name: str) -> None:
        """Raise what would keep somebody from being removed."""
        self._begun().without_recipient(name)

    def list_names(self) -> Sequence[str]:
        """Return the names of all secrets as `account.name`; no key is needed."""
        return self._head().secrets

    def recipients(self) -> Mapping[str, str]:
        """Return who can open the file, with their public keys; no key is needed."""
        return self._head().recipients

    def begin(self, *, name: str) -> str:
        """Make an identity and a file of secrets where they are missing; returns the public key."""
        identity = make_identity(self._paths.identity)
        with locked(self._paths.lock):
            if not self._paths.file.exists():
                write_contents(self._paths.file, NOTHING.with_recipient(name, identity.recipient))
        return identity.recipient

    def add_recipient(self, name: str, key: str) -> None:
        """Let somebody else open the file: it is encrypted anew."""
        with self._changed() as change:
            change(lambda contents: contents.with_recipient(name, key))

    def remove_recipient(self, name: str) -> None:
        """Let somebody open the file no more; the secrets they know should be rotated."""
        with self._changed() as change:
            change(lambda contents: contents.without_recipient(name))

    # -------------------------------------------------------------- inside

    def _contents(self) -> Contents:
        if self._open is None and self._paths.file.exists():
            self._open = read_contents(self._paths.file, load_identity(self._paths.identity))
            self._masker.learn(*(secret for secrets in self._open.accounts.values() for secret in secrets.values()))
        return self._open or NOTHING

    def _begun(self) -> Contents:
        if not self._paths.file.exists():
            raise SecretsNotBegun(path=str(self._paths.file))
        return self._contents()

    def _head(self) -> Head:
        if not self._paths.file.exists():
            return Head(recipients={}, secrets=())
        return read_head(self._paths.file) or self._contents().head

    @contextmanager
    def _changed(self) -> Iterator[Callable[[Callable[[Contents], Contents]], None]]:
        """Change what the file holds now, whatever was read before."""

        def change(how: Callable[[Contents], Contents]) -> None:
            write_contents(self._paths.file, how(self._contents()))

        with locked(self._paths.lock):
            self._open = None
            self._begun()
            try:
                yield change
            finally:
                self._open = None
