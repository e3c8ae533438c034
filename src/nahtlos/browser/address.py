"""A host and a port, spelled the one way in which the fence compares them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Self
from urllib.parse import urlsplit

import idna

from nahtlos.errors import AddressUnusable

NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
NUMBER_AT_END = re.compile(r"(^|\.)(\d+|0x[0-9a-f]*)$")
"""Browsers read such a name as an IPv4 address: 127.1, 0x7f000001, 2130706433."""
PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPort:
    """A place on the network: a name or an IP address, and a port."""

    host: str
    port: int

    def __post_init__(self) -> None:
        host = canonical(self.host.removeprefix("[").removesuffix("]"))
        if host is None or not 0 < self.port < 65536:
            raise AddressUnusable(address=f"{self.host}:{self.port}")
        object.__setattr__(self, "host", host)

    @classmethod
    def of(cls, url: str) -> Self:
        """Take host and port out of an address like `https://casework.example/start`."""
        try:
            parts = urlsplit(url)
            port = parts.port or PORTS[parts.scheme]
        except (ValueError, KeyError):
            raise AddressUnusable(address=url) from None
        return cls(host=parts.hostname or "", port=port)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def canonical(host: str) -> str | None:
    """Spell a host the one way it is compared; None for what is no host, or an IP address in disguise."""
    try:
        address = ip_address(host)
    except ValueError:
        return _name(host)
    is_mapped = isinstance(address, IPv6Address) and (address.ipv4_mapped or address.scope_id)
    is_plain = not is_mapped and not address.is_unspecified and str(address) == host.lower()
    return str(address) if is_plain else None


def _name(host: str) -> str | None:
    name = host.lower().removesuffix(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except idna.IDNAError:
            return None
    return name if NAME.fullmatch(name) and not NUMBER_AT_END.search(name) else None
