"""The journal for a log server: RFC 5424 messages over TLS (RFC 5425), each line at least once, in order per chain.

Syslog confirms nothing. So each batch has a connection of its own, and counts as taken when the server has closed it
after our farewell: then it has read everything before. Whatever else happens, the batch is sent again; chain and number
in each message tell a server what it has already.
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nahtlos.errors import JournalUnreadable, ShipperStopped
from nahtlos.journal.anchors.kept import keep, kept
from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import ChainName, chains_of
from nahtlos.journal.line import read_line

PRIORITY = 13 * 8 + 6
"""Facility log audit, severity informational."""
NUMBER = 32473
"""The private enterprise number for documentation (RFC 5612): nahtlos has none of its own."""
BATCH = 2_000
SHIPPED = "shipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogServer:
    """Where the lines go, and whom it is believed to be."""

    host: str
    port: int
    trust: ssl.SSLContext
    timeout: float = 30.0

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Up to where a chain was sent."""

    file: str
    byte: int


class Shipper:
    """Sends what is new, and remembers durably what was sent."""

    def __init__(self, logs: Path, server: LogServer, *, host: str, disk: Disk, batch: int = BATCH) -> None:
        self._most = batch
        self._logs = logs
        self._server = server
        self._host = host
        self._disk = disk
        self._cursor = logs / SHIPPED / f"{server.host}-{server.port}.json"

    def ship(self) -> int:
        """Send everything that is new and return the number of lines; raises `ShipperStopped`."""
        count = 0
        while batch := self._batch():
            self._send([message for message, _, _ in batch])
            places = {**self._places(), **{chain: place for _, chain, place in batch}}
            said = {chain: [place.file, place.byte] for chain, place in places.items()}
            keep(self._cursor, json.dumps(said, indent=1).encode(), self._disk)
            count += len(batch)
        return count

    def follow(self, wait: Callable[[float], bool], *, told: Callable[[int], None], pause: float = 5.0) -> None:
        """Send what is new again and again until `wait` says so; a server that is away is asked again later."""
        problem: ShipperStopped | None = None
        while True:
            try:
                told(self.ship())
                problem = None
            except ShipperStopped as stopped:
                problem = stopped
            if wait(pause if problem is None else 4 * pause):
                break
        if problem is not None:
            raise problem

    # ------------------------------------------------------------------ what is new

    def _places(self) -> dict[str, Place]:
        try:
            said = json.loads(kept(self._cursor))
            return {str(chain): Place(file=str(file), byte=int(byte)) for chain, (file, byte) in said.items()}
        except (ValueError, TypeError, AttributeError, OSError):
            # Nothing is known: better twice than never.
            return {}

    def _batch(self) -> list[tuple[bytes, str, Place]]:
        found: list[tuple[bytes, str, Place]] = []
        places = self._places()
        for chain in chains_of(self._logs):
            for each in self._new_lines(chain, places):
                found.append(each)
                if len(found) >= self._most:
                    return found
        return found

    def _new_lines(self, chain: ChainName, places: Mapping[str, Place]) -> Iterator[tuple[bytes, str, Place]]:
        name = f"{chain.log_class}/{chain.stream}"
        done = places.get(name, Place(file="", byte=0))
        for file in chains_of(self._logs)[chain]:
            if file < done.file:
                continue
            byte = done.byte if file == done.file else 0
            try:
                with (self._logs / file).open("rb") as opened:
                    opened.seek(byte)
                    for raw in opened:
                        # The last line may be under way.
                        if not raw.endswith(b"\n"):
                            break
                        byte += len(raw)
                        yield self._message(name, raw[:-1]), name, Place(file=file, byte=byte)
            except OSError as error:
                raise JournalUnreadable(path=str(self._logs / file), problem=error.strerror or str(error)) from error

    def _message(self, chain: str, line: bytes) -> bytes:
        said = read_line(line) or {}
        time, event = str(said.get("ts", "-")), str(said.get("event", "-"))[:32]
        data = f'[nahtlos@{NUMBER} chain="{chain}" seq="{said.get("seq", 0)}"]'
        return f"<{PRIORITY}>1 {time} {self._host} nahtlos - {event} {data} ".encode() + line

    # ------------------------------------------------------------------ sending

    def _send(self, messages: list[bytes]) -> None:
        server = self._server
        try:
            with (
                socket.create_connection((server.host, server.port), timeout=server.timeout) as plain,
                server.trust.wrap_socket(plain, server_hostname=server.host) as wire,
            ):
                wire.sendall(b"".join(b"%d %b" % (len(message), message) for message in messages))
                self._say_farewell(wire)
        except OSError as error:
            problem = error.strerror or str(error) or type(error).__name__
            raise ShipperStopped(server=str(server), problem=problem) from error

    @staticmethod
    def _say_farewell(wire: ssl.SSLSocket) -> None:
        """Return when the server has read everything and closed; an end in any other way is an `OSError`."""
        try:
            wire.unwrap().close()
        except (ssl.SSLEOFError, ssl.SSLSyscallError) as error:
            # Some servers answer the farewell by closing the connection; a reset is something else.
            if isinstance(error.__cause__, ConnectionError):
                raise
