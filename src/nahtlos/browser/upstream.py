"""The ways from the fence to an address: directly, or through the proxy of the office."""

from __future__ import annotations

import asyncio
import base64
import re
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from nahtlos.browser import socks
from nahtlos.browser.address import HostPort
from nahtlos.browser.relay import Connection
from nahtlos.errors import AddressUnreachable, AddressUnusable, ProxyUnusable

Dial = Callable[[HostPort], Awaitable[Connection]]
"""Opens a connection to an address or raises `AddressUnreachable`."""

SECONDS = 20.0
"""For a connection, and again for a proxy's answer."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ACCEPTED = re.compile(rb"HTTP/1\.[01] 2\d\d\b")
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy between the house and the network, and what is reached without it."""

    scheme: Literal["http", "socks5"]
    address: HostPort
    user: str | None = None
    password: str = field(default="", repr=False)
    direct: tuple[str, ...] = LOOPBACK
    """Names (with all names below them), IP addresses, networks like 10.0.0.0/8, or * for all."""

    @classmethod
    def of(cls, url: str, *, direct: tuple[str, ...] = LOOPBACK) -> Self:
        """Understand an address like `http://user:password@proxy.example:3128`."""
        try:
            parts = urlsplit(url)
            address = HostPort(host=parts.hostname or "", port=parts.port or 0)
        except (ValueError, AddressUnusable):
            raise ProxyUnusable from None
        match parts.scheme:
            case "http" | "socks5" as scheme:
                user = None if parts.username is None else unquote(parts.username)
                password = unquote(parts.password or "")
                return cls(scheme=scheme, address=address, user=user, password=password, direct=direct)
        raise ProxyUnusable(host=address.host)

    def is_skipped_for(self, host: str) -> bool:
        """Tell whether a host is reached without this proxy."""
        return any(
            entry == "*" or _covers(entry.lower().removeprefix("*").removeprefix("."), host) for entry in self.direct
        )


async def dial_directly(target: HostPort) -> Connection:
    """Resolve a name and connect."""
    try:
        async with asyncio.timeout(SECONDS):
            streams = await asyncio.open_connection(target.host, target.port, happy_eyeballs_delay=0.25)
    except OSError as error:
        raise AddressUnreachable(host=target.host, port=target.port, reason=_worded(error)) from error
    return Connection(*streams)


def through(proxy: Proxy, *, dial: Dial, seconds: float = SECONDS) -> Dial:
    """Make a way through a proxy out of a way to it."""

    async def dial_through(target: HostPort) -> Connection:
        if proxy.is_skipped_for(target.host):
            return await dial(target)
        connection = await dial(proxy.address)
        try:
            no = await _ask(proxy, connection, target, seconds=seconds)
        except BaseException:
            await connection.close()
            raise
        if no is None:
            return connection
        await connection.close()
        raise AddressUnreachable(
            host=target.host, port=target.port, reason=no.reason, proxy=str(proxy.address), is_for_good=no.is_for_good
        )

    return dial_through


async def _ask(proxy: Proxy, connection: Connection, target: HostPort, *, seconds: float) -> socks.No | None:
    try:
        async with asyncio.timeout(seconds):
            if proxy.scheme == "http":
                return await _ask_http(proxy, connection, target)
            return await socks.ask(connection, target.host, target.port, user=proxy.user, password=proxy.password)
    except TimeoutError:
        return socks.No("it did not answer in time")
    except (OSError, EOFError, asyncio.LimitOverrunError):
        return socks.No("it hung up")


async def _ask_http(proxy: Proxy, connection: Connection, target: HostPort) -> socks.No | None:
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.user is not None:
        credentials = base64.b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {credentials}")
    await connection.send("\r\n".join([*lines, "", ""]).encode())
    head = await connection.reader.readuntil(b"\r\n\r\n")
    if ACCEPTED.match(head):
        return None
    status = STATUS.match(head)
    match status and int(status[1]):
        case None:
            return socks.No("it does not speak HTTP", is_for_good=True)
        case 407:
            return socks.No("it did not accept the user and the password", is_for_good=True)
        case code:
            return socks.No(f"it answered {code}", is_for_good=code < 500)


def _covers(entry: str, host: str) -> bool:
    try:
        return ip_address(host) in ip_network(entry, strict=False)
    except ValueError:
        return host == entry or host.endswith("." + entry)


def _worded(error: OSError) -> str:
    match error:
        case TimeoutError():
            return "it did not answer in time"
        case ConnectionRefusedError():
            return "nothing listens there"
        case socket.gaierror():
            return "nobody knows this name"
        case _:
            return "there is no way to it"
