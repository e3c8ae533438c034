"""What a witness signs below a checkpoint (C2SP cosignature/v1): when it saw it, and that nothing contradicts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nahtlos.journal.merkle import SIZE
from nahtlos.journal.note import NAME, Note, Signature, as_base64, from_base64, is_true, key_id, public_bytes

KIND = b"\x04"
TIME = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigner:
    """The public key of a witness, with its name."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return key_id(self.name, KIND + self.key)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{as_base64(KIND + self.key)}"

    def seen_at(self, note: Note) -> datetime | None:
        """Return when the witness saw a checkpoint; nothing, if it did not sign it."""
        for each in note.signatures:
            if (each.name, each.key_id) == (self.name, self.id) and len(each.data) > TIME:
                seconds = int.from_bytes(each.data[:TIME], "big")
                if is_true(each.data[TIME:], _message(note.text, seconds), self.key):
                    return datetime.fromtimestamp(seconds, UTC)
        return None


def cosign(text: str, *, name: str, key: Ed25519PrivateKey, at: datetime) -> Signature:
    """Sign the body of a checkpoint as a witness."""
    seconds = int(at.timestamp())
    cosigner = Cosigner(name=name, key=public_bytes(key))
    data = seconds.to_bytes(TIME, "big") + key.sign(_message(text, seconds))
    return Signature(name=name, key_id=cosigner.id, data=data)


def parse_cosigner(text: str) -> Cosigner | None:
    """Read the public key of a witness in the form `name+id+key`; nothing, if this is none."""
    name, _, rest = text.strip().partition("+")
    digits, _, encoded = rest.partition("+")
    key = from_base64(encoded, size=1 + SIZE)
    if not NAME.fullmatch(name) or key is None or key[:1] != KIND:
        return None
    cosigner = Cosigner(name=name, key=key[1:])
    return cosigner if cosigner.id.hex() == digits else None


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
