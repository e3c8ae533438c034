"""Time stamps by RFC 3161: an authority outside confirms that the journal was so long no later than at some time.

    <state>/<time>.txt    what was stamped: a line for each chain
    <state>/<time>.tsr    the answer of the authority; `openssl ts -verify` checks it without nahtlos
"""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509

from nahtlos.errors import AnchorAway, AnchorUnusable
from nahtlos.journal.anchors.der import in_der_order
from nahtlos.journal.anchors.kept import keep, kept
from nahtlos.journal.anchors.statement import Anchored, read_statement
from nahtlos.journal.disk import Disk

HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
ANSWER_AT_MOST = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who stamps, and whose certificates are believed."""

    name: str
    address: str
    roots: tuple[x509.Certificate, ...]
    folder: Path
    disk: Disk
    trust: ssl.SSLContext | bool = True
    timeout: float = 30.0

    def send(self, statement: str) -> None:
        """Have the lines stamped and keep the answer; raises `AnchorAway`."""
        data = statement.encode()
        answer = self._ask(data)
        if self.stamped_at(answer, data) is None:
            raise AnchorAway(anchor=self.name, problem="its answer is no time stamp of its certificates")
        stem = re.sub(r"[^0-9TZ]", "", max(line.split(" ")[0] for line in statement.splitlines()))
        keep(self.folder / f"{stem}.txt", data, self.disk)
        keep(self.folder / f"{stem}.tsr", answer, self.disk)

    def stamped_at(self, answer: bytes, data: bytes) -> datetime | None:
        """Return when data was stamped; nothing, if this is no stamp of it that the certificates confirm."""
        client = _library(self.name)
        builder = client.VerifierBuilder()
        for root in self.roots:
            builder = builder.add_root_certificate(root)
        try:
            response = client.decode_timestamp_response(in_der_order(answer))
            builder.build().verify_message(response, data)
        except (client.VerificationError, ValueError, IndexError):
            return None
        moment: datetime = response.tst_info.gen_time
        return moment

    def knows(self) -> list[Anchored]:
        """Return what was stamped, as far as the stamps hold."""
        found = []
        for path in sorted(self.folder.glob("*.txt")):
            data = path.read_bytes()
            moment = self.stamped_at(kept(path.with_suffix(".tsr")), data)
            if moment is not None:
                by = f"{self.name} ({moment.isoformat(timespec='seconds')})"
                found += read_statement(data.decode("utf-8", "replace"), by=by)
        return found

    def _ask(self, data: bytes) -> bytes:
        client = _library(self.name)
        query = client.TimestampRequestBuilder().data(data).hash_algorithm(client.HashAlgorithm.SHA256).build()
        try:
            answer = httpx.post(
                self.address, content=query.as_bytes(), headers=HEADERS, timeout=self.timeout, verify=self.trust
            )
            answer.raise_for_status()
        except httpx.HTTPError as error:
            problem = f"it cannot be reached ({error or type(error).__name__})"
            raise AnchorAway(anchor=self.name, problem=problem) from error
        if len(answer.content) > ANSWER_AT_MOST:
            raise AnchorAway(anchor=self.name, problem="its answer is longer than any time stamp")
        return answer.content


def load_roots(path: Path, *, anchor: str) -> tuple[x509.Certificate, ...]:
    """Read the certificates of an authority."""
    try:
        return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise AnchorUnusable(anchor=anchor, problem=f"{path} holds no certificates") from error


def must_have_library(name: str) -> None:
    """Raise `AnchorUnusable` if the optional part is not installed."""
    _library(name)


def _library(name: str) -> Any:
    try:
        import rfc3161_client  # noqa: PLC0415 - only those who have time stamps need it
    except ImportError as error:
        problem = "time stamps need `pip install nahtlos[timestamps]`"
        raise AnchorUnusable(anchor=name, problem=problem) from error
    return rfc3161_client
