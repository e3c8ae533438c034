"""`nahtlos audit witness`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.output import say, say_json
from nahtlos.cli.status import Status

app = new_app()

Data = Annotated[Path, typer.Option("--data", help="The folder of the witness.", metavar="DIR")]
Trusted = Annotated[
    list[str], typer.Option("--trust", help="The fingerprint of a journal's root key; may be repeated.", metavar="HEX")
]
Listen = Annotated[str, typer.Option("--listen", help="Where it answers.", metavar="HOST:PORT")]
Named = Annotated[str, typer.Option("--name", help="Under which name it signs.", metavar="NAME")]
Certificate = Annotated[Path | None, typer.Option("--certificate", help="For https, in PEM.", metavar="FILE")]
PrivateKey = Annotated[Path | None, typer.Option("--private-key", help="Of the certificate.", metavar="FILE")]


@command(
    app, "witness",
    example="nahtlos audit witness --data /var/lib/witness --trust '9f3a …' --listen 0.0.0.0:8443 "
    "--certificate cert.pem --private-key key.pem",
)  # fmt: skip
def witness(
    *, data: Data, trust: Trusted, listen: Listen = "127.0.0.1:8910", name: Named = "witness.nahtlos",
    certificate: Certificate = None, private_key: PrivateKey = None, as_json: AsJson = False,
) -> Status:  # fmt: skip
    """Be a witness for journals of other machines: keep the newest checkpoint, refuse what does not go on from it.

    Runs on a second machine, needs no workspace, and prints the line that belongs into the settings as `key:`.
    The fingerprint of a journal is what `nahtlos audit key` prints there.
    """
    from nahtlos.cli.witnessing import Door, serve, witness_in

    keeper = witness_in(data, name=name, trusted=trust)
    door = Door(listen=listen, certificate=certificate, private_key=private_key)
    serve(
        keeper, door,
        ready=lambda address: say_json({"address": address, "key": keeper.public}) if as_json
        else say(f"The witness answers at {address}.\nkey: {keeper.public}"),
    )  # fmt: skip
    return Status.DONE
