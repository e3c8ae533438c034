"""The socket at which a signer answers; there are none on Windows."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingMixIn, UnixStreamServer
from typing import Any

from nahtlos.journal.signer import PATIENCE, answer_to
from nahtlos.journal.signing import Signer

LONGEST = 64 << 10
"""Bytes of a question."""


class _Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True

    def __init__(self, path: Path, vault: Signer) -> None:
        self.vault = vault
        super().__init__(str(path), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: somebody went away in the middle of a question."""


class _Handler(StreamRequestHandler):
    timeout = PATIENCE
    server: _Server

    def handle(self) -> None:
        question = self.rfile.readline(LONGEST)
        self.wfile.write(json.dumps(answer_to(self.server.vault, question)).encode() + b"\n")


@contextmanager
def signer_at(path: Path, vault: Signer) -> Iterator[_Server]:
    """Be the signer at a socket; its owner and group may ask."""
    path.unlink(missing_ok=True)
    before = os.umask(0o117)
    try:
        server = _Server(path, vault)
    finally:
        os.umask(before)
    try:
        with server:
            yield server
    finally:
        path.unlink(missing_ok=True)
