"""What a system wants to see before it shows a page: a user and a password (HTTP Basic), or a certificate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from nahtlos.browser.desk import origin_of
from nahtlos.browser.launch import Shown
from nahtlos.plan.nodes import System


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """Shown to the origins of one system, and to nobody else its pages may reach."""

    basic: tuple[str, str] | None = field(default=None, repr=False)
    """User and password; for the system's own address."""
    certificate: tuple[bytes, bytes] | None = field(default=None, repr=False)
    """Certificate and key, as PEM; for the system's own address and where its passwords may be typed."""

    def options(self, system: System) -> Shown:
        """Return what a browser context has to know of it."""
        options: Shown = {}
        if self.basic is not None:
            user, password = self.basic
            options["http_credentials"] = {
                "username": user, "password": password, "origin": origin_of(system.address), "send": "unauthorized",
            }  # fmt: skip
        if self.certificate is not None:
            certificate, key = self.certificate
            origins = dict.fromkeys(origin_of(address) for address in (system.address, *system.login_origins))
            options["client_certificates"] = [
                {"origin": origin, "cert": certificate, "key": key}
                for origin in origins
                if origin.startswith("https:")
            ]
        return options


BadgeOf: TypeAlias = Callable[[System], Badge]
"""Fetches the badge of a system, from the secrets of its accounts."""


def no_badge(_system: System) -> Badge:
    """Show nothing."""
    return Badge()
