"""What stands outside in tests: a witness, a time stamp authority made of openssl, a log server, a test CA."""

from __future__ import annotations

import json
import re
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """
[tsa]
default_tsa = tsa_config
[tsa_config]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/ca.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""

MESSAGE = re.compile(
    rb"<110>1 (\S+) \S+ nahtlos - ([a-z.]+) \[nahtlos@32473 chain=\"([a-z]+/[a-z0-9-]+)\" seq=\"(\d+)\"\] (\{.*\})",
    re.DOTALL,
)


# ------------------------------------------------------------------ certificates


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A test CA in a folder; `ca.pem` is what others trust."""

    folder: Path
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def ca(self) -> Path:
        """Its certificate."""
        return self.folder / "ca.pem"

    def issue(self, name: str, *, usage: x509.ObjectIdentifier) -> tuple[Path, Path]:
        """Make a certificate for 127.0.0.1 and return it with its key."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        is_tsa = usage == ExtendedKeyUsageOID.TIME_STAMPING
        builder = (
            _builder(name, self.certificate.subject, key)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=is_tsa)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if not is_tsa:
            names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")])
            builder = builder.add_extension(names, critical=False)
        return _write(self.folder, name, builder.sign(self.key, hashes.SHA256()), key)

    def context(self, name: str) -> ssl.SSLContext:
        """Return what a server of this CA needs for TLS."""
        certificate, key = self.issue(name, usage=ExtendedKeyUsageOID.SERVER_AUTH)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context


def make_ca(folder: Path) -> Authority:
    """Make a CA."""
    folder.mkdir(parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test CA")])
    certificate = (
        _builder("Test CA", name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
                key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
                decipher_only=False,
            ), critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    _write(folder, "ca", certificate, key)
    return Authority(folder=folder, key=key, certificate=certificate)


def _builder(name: str, issuer: x509.Name, key: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
    )


def _write(folder: Path, name: str, certificate: x509.Certificate, key: rsa.RSAPrivateKey) -> tuple[Path, Path]:
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    return paths


# ------------------------------------------------------------------ a time stamp authority


@contextmanager
def stamping(ca: Authority) -> Iterator[str]:
    """Run `openssl ts -reply` behind HTTP, and yield its address."""
    ca.issue("tsa", usage=ExtendedKeyUsageOID.TIME_STAMPING)
    (ca.folder / "serial").write_text("01\n")
    config = ca.folder / "tsa.cnf"
    config.write_text(CONFIG.format(folder=ca.folder))

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query, reply = ca.folder / "query.tsq", ca.folder / "reply.tsr"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            openssl("ts", "-reply", "-config", config, "-section", "tsa_config", "-queryfile", query, "-out", reply)
            data = reply.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def openssl(*words: str | Path) -> str:
    """Run openssl and return what it says."""
    done = subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, text=True)
    return done.stdout + done.stderr


# ------------------------------------------------------------------ a witness


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningWitness:
    """A witness that answers."""

    address: str
    key: str


@contextmanager
def witnessing(folder: Path, *trusted: str, more: Sequence[str] = ()) -> Iterator[RunningWitness]:
    """Run `nahtlos audit witness`; `more` are more options, `--listen` among them if the port matters."""
    trust = [word for each in trusted for word in ("--trust", each)]
    listen = [] if "--listen" in more else ["--listen", "127.0.0.1:0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "nahtlos", "audit", "witness", "--data", str(folder), "--json", *trust, *listen, *more],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        said = "".join(iter(process.stdout.readline, "}\n")) + "}"
        facts = json.loads(said)
        yield RunningWitness(address=facts["address"], key=facts["key"])
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


# ------------------------------------------------------------------ a log server


class Collector:
    """A log server for TLS that reads octet-counted frames, and can break off after so many."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.frames: list[bytes] = []
        self.breaks_after: int | None = None
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            try:
                with self._context.wrap_socket(plain, server_side=True) as wire:
                    self._read(wire)
            except OSError:
                pass

    def _read(self, wire: ssl.SSLSocket) -> None:
        data, count = b"", 0
        while True:
            piece = wire.recv(700)
            if not piece:
                wire.unwrap()
                return
            data += piece
            while (space := data.find(b" ")) > 0 and len(data) > space + int(data[:space]):
                end = space + 1 + int(data[:space])
                self.frames.append(data[space + 1 : end])
                data, count = data[end:], count + 1
                if count == self.breaks_after:
                    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    wire.close()
                    raise OSError("broken off")

    def seen(self) -> list[tuple[str, int]]:
        """Chain and number of all that arrived."""
        found = [MESSAGE.fullmatch(frame) for frame in self.frames]
        assert all(found)
        return [(match[3].decode(), int(match[4])) for match in found if match]

    def close(self) -> None:
        """Answer nobody any more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
