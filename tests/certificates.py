"""An authority of a house, the certificate of its server, and those it gives to people; all made up for a test."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOSTS = ("127.0.0.1", "127.0.0.2", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A certificate and its key, as PEM."""

    certificate: str
    key: str


class House:
    """An authority that gives out certificates."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named("House")
        self.authority = _pem(self._certificate(self._name, self._key, days=30, is_authority=True))

    def gives(self, name: str, *, days: float = 7) -> Pair:
        """Give somebody a certificate; fewer than no days: one that is over."""
        key = ec.generate_private_key(ec.SECP256R1())
        return Pair(certificate=_pem(self._certificate(_named(name), key, days=days)), key=_key(key))

    def server(self, folder: Path, *, asks: bool) -> ssl.SSLContext:
        """Return what a server of this house uses; it `asks` for a certificate that the house has given."""
        own, files = self.gives("server"), (folder / "server.pem", folder / "server.key", folder / "house.pem")
        for file, content in zip(files, (own.certificate, own.key, self.authority), strict=True):
            file.write_text(content)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files[0], files[1])
        if asks:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(files[2])
        return context

    def _certificate(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, *, days: float, is_authority: bool = False
    ) -> x509.Certificate:
        end = datetime.now(UTC) + timedelta(days=days)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(end - timedelta(days=60))
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if not is_authority:
            hosts = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host)) for host in HOSTS])
            uses = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
            builder = builder.add_extension(hosts, critical=False).add_extension(uses, critical=False)
        return builder.sign(self._key, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _key(key: ec.EllipticCurvePrivateKey) -> str:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
