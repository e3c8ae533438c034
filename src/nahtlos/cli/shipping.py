"""What sends the journal to a log server: trust, a server, and an end by signal."""

from __future__ import annotations

import re
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nahtlos.errors import ShipperStopped
from nahtlos.journal.disk import Disk
from nahtlos.journal.exports.shipped import LogServer, Shipper


def shipper_for(logs: Path, server: str, *, ca: Path | None, certificate: Path | None) -> Shipper:
    """Return what sends a journal to a server; raises `ShipperStopped` if that cannot be."""
    host, _, port = server.rpartition(":")
    if not host or not port.isdecimal():
        raise ShipperStopped(server=server, problem="this is no HOST:PORT")
    trust = ssl.create_default_context()
    trust.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if ca is not None:
            trust.load_verify_locations(ca)
        if certificate is not None:
            trust.load_cert_chain(certificate)
    except (OSError, ssl.SSLError) as error:
        raise ShipperStopped(server=server, problem="its certificates cannot be read") from error
    there = LogServer(host=host.strip("[]"), port=int(port), trust=trust)
    name = re.sub(r"[^!-~]", "-", socket.gethostname())[:255] or "-"
    return Shipper(logs, there, host=name, disk=Disk())


@contextmanager
def until_a_signal() -> Iterator[Callable[[float], bool]]:
    """Yield a way to wait that ends at once, and for good, when somebody wants the end."""
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield ended.wait
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
