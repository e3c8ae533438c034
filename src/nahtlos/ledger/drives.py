"""Which drive a file lies on: SQLite and file locks cannot be trusted over a network."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Final

_MOUNTS: Final = Path("/proc/mounts")
_OVER_A_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "9p", "davfs", "ceph", "lustre",
     "glusterfs", "beegfs", "gpfs", "ocfs2", "gfs2", "fuse.sshfs", "fuse.davfs2", "fuse.glusterfs", "fuse.ceph",
     "fuse.rclone", "fuse.s3fs", "fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.curlftpfs"}
)  # fmt: skip
_WINDOWS_REMOTE: Final = 4


def network_drive(path: Path) -> str | None:
    """Return the kind of network drive that a path lies on, or None for a local disk."""
    path = path.resolve()
    if sys.platform == "win32":
        return _windows_drive(path)
    return drive_in(_MOUNTS.read_text(errors="replace"), path) if _MOUNTS.exists() else None


def drive_in(mounts: str, path: Path) -> str | None:
    """Look a path up in the text of `/proc/mounts`: the last of the longest mount points counts."""
    longest, kind = -1, ""
    for line in mounts.splitlines():
        _, point, found, *_ = [*line.split(), "", "", ""]
        place = Path(_unescape(point))
        if path.is_relative_to(place) and len(place.parts) >= longest:
            longest, kind = len(place.parts), found
    return kind if kind in _OVER_A_NETWORK else None


def _unescape(point: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), point)


def _windows_drive(path: Path) -> str | None:
    if path.drive.startswith("\\\\"):
        return "network share"
    if sys.platform == "win32" and os.name == "nt":
        import ctypes  # noqa: PLC0415 - Windows only

        if ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _WINDOWS_REMOTE:
            return "network drive"
    return None
