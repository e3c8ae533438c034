"""Which systems are reached through the proxy of the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from nahtlos.model import System
from nahtlos.model.settings import Proxy


def behind_proxy(systems: Mapping[str, System], proxy: Proxy | None) -> dict[str, System]:
    """Give the proxy to every system that has none of its own and is not reached directly."""
    return {name: _behind(system, proxy) for name, system in systems.items()}


def _behind(system: System, proxy: Proxy | None) -> System:
    host = urlsplit(system.address).hostname or ""
    if proxy is None or system.proxy is not None or is_direct(host, proxy.no_proxy):
        return system
    return system.model_copy(update={"proxy": proxy.server})


def is_direct(host: str, rules: Sequence[str]) -> bool:
    """Whether a host is reached without the proxy: by its name, a name above it, its address or network, or `*`."""
    return _is_loopback(host) or any(_fits(host, rule.strip().lower()) for rule in rules)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _fits(host: str, rule: str) -> bool:
    if rule == "*" or host == rule.removeprefix(".") or host.endswith(f".{rule.removeprefix('.')}"):
        return True
    try:
        return ip_address(host) in ip_network(rule, strict=False)
    except ValueError:
        return False
