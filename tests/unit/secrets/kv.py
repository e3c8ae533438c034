"""What a vault answers, strictly: the part of the interface of Vault and OpenBao that AppRole and KV version 2 are."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ROLE, SECRET_ID = "role-7", "s3cret-id-of-role"
PATH = re.compile(r"/v1/(?P<mount>[a-z]+)/(?P<what>data|metadata|destroy)/(?P<path>.+)")


@dataclass(slots=True)
class Version:
    """One version of a secret."""

    data: dict[str, str] | None
    is_destroyed: bool = False


@dataclass(slots=True)
class KeyValues:
    """A vault with one KV engine at `kv`."""

    secrets: dict[str, list[Version]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=lambda: {"root-token"})
    asked: list[tuple[str, str]] = field(default_factory=list)
    ills: set[str] = field(default_factory=set)
    """What is wrong with it: `sealed`, `slow`, `garbage`, `redirects`, `forbids`."""
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, method: str, path: str, token: str | None, body: Any) -> tuple[int, Any]:
        """Answer as the documentation of the interface says."""
        if path == "/v1/auth/approle/login":
            if body != {"role_id": ROLE, "secret_id": SECRET_ID}:
                return 400, {"errors": ["invalid role or secret ID"]}
            token = f"token-{len(self.asked)}"
            self.tokens.add(token)
            return 200, {"auth": {"client_token": token, "lease_duration": 60, "renewable": True}}
        if token not in self.tokens or "forbids" in self.ills:
            return 403, {"errors": ["permission denied"]}
        found = PATH.fullmatch(path)
        if found is None or found["mount"] != "kv":
            return 404, {"errors": [f"no handler for route {path}"]}
        return getattr(self, f"_{found['what']}")(method, found["path"], body)  # type: ignore[no-any-return]  # chosen by name

    def _data(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        versions = self.secrets.get(path, [])
        if method == "GET":
            if not versions:
                return 404, {"errors": []}
            facts = {"version": len(versions), "destroyed": versions[-1].is_destroyed, "deletion_time": ""}
            status = 200 if versions[-1].data is not None else 404
            return status, {"data": {"data": versions[-1].data, "metadata": facts}}
        if method not in ("POST", "PUT") or set(body) - {"options", "data"}:
            return 405, {"errors": ["unsupported operation"]}
        if body.get("options", {}).get("cas", len(versions)) != len(versions):
            return 400, {"errors": ["check-and-set parameter did not match the current version"]}
        self.secrets.setdefault(path, []).append(Version(body["data"]))
        return 200, {"data": {"version": len(self.secrets[path])}}

    def _destroy(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if method not in ("POST", "PUT") or path not in self.secrets:
            return 404, {"errors": []}
        for number in body["versions"]:
            self.secrets[path][number - 1] = Version(None, is_destroyed=True)
        return 204, None

    def _metadata(self, method: str, path: str, _body: Any) -> tuple[int, Any]:
        if method != "DELETE":
            return 405, {"errors": ["unsupported operation"]}
        self.secrets.pop(path, None)
        return 204, None


@contextmanager
def served() -> Iterator[KeyValues]:
    """Serve a vault on loopback."""
    vault = KeyValues()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"null")
            vault.asked.append((self.command, self.path))
            if "slow" in vault.ills:
                time.sleep(5)  # longer than any time-out of the tests, also on a busy machine
            if "redirects" in vault.ills:
                self.send_response(307)
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                self.end_headers()
                return
            status, answer = vault.answer(self.command, self.path, self.headers.get("X-Vault-Token"), body)
            if self.headers.get("X-Vault-Request") != "true":
                status, answer = 412, {"errors": ["required request header 'X-Vault-Request' was not found"]}
            if "sealed" in vault.ills:
                status, answer = 503, {"errors": ["Vault is sealed"]}
            text = b"" if answer is None else b"<html>" if "garbage" in vault.ills else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815 - the library calls them so

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    vault.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield vault
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
