"""A witness: knows the newest checkpoint of each chain, and takes only one that goes on from it (C2SP tlog-witness).

    DIR/key                              its private key
    DIR/<era>/certificates               the public keys of a journal, each signed by the one before
    DIR/<era>/<class>-<stream>.note      the newest checkpoint of a chain, with the cosignature
    DIR/refused.jsonl                    what it did not take, and why
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nahtlos.errors import AnchorUnusable
from nahtlos.journal.anchors.cosignature import Cosigner, cosign
from nahtlos.journal.anchors.kept import keep, kept
from nahtlos.journal.certificates import Certificates, era_of, fingerprint_of, read_certificates
from nahtlos.journal.disk import Disk, writing_to
from nahtlos.journal.merkle import SIZE, Hash, verify_consistency
from nahtlos.journal.note import (
    Checkpoint,
    Note,
    as_base64,
    from_base64,
    parse_checkpoint,
    parse_note,
    public_bytes,
)

ORIGIN = re.compile(r"(nahtlos\.[0-9a-f]{16})/((?:runs|access|admin)/[a-z0-9-]{1,64})")
PROOF_AT_MOST = 63
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the witness answers: a status of HTTP, and a text."""

    status: int
    text: str = ""
    kind: str = TEXT_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A checkpoint that somebody brings, with the proof that it goes on from an earlier size."""

    earlier: int
    proof: Sequence[Hash]
    note: Note
    checkpoint: Checkpoint


class _Refused(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text)
        self.reply = reply


class Witness:
    """What the witness knows; `trusted` are the fingerprints of the journals it looks after."""

    def __init__(
        self, folder: Path, *, name: str, trusted: Sequence[str], now: Callable[[], datetime], disk: Disk
    ) -> None:
        self._folder = folder
        self._name = name
        self._trusted = frozenset(_digits(each) for each in trusted)
        self._now = now
        self._disk = disk
        self._key = _load_key(folder / "key", disk)
        self._alone = threading.Lock()

    @property
    def public(self) -> str:
        """Its public key, for the settings of those who ask it."""
        return str(Cosigner(name=self._name, key=public_bytes(self._key)))

    def add(self, body: bytes) -> Reply:
        """Take a checkpoint, or say why not; what is answered with 200 is durable."""
        with self._alone:
            try:
                return self._take(_offer_in(body))
            except _Refused as refused:
                self._note_refusal(refused.reply, body)
                return refused.reply

    def learn(self, body: bytes) -> Reply:
        """Take the certificates of a journal, if they go on from those it has."""
        certificates = read_certificates(body)
        with self._alone:
            problem = self._why_not(certificates, body)
            if problem:
                self._note_refusal(Reply(status=403, text=problem), body)
                return Reply(status=403, text=problem)
            for era in {key.era for key in certificates.keys}:
                keep(self._folder / era / "certificates", body, self._disk)
        return Reply(status=200)

    def latest(self) -> Mapping[str, str]:
        """Return the newest checkpoint of each chain, cosigned, by its origin."""
        found = {}
        for path in sorted(self._folder.glob("nahtlos.*/*.note")):
            note = parse_note(path.read_bytes())
            checkpoint = parse_checkpoint(note.text) if note else None
            if checkpoint:
                found[checkpoint.origin] = str(note)
        return found

    # ------------------------------------------------------------------

    def _take(self, offer: Offer) -> Reply:
        origin = ORIGIN.fullmatch(offer.checkpoint.origin)
        if origin is None:
            raise _Refused(Reply(status=404, text="This is no journal of nahtlos."))
        era, chain = origin.groups()
        certificates = self._certificates(era)
        place = self._signer(certificates, offer.note, offer.checkpoint, chain)
        path = self._folder / era / f"{chain.replace('/', '-', 1)}.note"
        known_note = parse_note(kept(path))
        known = parse_checkpoint(known_note.text) if known_note else None
        self._must_go_on(offer, known)
        before = certificates.signer_of(known_note, chain) if known_note else None
        if before is not None and place < before:
            raise _Refused(Reply(status=403, text="It is signed with a key of an earlier day than the last one."))
        cosignature = cosign(offer.note.text, name=self._name, key=self._key, at=self._now())
        note = replace(offer.note, signatures=(*offer.note.signatures, cosignature))
        keep(path, str(note).encode(), self._disk)
        return Reply(status=200, text=str(Note(text="", signatures=(cosignature,))).lstrip("\n"))

    def _must_go_on(self, offer: Offer, known: Checkpoint | None) -> None:
        size = known.size if known else 0
        if offer.earlier > offer.checkpoint.size:
            raise _Refused(Reply(status=400, text="A chain does not become smaller."))
        if offer.earlier != size:
            raise _Refused(Reply(status=409, text=f"{size}\n", kind=SIZE_TYPE))
        if known is None:
            return
        if not verify_consistency(
            offer.proof, earlier=size, earlier_root=known.root, size=offer.checkpoint.size, root=offer.checkpoint.root
        ):
            status = 409 if offer.checkpoint.size == size else 422
            raise _Refused(Reply(status=status, text=f"It does not go on from the {size} lines that are known."))

    def _certificates(self, era: str) -> Certificates:
        certificates = read_certificates(kept(self._folder / era / "certificates"))
        if not certificates.keys:
            raise _Refused(Reply(status=404, text="The certificates of this journal are not known here."))
        return certificates

    def _signer(self, certificates: Certificates, note: Note, checkpoint: Checkpoint, chain: str) -> int:
        place = certificates.signer_of(note, chain)
        if place is None:
            raise _Refused(Reply(status=403, text="No key that is known here signed it."))
        if certificates.keys[place].day != checkpoint.says("time")[:10]:
            raise _Refused(Reply(status=403, text="The key that signed it was not valid on that day."))
        return place

    def _why_not(self, certificates: Certificates, body: bytes) -> str:
        if certificates.bad or not certificates.keys:
            return "These are no certificates of a journal, or one of them does not hold."
        strange = [root for root in certificates.roots if _digits(fingerprint_of(root.key)) not in self._trusted]
        if strange:
            return f"This witness does not look after {era_of(strange[0].key)}."
        for era in {key.era for key in certificates.keys}:
            if not body.startswith(kept(self._folder / era / "certificates")):
                return "They do not go on from the certificates that are known here."
        return ""

    def _note_refusal(self, reply: Reply, body: bytes) -> None:
        line = {
            "ts": self._now().astimezone(UTC).isoformat(), "status": reply.status, "why": reply.text.strip(),
            "offered": body[:2048].decode("utf-8", "replace"),
        }  # fmt: skip
        path = self._folder / "refused.jsonl"
        with writing_to(path):
            descriptor = self._disk.open_to_append(path)
            try:
                self._disk.append(descriptor, json.dumps(line).encode() + b"\n")
                self._disk.sync(descriptor)
            finally:
                os.close(descriptor)


def _offer_in(body: bytes) -> Offer:
    head, _, rest = body.partition(b"\n\n")
    first, *lines = head.decode("ascii", "replace").split("\n")
    found = re.fullmatch(r"old (0|[1-9]\d{0,17})", first)
    proof = [from_base64(line, size=SIZE) for line in lines]
    note = parse_note(rest)
    checkpoint = parse_checkpoint(note.text) if note else None
    if found is None or len(proof) > PROOF_AT_MOST or None in proof or note is None or checkpoint is None:
        raise _Refused(Reply(status=400, text="This is no checkpoint with a proof."))
    return Offer(earlier=int(found[1]), proof=[each for each in proof if each], note=note, checkpoint=checkpoint)


def offer_text(*, earlier: int, proof: Sequence[Hash], note: Note) -> str:
    """Write what a witness is asked with."""
    return "".join(f"{line}\n" for line in (f"old {earlier}", *map(as_base64, proof))) + f"\n{note}"


def _digits(fingerprint: str) -> str:
    return re.sub(r"\s", "", fingerprint).lower()


def _load_key(path: Path, disk: Disk) -> Ed25519PrivateKey:
    if not path.exists():
        keep(path, as_base64(Ed25519PrivateKey.generate().private_bytes_raw()).encode(), disk, mode=0o600)
    seed = from_base64(kept(path).decode("ascii", "replace"), size=SIZE)
    if seed is None or (os.name == "posix" and path.stat().st_mode & 0o077):
        raise AnchorUnusable(anchor="witness", problem=f"its key {path} is broken, or others may read it")
    return Ed25519PrivateKey.from_private_bytes(seed)
