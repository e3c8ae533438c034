"""Who signs the journal of a workspace: the settings say it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nahtlos.journal.anchors.statement import Anchored, anchored_by
from nahtlos.journal.certificates import FILE
from nahtlos.journal.disk import Disk
from nahtlos.journal.note import parse_checkpoint, parse_note
from nahtlos.journal.sealing import mirror_certificates
from nahtlos.journal.signer import PREFIX, RemoteSigner
from nahtlos.journal.signing import SIGNING, Signer, Vault
from nahtlos.model import load_settings
from nahtlos.runtime.surroundings import SystemClock
from nahtlos.runtime.workspace import SETTINGS, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSigner:
    """A signer, how it is called, and how long it may be away."""

    name: str
    signer: Signer
    may_lag: float


def signer_of(workspace: Workspace) -> NamedSigner:
    """Return who signs: a process behind a socket, or the keys in the workspace."""
    settings = load_settings(workspace.read(SETTINGS)).journal
    if settings.signer is None:
        return NamedSigner(name="this workspace", signer=_vault(workspace.keys / SIGNING), may_lag=settings.may_lag)
    path = Path(settings.signer.removeprefix(PREFIX))
    return NamedSigner(name=settings.signer, signer=RemoteSigner(workspace.root / path), may_lag=settings.may_lag)


def certificates_of(workspace: Workspace) -> bytes:
    """Return the certificates of all keys; the first key is made when somebody asks."""
    return signer_of(workspace).signer.certificates()


def signed_here(workspace: Workspace) -> list[Anchored]:
    """Return what the keys of the workspace signed last: it finds lines that were cut off with their checkpoints."""
    found = []
    for path in sorted((workspace.keys / SIGNING).glob("*.note")):
        note = parse_note(path.read_bytes())
        checkpoint = parse_checkpoint(note.text) if note else None
        if checkpoint is not None:
            found.append(anchored_by(checkpoint, by=f"config/keys/{SIGNING}/{path.name}"))
    return found


def begin_anew(workspace: Workspace, keys: Path | None) -> bytes:
    """Make a new first key behind the old certificates, here or in the folder of a signer."""
    path = workspace.logs / FILE
    before = path.read_bytes() if path.exists() else b""
    certificates = _vault(keys or workspace.keys / SIGNING).begin_anew(before)
    mirror_certificates(workspace.logs, certificates, disk=Disk())
    return certificates


def _vault(folder: Path) -> Vault:
    return Vault(folder, now=SystemClock().now, disk=Disk())
