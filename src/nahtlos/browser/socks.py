"""The words of SOCKS 5 (RFC 1928, 1929): as the fence answers them, and as it asks a proxy of the office.

It knows nothing of what is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from nahtlos.browser.relay import Connection

VERSION = b"\x05"
OPEN, PASSWORD, NO_METHOD = 0, 2, 0xFF
CONNECT = 1
IPV4, NAME, IPV6 = 1, 3, 4

SUCCEEDED, NOT_ALLOWED, UNREACHABLE, UNKNOWN_COMMAND, UNKNOWN_ADDRESS = 0, 2, 4, 7, 8


@dataclass(frozen=True, slots=True)
class No:
    """Why a proxy does not connect, in words that follow its name."""

    reason: str
    is_for_good: bool = False
    """Whether it would say the same a minute later."""


REASONS = {
    2: "it does not allow this address",
    3: "the network cannot be reached from there",
    4: "the host cannot be reached from there",
    5: "nothing listens there",
    6: "the way there is too long",
}
FORBIDDEN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client wants: a command, and the address as it spelled it."""

    command: int
    host: str
    port: int


async def read_request(client: Connection) -> Request | None:
    """Greet a client and read its request; None if it speaks something else, or nothing the fence knows."""
    if not await _greet(client):
        return None
    version, command, _, kind = await client.reader.readexactly(4)
    if version != VERSION[0]:
        return None
    host = await _read_host(client, kind)
    if host is None:
        await reply(client, UNKNOWN_ADDRESS)
        return None
    return Request(command=command, host=host, port=await _read_port(client))


async def reply(client: Connection, code: int) -> None:
    """Answer a request."""
    await client.send(bytes([VERSION[0], code, 0, IPV4, 0, 0, 0, 0, 0, 0]))


async def ask(proxy: Connection, host: str, port: int, *, user: str | None, password: str) -> No | None:
    """Ask a proxy for a connection; None when it is there."""
    methods = [OPEN] if user is None else [OPEN, PASSWORD]
    await proxy.send(bytes([VERSION[0], len(methods), *methods]))
    version, method = await proxy.reader.readexactly(2)
    if version != VERSION[0] or method not in methods:
        return No("it does not let anybody in that way", is_for_good=True)
    if method == PASSWORD and not await _sign_in(proxy, user or "", password):
        return No("it did not accept the user and the password", is_for_good=True)
    await proxy.send(bytes([VERSION[0], CONNECT, 0, *_host_bytes(host), *port.to_bytes(2)]))
    return await _read_reply(proxy)


async def _greet(client: Connection) -> bool:
    version, count = await client.reader.readexactly(2)
    if version != VERSION[0]:
        return False
    methods = await client.reader.readexactly(count)
    chosen = OPEN if OPEN in methods else NO_METHOD
    await client.send(bytes([VERSION[0], chosen]))
    return chosen == OPEN


async def _sign_in(proxy: Connection, user: str, password: str) -> bool:
    await proxy.send(b"\x01" + _counted(user) + _counted(password))
    _, status = await proxy.reader.readexactly(2)
    return status == 0


async def _read_reply(proxy: Connection) -> No | None:
    _, code, _, kind = await proxy.reader.readexactly(4)
    await _read_host(proxy, kind)
    await _read_port(proxy)
    if code == SUCCEEDED:
        return None
    return No(REASONS.get(code, "it could not connect"), is_for_good=code == FORBIDDEN)


async def _read_host(connection: Connection, kind: int) -> str | None:
    match kind:
        case 1:
            return str(IPv4Address(await connection.reader.readexactly(4)))
        case 4:
            return str(IPv6Address(await connection.reader.readexactly(16)))
        case 3:
            (length,) = await connection.reader.readexactly(1)
            return (await connection.reader.readexactly(length)).decode(errors="backslashreplace")
    return None


async def _read_port(connection: Connection) -> int:
    return int.from_bytes(await connection.reader.readexactly(2))


def _host_bytes(host: str) -> bytes:
    try:
        address = ip_address(host)
    except ValueError:
        return bytes([NAME]) + _counted(host)
    return bytes([IPV4 if address.version == 4 else IPV6]) + address.packed


def _counted(text: str) -> bytes:
    data = text.encode()[:255]
    return bytes([len(data)]) + data
