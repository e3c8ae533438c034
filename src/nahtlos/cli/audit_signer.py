"""`nahtlos audit signer` and `nahtlos audit key`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.output import say, say_json
from nahtlos.cli.status import Status

app = new_app()

Socket = Annotated[Path, typer.Option("--socket", help="Where it answers.", metavar="PATH")]
Keys = Annotated[Path, typer.Option("--keys", help="The folder of its keys; only its user may read it.", metavar="DIR")]
BeginAnew = Annotated[bool, typer.Option("--begin-anew", help="Make a new first key: the old one is lost.")]
KeysOfSigner = Annotated[
    Path | None, typer.Option("--keys", help="Of a signer elsewhere; without it, those here.", metavar="DIR")
]


@command(app, "signer", example="nahtlos audit signer --socket /run/nahtlos/signer.sock --keys /var/lib/nahtlos-signer")
def signer(*, socket: Socket, keys: Keys, as_json: AsJson = False) -> Status:
    """Be the signer of a journal, as a process and a user of its own, so that whoever runs nahtlos has no key.

    It signs checkpoints only, and never fewer or other lines than it signed before. The settings of the workspace name
    its socket under `journal: {signer: …}`. It runs until it is stopped.
    """
    from nahtlos.journal.disk import Disk
    from nahtlos.journal.signer import PREFIX
    from nahtlos.journal.signer_socket import signer_at
    from nahtlos.journal.signing import Vault
    from nahtlos.runtime.surroundings import SystemClock

    vault = Vault(keys, now=SystemClock().now, disk=Disk())
    first = fingerprints_in(vault.certificates())
    with signer_at(socket, vault) as server:
        if as_json:
            say_json({"signer": f"{PREFIX}{socket}", "first_keys": first})
        else:
            say(f"The signer answers at {PREFIX}{socket}.\nFingerprint of the first key: {first[-1]}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Stopped.")
    return Status.DONE


@command(app, "key", example="nahtlos audit key")
def key(*, begin_anew: BeginAnew = False, keys: KeysOfSigner = None, as_json: AsJson = False) -> Status:
    """Print the fingerprint of the key with which the signatures begin; write it into the paper file.

    Whoever verifies names it with `nahtlos audit verify --key`, and so finds a journal that somebody signed anew with
    keys of their own.
    """
    from nahtlos.runtime.signing import begin_anew as make
    from nahtlos.runtime.signing import certificates_of, signer_of
    from nahtlos.runtime.workspace import find_workspace

    workspace = find_workspace(here())
    certificates = make(workspace, keys) if begin_anew else certificates_of(workspace)
    first = fingerprints_in(certificates)
    if as_json:
        say_json({"first_keys": first, "signer": signer_of(workspace).name})
        return Status.DONE
    say(first[-1])
    for older in first[:-1]:
        say(f"before that: {older}")
    return Status.DONE


def fingerprints_in(certificates: bytes) -> list[str]:
    """Return the fingerprints of the first keys, the oldest first."""
    from nahtlos.journal.certificates import fingerprint_of, read_certificates

    return [fingerprint_of(root.key) for root in read_certificates(certificates).roots]
