"""Who may call the HTTP API: a token has a name and rights; of its secret only the hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Right = Literal["read", "start", "stop"]
RIGHTS: Final[tuple[Right, ...]] = ("read", "start", "stop")

_PREFIX: Final = "nahtlos_"
_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A caller that nahtlos knows."""

    name: str
    hash: str
    """SHA-256 of the secret: random enough that nobody can guess it, so it needs no slow hash."""
    may: tuple[Right, ...]
    added_by: str
    added_at: datetime | None = None
    until: datetime | None = None
    """From then on it is not accepted any more."""

    def holds(self, now: datetime) -> bool:
        """Whether it is still accepted."""
        return self.until is None or now < self.until


def new_secret() -> str:
    """Return what a caller has to show; it is seen once and never again."""
    return _PREFIX + secrets.token_urlsafe(_BYTES)


def hash_of(secret: str) -> str:
    """Return what is kept of it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def token_of(secret: str, known: Iterable[Token]) -> Token | None:
    """Return whose secret it is; takes the same time whichever matches, and when none does."""
    shown, found = hash_of(secret), None
    for token in known:
        if hmac.compare_digest(shown, token.hash):
            found = token
    return found
