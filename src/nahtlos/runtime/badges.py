"""What the accounts of systems show at the door: user and password, a certificate, a one-time code."""

from __future__ import annotations

from nahtlos.browser import Badge, BadgeOf
from nahtlos.engine.ports import Clock, Secrets
from nahtlos.plan import nodes
from nahtlos.runtime.needs import secrets_used
from nahtlos.secrets.certificate import certificate_of
from nahtlos.secrets.one_time import NAME


def badges(secrets: Secrets, clock: Clock) -> BadgeOf:
    """Fetch the badge of a system each time it is shown."""

    def badge(system: nodes.System) -> Badge:
        basic, certificate = system.basic_auth, system.client_certificate
        return Badge(
            basic=None if basic is None else (secrets.get(basic, "user"), secrets.get(basic, "password")),
            certificate=None if certificate is None else certificate_of(secrets, certificate, now=clock.now()),
        )

    return badge


def asks_for_code(system: nodes.System) -> bool:
    """Whether signing in takes a one-time code."""
    return NAME in secrets_used(system.bot)
