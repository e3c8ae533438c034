"""Who signs: the private key of the day, and what it has signed for each chain. Never signs anything smaller again.

config/keys/signing/certificates            all public keys, each signed by the one before
                    <number>.key            the private key of the day; yesterday's is destroyed
                    <class>-<stream>.note   the last checkpoint of a chain
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nahtlos.errors import SignerRefused, SigningKeyUnusable
from nahtlos.journal.certificates import DayKey, era_of, parse_certificate
from nahtlos.journal.checkpoints import tree_in, words_of
from nahtlos.journal.disk import Disk, writing_to
from nahtlos.journal.merkle import SIZE, Stretch
from nahtlos.journal.note import (
    Checkpoint,
    Note,
    as_base64,
    from_base64,
    notes_in,
    parse_checkpoint,
    parse_note,
    public_bytes,
    sign_note,
)
from nahtlos.journal.slot import hold_lock

CHAIN = re.compile(r"(runs|access|admin)/[a-z0-9-]{1,64}")
SIGNING = "signing"
"""The folder of the vault, in that of the other keys."""
CERTIFICATES = "certificates"
LONGEST_CERTIFICATE = 4096
PLACE = re.compile(r"\d{4}-\d\d-\d\d/[a-z]+/[a-z0-9-]+\.jsonl \d{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a chain wants to have signed: the lines behind its last checkpoint."""

    chain: str
    """Class and stream."""
    lines: Stretch
    place: str
    """File, and the byte behind the last line."""


class Signer(Protocol):
    """Signs checkpoints, here or in another process."""

    def last(self, chain: str) -> Note | None:
        """Return what was signed last for a chain."""

    def sign(self, request: Request) -> Note:
        """Sign; raises `SignerRefused` if the lines do not go on from what was signed last, `SignerAway`."""

    def certificates(self) -> bytes:
        """Return the certificates of all keys."""


