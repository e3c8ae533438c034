"""When a chain is signed, and how its tree goes on over processes: the writer's side of checkpoints.

A checkpoint is due at 1,000 lines, a minute after the first unsigned line, at the end of a run and of a file, and after
a quarter of an hour in which nothing happened. If the signer is away, lines wait for it, but not for long.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from nahtlos.errors import CertificatesDiffer, JournalRolledBack, SignerAway, SignerRefused
from nahtlos.journal.certificates import FILE
from nahtlos.journal.checkpoints import add_checkpoint, checkpoint_file, last_checkpoint, place_in, tree_in
from nahtlos.journal.disk import Disk, writing_to
from nahtlos.journal.folder import ChainName, files_backwards
from nahtlos.journal.leaves import leaves_of
from nahtlos.journal.merkle import Hash, Stretch
from nahtlos.journal.note import Checkpoint, Note, parse_checkpoint
from nahtlos.journal.signing import Request, Signer

LINES = 1_000
SECONDS = 60.0
IDLE = 900.0
RETRY = 10.0
LAG = 600.0
"""Seconds for which lines may be unsigned while the signer is away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the seals of all chains share."""

    folder: Path
    disk: Disk
    signer: Signer
    tick: Callable[[], float]
    """Seconds that never go back."""
    lag: float = LAG


class Seal:
    """What is signed of a chain, and what not yet."""

    def __init__(self, name: ChainName, office: Office) -> None:
        self._name = name
        self._chain = f"{name.log_class}/{name.stream}"
        self._office = office
        self._tree = Stretch()
        self._fresh = Stretch()
        self._place: tuple[str, int] = ("", 0)
        self._since = self._signed_at = office.tick()
        self._retry_at: float | None = None
        self._day = ""
        self._is_resumed = False

    @property
    def unsigned(self) -> int:
        """How many lines no checkpoint covers."""
        return self._fresh.end - self._fresh.begin

    def resume(self) -> None:
        """Go on from what was signed last; raises `JournalRolledBack` if it is not there any more."""
        if self._is_resumed:
            return
        self._mirror()
        note = self._office.signer.last(self._chain)
        checkpoint = parse_checkpoint(note.text) if note else None
        files = [*files_backwards(self._office.folder, self._name)][::-1]
        if note is not None and checkpoint is not None:
            files = self._go_on_from(note, checkpoint, files)
        for leaf in leaves_of(self._office.folder, files, behind=self._place[1]):
            self._take(leaf)
        if files:
            self._place = (files[-1], (self._office.folder / files[-1]).stat().st_size)
        self._is_resumed = True

    def add(self, leaves: Sequence[Hash], *, file: str, size: int) -> None:
        """Take in lines that are durable now."""
        if not self.unsigned:
            self._since = self._office.tick()
        for leaf in leaves:
            self._take(leaf)
        self._place = (file, size)

    def due_in(self) -> float:
        """Return the seconds until a checkpoint is due."""
        now = self._office.tick()
        if self._retry_at is not None:
            return max(0.0, self._retry_at - now)
        if self.unsigned >= LINES:
            return 0.0
        return max(0.0, (self._since + SECONDS if self.unsigned else self._signed_at + IDLE) - now)

    def sign(self, *, is_last: bool = False) -> None:
        """Sign what is there; raises `SignerAway` if lines were unsigned for too long, or nobody would sign them."""
        now = self._office.tick()
        try:
            note = self._signed()
        except SignerAway as away:
            if self.unsigned and (is_last or now - self._since >= self._office.lag):
                raise SignerAway(signer=away.signer, problem=away.problem, unsigned=self.unsigned) from away
            self._retry_at = now + RETRY
            return
        self._keep(note)
        self._fresh, self._retry_at, self._signed_at = Stretch(self._tree.end), None, now

    # ------------------------------------------------------------------

    def _take(self, leaf: Hash) -> None:
        self._tree.add(leaf)
        self._fresh.add(leaf)

    def _go_on_from(self, note: Note, checkpoint: Checkpoint, files: Sequence[str]) -> list[str]:
        tree, place = tree_in(checkpoint), place_in(checkpoint)
        if tree is None or place is None or not self._is_there(*place):
            found = sum(1 for _ in leaves_of(self._office.folder, files))
            raise JournalRolledBack(chain=self._chain, signed=checkpoint.size, found=min(found, checkpoint.size))
        self._tree, self._fresh, self._place = tree, Stretch(tree.end), place
        if last_checkpoint(self._office.folder, self._name) != checkpoint:
            self._keep(note)
        return [file for file in files if file >= place[0]]

    def _is_there(self, file: str, size: int) -> bool:
        """Say whether a line ends at a byte of a file."""
        path = self._office.folder / file
        if not path.is_file() or not 0 < size <= path.stat().st_size:
            return False
        with path.open("rb") as opened:
            opened.seek(size - 1)
            return opened.read(1) == b"\n"

    def _signed(self) -> Note:
        file, size = self._place
        request = Request(chain=self._chain, lines=self._fresh, place=f"{file} {size}")
        try:
            return self._office.signer.sign(request)
        except SignerRefused:
            # An answer may have been lost: then it has signed just this.
            note = self._office.signer.last(self._chain)
            checkpoint = parse_checkpoint(note.text) if note else None
            if note and checkpoint and (checkpoint.size, checkpoint.root) == (self._tree.end, self._tree.root()):
                return note
            raise

    def _keep(self, note: Note) -> None:
        checkpoint = parse_checkpoint(note.text)
        place = place_in(checkpoint) if checkpoint else None
        if checkpoint is None or place is None:
            raise SignerRefused(chain=self._chain, problem="its answer is no checkpoint.")
        if checkpoint.says("time")[:10] != self._day:
            self._mirror()
            self._day = checkpoint.says("time")[:10]
        path = self._office.folder / checkpoint_file(place[0])
        with writing_to(path):
            add_checkpoint(path, note, self._office.disk)

    def _mirror(self) -> None:
        mirror_certificates(self._office.folder, self._office.signer.certificates(), disk=self._office.disk)


def mirror_certificates(folder: Path, certificates: bytes, *, disk: Disk) -> None:
    """Keep the certificates of all keys beside the journal; raises `CertificatesDiffer` if there are others."""
    path = folder / FILE
    with writing_to(path):
        here = path.read_bytes() if path.exists() else b""
        if here.startswith(certificates):
            return
        if not certificates.startswith(here):
            raise CertificatesDiffer(path=str(path), folder="config/keys/signing")
        disk.make_folder(folder)
        draft = path.with_suffix(f".{token_hex(4)}.draft")
        descriptor = disk.open_to_append(draft)
        try:
            disk.append(descriptor, certificates)
            disk.sync(descriptor)
        finally:
            os.close(descriptor)
        draft.replace(path)
        disk.sync_folder(folder)
