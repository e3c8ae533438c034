"""Which key signed on which day: a root key, and for each day a key that the one before it signed.

The certificates lie beside the journal in one file of signed notes. A root begins an era; there is a second one only if
the key of the first was lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from nahtlos.journal.merkle import SIZE
from nahtlos.journal.note import Note, Verifier, as_base64, from_base64, notes_in

FILE = "keys.certificates"
ORIGIN = "nahtlos."
BODY = re.compile(r"(nahtlos\.[0-9a-f]{16})/keys\nkey (0|[1-9]\d{0,8})\nday (\d{4}-\d\d-\d\d)\npublic (\S+)\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayKey:
    """A public key, and the only day on which it is valid; number 0 is a root."""

    era: str
    """The first part of all origins: `nahtlos.` and the beginning of the root's fingerprint."""
    number: int
    day: str
    key: bytes

    @property
    def name(self) -> str:
        """The name under which certificates are signed."""
        return f"{self.era}/keys"

    def verifier(self, name: str) -> Verifier:
        """Return what its signatures under a name are checked with."""
        return Verifier(name=name, key=self.key)

    def text(self) -> str:
        """Return the body of its certificate."""
        return f"{self.name}\nkey {self.number}\nday {self.day}\npublic {as_base64(self.key)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadCertificate:
    """A certificate that does not hold."""

    line: int
    byte: int
    problem: str


@dataclass(frozen=True, slots=True)
class Certificates:
    """All keys whose certificates hold, in their order."""

    keys: Sequence[DayKey] = ()
    bad: Sequence[BadCertificate] = ()
    _by_id: dict[tuple[str, bytes], int] = field(default_factory=dict)

    @property
    def roots(self) -> list[DayKey]:
        """The keys with which eras began."""
        return [key for key in self.keys if key.number == 0]

    def signer_of(self, note: Note, chain: str) -> int | None:
        """Return the place of the key that signed a checkpoint of a chain, or nothing."""
        for signature in note.signatures:
            era = signature.name.removesuffix(f"/{chain}")
            place = self._place(era, signature.name, signature.key_id)
            if place is not None and note.is_signed_by(self.keys[place].verifier(signature.name)):
                return place
        return None

    def _place(self, era: str, name: str, key_id: bytes) -> int | None:
        if (name, b"") not in self._by_id:
            self._by_id[name, b""] = 0
            for place, key in enumerate(self.keys):
                if key.number and f"{key.era}/" == f"{era}/":
                    self._by_id[name, key.verifier(name).id] = place
        return self._by_id.get((name, key_id))


def era_of(root: bytes) -> str:
    """Return the name of the era that a root key begins."""
    return f"{ORIGIN}{sha256(root).hexdigest()[:16]}"


def fingerprint_of(root: bytes) -> str:
    """Return what belongs into the paper file, in groups that a person can read aloud."""
    digits = sha256(root).hexdigest()
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def fingerprints_in(text: str) -> set[str]:
    """Read the fingerprints of a paper file, with `/` between them if there are several."""
    return {"".join(each.split()).lower() for each in text.split("/")}


def read_certificates(data: bytes) -> Certificates:
    """Read the keys of a journal, and name the certificates that do not hold."""
    keys: list[DayKey] = []
    bad: list[BadCertificate] = []
    for placed in notes_in(data):
        key = parse_certificate(placed.note.text) if placed.note else None
        if placed.note is None or key is None:
            bad.append(BadCertificate(line=placed.line, byte=placed.byte, problem="This is no certificate of a key."))
        elif problem := _problem(key, placed.note, keys[-1] if keys else None):
            bad.append(BadCertificate(line=placed.line, byte=placed.byte, problem=problem))
        else:
            keys.append(key)
    return Certificates(keys, bad)


def parse_certificate(text: str) -> DayKey | None:
    """Read the body of a certificate; nothing, if this is none."""
    found = BODY.fullmatch(text)
    key = from_base64(found[4], size=SIZE) if found else None
    return None if not found or key is None else DayKey(era=found[1], number=int(found[2]), day=found[3], key=key)


def _problem(key: DayKey, note: Note, before: DayKey | None) -> str:
    if key.number == 0:
        signer: DayKey | None = key if key.era == era_of(key.key) else None
    else:
        signer = before if before and (before.era, before.number + 1) == (key.era, key.number) else None
    if signer is None:
        return f"Key {key.number} of {key.day} does not follow the key before it."
    if len(note.signatures) > 1 or not note.is_signed_by(signer.verifier(key.name)):
        return f"Key {key.number} of {key.day} is not signed by the key before it: it was put in by somebody else."
    return ""