class Vault:
    """The signer of this machine; several processes may share the folder."""

    def __init__(self, folder: Path, *, now: Callable[[], datetime], disk: Disk) -> None:
        self.folder = folder
        self._now = now
        self._disk = disk

    def last(self, chain: str) -> Note | None:
        """Return what was signed last for a chain."""
        path = self._note_of(chain)
        try:
            return parse_note(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SigningKeyUnusable(path=str(path), problem=error.strerror or "it cannot be read") from error

    def sign(self, request: Request) -> Note:
        """Sign with the key of the day what goes on from the last checkpoint."""
        with self._alone():
            tree, before = self._tree_before(request)
            tree.join(request.lines)
            moment = self._now().astimezone(UTC).replace(tzinfo=None)
            key, private = self._key_of(moment.date().isoformat())
            checkpoint = Checkpoint(
                origin=f"{key.era}/{request.chain}",
                size=tree.end,
                root=tree.root(),
                extensions=(
                    f"time {moment.isoformat(timespec='microseconds')}Z",
                    f"before {before}",
                    f"at {request.place}",
                    words_of(tree),
                ),
            )
            note = sign_note(checkpoint.text(), name=checkpoint.origin, key=private)
            self._replace(self._note_of(request.chain), str(note).encode())
            return note

    def certificates(self) -> bytes:
        """Return the certificates of all keys; the first key is made when somebody asks."""
        with self._alone():
            self._key_of(self._today())
            return self._certificates()

    def begin_anew(self, before: bytes) -> bytes:
        """Forget the keys, and begin a new era behind the certificates of the old ones."""
        with self._alone():
            for path in [*self.folder.glob("*.key"), *self.folder.glob("*.note")]:
                self._destroy(path)
            self._begin_era(self._today(), before)
            return self._certificates()

    # ------------------------------------------------------------------ what was signed

    def _note_of(self, chain: str) -> Path:
        if not CHAIN.fullmatch(chain):
            raise SignerRefused(chain="an unknown chain", problem="its name is none.")
        return self.folder / f"{chain.replace('/', '-', 1)}.note"

    def _tree_before(self, request: Request) -> tuple[Stretch, int]:
        last = self.last(request.chain)
        checkpoint = parse_checkpoint(last.text) if last else None
        tree = tree_in(checkpoint) if checkpoint else Stretch()
        if tree is None:
            raise SigningKeyUnusable(path=str(self._note_of(request.chain)), problem="it was changed")
        if not PLACE.fullmatch(request.place):
            raise SignerRefused(chain=request.chain, problem="the place of its last line is none.")
        if request.lines.begin != tree.end:
            problem = f"{tree.end} of them were signed before, and these begin behind {request.lines.begin}."
            raise SignerRefused(chain=request.chain, problem=problem)
        return tree, tree.end

    # ------------------------------------------------------------------ the key of the day

    def _today(self) -> str:
        return self._now().astimezone(UTC).date().isoformat()

    def _key_of(self, today: str) -> tuple[DayKey, Ed25519PrivateKey]:
        newest = self._newest()
        if newest is None:
            return self._begin_era(today, b"")
        for path in self.folder.glob("*.key"):
            # What a crash left: the key before, or one whose certificate was never written.
            if path.stem != str(newest.number):
                self._destroy(path)
        private = self._private(newest)
        return (newest, private) if newest.day == today else self._follow(newest, private, today=today)

    def _begin_era(self, today: str, before: bytes) -> tuple[DayKey, Ed25519PrivateKey]:
        if any(self.folder.glob("*.note")):
            raise SigningKeyUnusable(path=str(self.folder), problem="its certificates are missing")
        # The root signs itself and one key, and is never written down: nobody can use it again.
        root = Ed25519PrivateKey.generate()
        key = DayKey(era=era_of(public_bytes(root)), number=0, day=today, key=public_bytes(root))
        note = sign_note(key.text(), name=key.name, key=root)
        return self._follow(key, root, today=today, certificates=before + _closed(note))

    def _follow(
        self, before: DayKey, signer: Ed25519PrivateKey, *, today: str, certificates: bytes | None = None
    ) -> tuple[DayKey, Ed25519PrivateKey]:
        private = Ed25519PrivateKey.generate()
        key = DayKey(era=before.era, number=before.number + 1, day=today, key=public_bytes(private))
        note = sign_note(key.text(), name=key.name, key=signer)
        known = self._certificates() if certificates is None else certificates
        self._replace(self.folder / f"{key.number}.key", as_base64(private.private_bytes_raw()).encode())
        self._replace(self.folder / CERTIFICATES, known + _closed(note))
        self._destroy(self.folder / f"{before.number}.key")
        return key, private

    def _newest(self) -> DayKey | None:
        data = self._certificates()
        if not data:
            return None
        *_, placed = notes_in(data[-LONGEST_CERTIFICATE:])
        key = parse_certificate(placed.note.text) if placed.note else None
        if key is None:
            raise SigningKeyUnusable(path=str(self.folder / CERTIFICATES), problem="it was changed")
        return key

    def _private(self, key: DayKey) -> Ed25519PrivateKey:
        path = self.folder / f"{key.number}.key"
        try:
            is_open = os.name == "posix" and path.stat().st_mode & 0o077
            seed = from_base64(path.read_text("ascii"), size=SIZE)
        except (OSError, UnicodeDecodeError) as error:
            raise SigningKeyUnusable(path=str(path), problem="it is not there or cannot be read") from error
        if is_open:
            raise SigningKeyUnusable(path=str(path), problem="others may read it (chmod 600 closes it)")
        private = Ed25519PrivateKey.from_private_bytes(seed) if seed else None
        if private is None or public_bytes(private) != key.key:
            raise SigningKeyUnusable(path=str(path), problem="it is not that of its certificate")
        return private

    # ------------------------------------------------------------------ files

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with writing_to(self.folder):
            if not self.folder.is_dir():
                self._disk.make_folder(self.folder)
                self.folder.chmod(0o700)
            with hold_lock(self.folder / ".lock"):
                yield

    def _certificates(self) -> bytes:
        path = self.folder / CERTIFICATES
        return path.read_bytes() if path.exists() else b""

    def _replace(self, path: Path, data: bytes) -> None:
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            self._disk.append(descriptor, data)
            self._disk.sync(descriptor)
        finally:
            os.close(descriptor)
        draft.replace(path)
        self._disk.sync_folder(path.parent)

    def _destroy(self, path: Path) -> None:
        """Overwrite and remove; a drive that moves its blocks may still keep a copy that only its maker can read."""
        if not path.exists():
            return
        with path.open("r+b") as opened:
            opened.write(os.urandom(path.stat().st_size))
            opened.flush()
            self._disk.sync(opened.fileno())
        path.unlink()
        self._disk.sync_folder(path.parent)


def _closed(note: Note) -> bytes:
    return f"{note}\n".encode()
