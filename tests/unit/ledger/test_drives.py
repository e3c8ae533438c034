"""Which drive a path lies on."""

from __future__ import annotations

from pathlib import Path

import pytest

from nahtlos.ledger.drives import drive_in, network_drive

MOUNTS = r"""
/dev/vda / ext4 rw 0 0
proc /proc proc rw 0 0
server:/home /home nfs4 rw 0 0
/dev/vdb /home/anna/local ext4 rw 0 0
//server/share /mnt/Gemeinsame\040Ablage cifs rw 0 0
anna@host: /mnt/far fuse.sshfs rw 0 0
/dev/fuse /mnt/near fuse.ext4 rw 0 0
/dev/vdc /mnt/over ext4 rw 0 0
server:/over /mnt/over nfs rw 0 0
garbage
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/ledger.db", None),
        ("/home/berta/ledger.db", "nfs4"),
        ("/home/anna/local/ledger.db", None),  # a local disk inside a network drive
        ("/homeless/ledger.db", None),  # not below /home
        ("/mnt/Gemeinsame Ablage/ledger.db", "cifs"),  # the space is escaped
        ("/mnt/far/ledger.db", "fuse.sshfs"),
        ("/mnt/near/ledger.db", None),
        ("/mnt/over/ledger.db", "nfs"),  # the last mount on a point covers those before
    ],
)
def test_longest_mount_point_counts(path: str, kind: str | None) -> None:
    """As the kernel sees it."""
    assert kind == drive_in(MOUNTS, Path(path))


def test_folder_of_this_test_is_local(tmp_path: Path) -> None:
    """And a folder that is not there yet is looked up too."""
    assert network_drive(tmp_path / "new" / "ledger.db") is None
