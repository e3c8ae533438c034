"""One-time codes (TOTP, RFC 6238): the secret `totp` of an account is the seed; what is filled in is the code of now.

A server takes each code once, and a code that it does not take looks like a wrong password. So the last one of each
account is noted, for this process and the next, and whoever signs in again waits for another.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from nahtlos.engine.ports import Clock, Secrets
from nahtlos.errors import SecretNotWhatItShould

NAME = "totp"
LAST_SECONDS = 3.0
"""A code that is about to end may be too late when it arrives."""
ALGORITHMS: Mapping[str, type[hashes.SHA1 | hashes.SHA256 | hashes.SHA512]] = {
    "SHA1": hashes.SHA1,
    "SHA256": hashes.SHA256,
    "SHA512": hashes.SHA512,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """What codes are made from, in the way most systems make them."""

    key: bytes = field(repr=False)
    digits: int = 6
    algorithm: str = "SHA1"
    seconds: int = 30
    """How long a code holds."""

    def number(self, now: datetime) -> int:
        """Return which code it is now."""
        return int(now.timestamp()) // self.seconds

    def code(self, number: int) -> str:
        """Return a code by its number."""
        # Short keys are what many systems give out; refusing them would keep nobody safe.
        made = HOTP(self.key, self.digits, ALGORITHMS[self.algorithm](), enforce_key_length=False)
        return made.generate(number).decode()


def read_seed(written: str) -> Seed:
    """Read letters and digits as they are shown beside a QR code, or the address behind it; raises `ValueError`."""
    if not written.startswith("otpauth:"):
        return Seed(key=_key(written.replace("-", "")))
    parts = urlsplit(written)
    if parts.netloc != "totp":
        raise ValueError(parts.netloc)
    said = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    digits, seconds, algorithm = int(said.get("digits", 6)), int(said.get("period", 30)), said.get("algorithm", "SHA1")
    if digits not in (6, 7, 8) or seconds < 1 or algorithm.upper() not in ALGORITHMS:
        raise ValueError(algorithm)
    return Seed(key=_key(said.get("secret", "")), digits=digits, seconds=seconds, algorithm=algorithm.upper())


def _key(letters: str) -> bytes:
    key = base64.b32decode(letters.upper().rstrip("=") + "=" * (-len(letters.rstrip("=")) % 8))
    if not key:
        raise ValueError("nothing")
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeCodes:
    """The port `Secrets` in front of another: `totp` is a code, everything else is what it is."""

    secrets: Secrets = field(repr=False)
    folder: Path
    """Where the last code of each account is noted: its number, not the code."""
    clock: Clock

    def get(self, account: str, name: str) -> str:
        """Return a secret, or the code of now."""
        if name != NAME:
            return self.secrets.get(account, name)
        seed = self._seed(account)
        number = seed.number(self.clock.now())
        self._note(account, number)
        return seed.code(number)

    async def fresh(self, account: str) -> None:
        """Wait until there is a code that was not used before, with time enough to use it."""
        seed = self._seed(account)
        while True:
            now = self.clock.now()
            left = seed.seconds - now.timestamp() % seed.seconds
            if self._used(account) < seed.number(now) and left > LAST_SECONDS:
                return
            await self.clock.sleep(left)

    def _seed(self, account: str) -> Seed:
        try:
            return read_seed("".join(self.secrets.get(account, NAME).split()))
        except ValueError:
            what, use = "the seed of one-time codes", "letters and digits as shown beside a QR code, or their otpauth://"
            raise SecretNotWhatItShould(account=account, name=NAME, what=what, use=use) from None

    def _used(self, account: str) -> int:
        try:
            return int(self._place(account).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return -1

    def _note(self, account: str, number: int) -> None:
        place = self._place(account)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = place.with_suffix(f".{os.getpid()}")
        draft.write_text(str(number), encoding="ascii")
        draft.replace(place)

    def _place(self, account: str) -> Path:
        return self.folder / hashlib.sha256(account.encode()).hexdigest()[:24]
