"""`nahtlos audit ship`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.output import say, say_json
from nahtlos.cli.status import Status

app = new_app()

Server = Annotated[str, typer.Option("--server", metavar="HOST:PORT", help="The log server; 6514 is usual.")]
Ca = Annotated[
    Path | None, typer.Option("--ca", metavar="FILE", help="Certificates to trust, besides those of the system.")
]
Certificate = Annotated[
    Path | None, typer.Option("--certificate", metavar="FILE", help="Ours with its key, if the server asks for one.")
]
Follow = Annotated[bool, typer.Option("--follow", help="Go on until a signal comes.")]


@command(
    app, "ship",
    example="nahtlos audit ship --server logs.example:6514 --ca config/office-ca.pem\n"
    "nahtlos audit ship --server logs.example:6514 --follow",
)  # fmt: skip
def ship(
    *, server: Server, ca: Ca = None, certificate: Certificate = None, follow: Follow = False, as_json: AsJson = False
) -> Status:
    """Send the journal to a log server: syslog (RFC 5424) over TLS, every line at least once, whatever happens.

    Reads only, and is in no run's way. It remembers what was sent in `logs/shipped/`; a server tells repeated lines by
    `chain` and `seq`.
    """
    from nahtlos.cli.shipping import shipper_for, until_a_signal
    from nahtlos.runtime.workspace import find_workspace

    shipper = shipper_for(find_workspace(here()).logs, server, ca=ca, certificate=certificate)
    if follow:
        with until_a_signal() as wait:
            shipper.follow(wait, told=lambda lines: say(f"{lines} lines sent.") if lines else None)
        return Status.DONE
    lines = shipper.ship()
    if as_json:
        say_json({"server": server, "lines": lines})
    else:
        say(f"{lines} lines sent to {server}.")
    return Status.DONE
