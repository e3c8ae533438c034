"""The systems of a workspace: addresses with accounts, and the bots that operate them."""

# ruff: noqa: RUF012 - pydantic copies defaults

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from pydantic import model_validator

from nahtlos.errors import UnknownProfile, UnknownSystem
from nahtlos.model.scalars import Address, Flag, Host, Positive, Seconds, Slug, Whole
from nahtlos.model.windows import Window
from nahtlos.model.written import Written, refuse
from nahtlos.reading import Text


class Patience(Written):
    """How often a system is tried again when it failed before anything was written."""

    called: ClassVar[str] = '"retry"'
    times: Whole = 4
    """How many more times; 0: never."""
    wait: Seconds = 1.0
    """About how long to wait before the first new try; twice as long before each further one."""
    at_most: Seconds = 30.0
    """No wait is longer."""


class CircuitRule(Written):
    """When a system that keeps failing is given a rest."""

    called: ClassVar[str] = '"circuit"'
    failures: Positive = 5
    """After so many failures in a row nothing goes there for a while; other systems go on."""
    pause: Seconds = 30.0
    """How long it rests before one case tries whether it is well again."""
    trials: Positive = 10
    """After so many trials in vain the run stops, and can be resumed."""


class System(Written):
    """An address with an account."""

    called: ClassVar[str] = "A system"
    bot: Slug
    """The bot that operates it."""
    address: Address
    """Where it is, e.g. `https://casework.example`."""
    hosts: tuple[Host, ...] = ()
    """What its pages may reach besides its own address, as host and port."""
    login_origins: tuple[Address, ...] = ()
    """Other addresses at which its passwords may be typed."""
    account: Text
    """The name of the account; its secrets are `<account>.user`, `<account>.password`, …"""
    basic_auth: Text | None = None
    """The account whose user and password are given to a server that asks for them before it shows a page (HTTP Basic);
    often the same as `account`. Only the system's own address gets them."""
    client_certificate: Text | None = None
    """The account whose certificate is shown (mutual TLS): its secrets `<account>.certificate` and `<account>.key` are
    PEM. Only the system's own address and its `login_origins` get to see it."""
    settle: Seconds | None = None
    """How long after a save the system may still be about to show it; required if it is written to."""
    max_sessions: Positive = 1
    """How often the account may be signed in at once."""
    personal_in_address: Flag = False
    """Whether personal values may stand in addresses of its pages."""
    proxy: Address | None = None
    """A proxy only for this system."""
    headless_shell: Flag = True
    """Whether the smaller browser is enough for it."""
    windows: tuple[Window, ...] = ()
    """When nothing is written to it: payment runs, month ends, updates, hours in which people need its seats."""
    retry: Patience = Patience()
    """How often it is tried again when it failed before anything was written."""
    circuit: CircuitRule = CircuitRule()
    """When it is given a rest."""


class Override(Written):
    """What is different about a system in a profile."""

    called: ClassVar[str] = "A system of a profile"
    address: Address | None = None
    """Where it is."""
    hosts: tuple[Host, ...] | None = None
    """What its pages may reach besides."""
    login_origins: tuple[Address, ...] | None = None
    """Other addresses at which its passwords may be typed."""
    account: Text | None = None
    """The name of the account."""
    basic_auth: Text | None = None
    """The account whose user and password are given to a server that asks before it shows a page."""
    client_certificate: Text | None = None
    """The account whose certificate is shown."""
    settle: Seconds | None = None
    """How long after a save the system may still be about to show it."""
    max_sessions: Positive | None = None
    """How often the account may be signed in at once."""
    windows: tuple[Window, ...] | None = None
    """When nothing is written to it; `[]` for a test system that is always open."""
    retry: Patience | None = None
    """How often it is tried again when it failed before anything was written."""
    circuit: CircuitRule | None = None
    """When it is given a rest."""


class Systems(Written):
    """All systems of a workspace."""

    called: ClassVar[str] = "The file of systems"
    systems: dict[Slug, System]
    """Name and system."""
    profiles: dict[Slug, dict[Slug, Override]] = {}
    """What is different in test or practice."""

    @model_validator(mode="after")
    def know_systems(self) -> Self:
        """Refuse a profile that changes a system which is not there."""
        problems = [
            UnknownSystem(name=name, known=list(self.systems), place=self.key_place("profiles", profile, name))
            for profile, changes in self.profiles.items()
            for name in changes
            if name not in self.systems
        ]
        if problems:
            raise refuse(*problems)
        return self

    def in_profile(self, name: str | None) -> Mapping[str, System]:
        """Return the systems as they are in a profile; without a name, as they are."""
        if name is not None and name not in self.profiles:
            raise UnknownProfile(name=name, known=list(self.profiles), place=self.key_place("profiles"))
        changes = self.profiles[name] if name is not None else {}
        return {key: _changed(system, changes.get(key)) for key, system in self.systems.items()}


def _changed(system: System, change: Override | None) -> System:
    if change is None:
        return system
    return system.model_copy(update={key: getattr(change, key) for key in change.model_fields_set})
