"""The key that opens the file of secrets: a file of its owner, outside the workspace."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyrage import IdentityError, x25519

from nahtlos.errors import IdentityMissing, IdentityUnusable

VARIABLE = "NAHTLOS_IDENTITY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Opens what is encrypted for its public keys."""

    path: Path
    keys: tuple[x25519.Identity, ...] = field(repr=False)

    @property
    def recipient(self) -> str:
        """The public key that others encrypt for."""
        return str(self.keys[0].to_public())


def identity_path(environment: Mapping[str, str], home: Path) -> Path:
    """Return where the identity lies: where the environment says, else in the user's settings."""
    return Path(environment.get(VARIABLE) or home / ".config/nahtlos/identity.txt").expanduser()


def load_identity(path: Path) -> Identity:
    """Read an identity in the form of `age-keygen`."""
    try:
        lines = path.read_text("utf-8").splitlines()
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise IdentityMissing(path=str(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IdentityUnusable(path=str(path), problem="it cannot be read") from error
    if os.name == "posix" and mode & 0o077:
        raise IdentityUnusable(path=str(path), problem="others may read it (chmod 600 closes it)")
    try:
        keys = tuple(x25519.Identity.from_str(line.strip()) for line in lines if line.strip() and line[0] != "#")
    except IdentityError:
        # The cause is not shown: it may repeat the key.
        raise IdentityUnusable(path=str(path), problem="it holds something that is no age key") from None
    if not keys:
        raise IdentityUnusable(path=str(path), problem="it holds no age key")
    return Identity(path=path, keys=keys)


def make_identity(path: Path) -> Identity:
    """Make an identity that only its owner can read; one that is there already stays."""
    key = x25519.Identity.generate()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        if path.exists():
            return load_identity(path)
        raise IdentityUnusable(path=str(path), problem=error.strerror or "it cannot be written") from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"# public key: {key.to_public()}\n{key}\n")
        file.flush()
        os.fsync(file.fileno())
    return Identity(path=path, keys=(key,))
