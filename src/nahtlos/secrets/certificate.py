"""A certificate that signs in: looked at before a browser gets it, because browsers only say that it did not work."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from nahtlos.engine.ports import Secrets
from nahtlos.errors import CertificateExpired, SecretNotWhatItShould

CERTIFICATE, KEY = "certificate", "key"


def certificate_of(secrets: Secrets, account: str, *, now: datetime) -> tuple[bytes, bytes]:
    """Return certificate and key of an account as PEM; the key must belong to the certificate, which must hold."""
    written, key = (secrets.get(account, name).encode() for name in (CERTIFICATE, KEY))
    try:
        certificate = x509.load_pem_x509_certificate(written)
    except ValueError:
        use = "PEM, from -----BEGIN CERTIFICATE----- on"
        raise SecretNotWhatItShould(account=account, name=CERTIFICATE, what="a certificate", use=use) from None
    if _public(key) != _of(certificate):
        use = "PEM without a password, from -----BEGIN PRIVATE KEY----- on"
        raise SecretNotWhatItShould(account=account, name=KEY, what="the key of its certificate", use=use)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise CertificateExpired(account=account, until=certificate.not_valid_after_utc.date().isoformat())
    return written, key


def _of(certificate: x509.Certificate) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return certificate.public_key().public_bytes(serialization.Encoding.DER, form)


def _public(key: bytes) -> bytes | None:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    try:
        loaded = serialization.load_pem_private_key(key, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return loaded.public_key().public_bytes(serialization.Encoding.DER, form)
