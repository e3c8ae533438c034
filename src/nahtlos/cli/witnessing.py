"""The witness as a program: a socket, a server, an end by signal."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from nahtlos.errors import AnchorUnusable
from nahtlos.journal.anchors.witness import Witness
from nahtlos.journal.anchors.witness_app import witness_app
from nahtlos.journal.disk import Disk

FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where the witness answers."""

    listen: str
    certificate: Path | None
    private_key: Path | None


def witness_in(folder: Path, *, name: str, trusted: Sequence[str]) -> Witness:
    """Return the witness of a folder; its key is made at the first start."""
    for each in trusted:
        if not FINGERPRINT.fullmatch(re.sub(r"\s", "", each).lower()):
            problem = "a fingerprint has 64 hexadecimal digits; `nahtlos audit key` prints it"
            raise AnchorUnusable(anchor="witness", problem=problem)
    return Witness(folder, name=name, trusted=trusted, now=lambda: datetime.now(UTC), disk=Disk())


def serve(witness: Witness, door: Door, *, ready: Callable[[str], None]) -> None:
    """Answer until a signal comes."""
    host, _, port = door.listen.rpartition(":")
    if not host or not port.isdecimal():
        raise AnchorUnusable(anchor="witness", problem=f'"{door.listen}" is no HOST:PORT')
    if (door.certificate is None) != (door.private_key is None):
        raise AnchorUnusable(anchor="witness", problem="https needs both --certificate and --private-key")
    config = uvicorn.Config(
        witness_app(witness), log_level="warning", access_log=False, ssl_certfile=door.certificate,
        ssl_keyfile=door.private_key, server_header=False,
    )  # fmt: skip
    with _listening(host.strip("[]"), int(port)) as listener:
        scheme = "https" if door.certificate else "http"
        ready(f"{scheme}://{host}:{listener.getsockname()[1]}")
        asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        problem = f"it cannot listen at {host}:{port} ({error.strerror or error})"
        raise AnchorUnusable(anchor="witness", problem=problem) from error
