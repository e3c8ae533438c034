"""The settings of a workspace."""

from __future__ import annotations

from typing import ClassVar, Literal

from nahtlos.model.scalars import Address, Flag, Positive, Seconds, Texts
from nahtlos.model.written import Written
from nahtlos.reading import Text


class Browser(Written):
    """Which browser is used, and how."""

    called: ClassVar[str] = '"browser"'
    executable: Text | None = None
    """The path of a browser; without it the first suitable one is taken."""
    headed: Flag = False
    """Whether its windows are shown."""


class Proxy(Written):
    """The proxy of the office."""

    called: ClassVar[str] = '"proxy"'
    server: Address
    """Its address."""
    no_proxy: Texts = ()
    """Hosts that are reached without it."""


class LedgerSettings(Written):
    """Where the state of runs is kept."""

    called: ClassVar[str] = '"ledger"'
    url: str = "sqlite:///logs/ledger.sqlite3"
    """The database; a relative path begins at the workspace."""


class SecretsSettings(Written):
    """Where secrets are kept."""

    called: ClassVar[str] = '"secrets"'
    file: str = "config/secrets.age"
    """The encrypted file."""


class Settings(Written):
    """What holds for the whole workspace; everything has a default."""

    called: ClassVar[str] = "The settings"
    language: Literal["de", "en"] = "de"
    """The language in which people read what is wrong with a case."""
    time_out: Seconds = 30.0
    """How long a step waits for what it needs unless it says otherwise."""
    parallel: Positive = 4
    """How many items are worked on at once; sessions limit it further."""
    ledger: LedgerSettings = LedgerSettings()
    """Where the state of runs is kept."""
    browser: Browser = Browser()
    """Which browser is used."""
    proxy: Proxy | None = None
    """The proxy of the office."""
    secrets: SecretsSettings = SecretsSettings()
    """Where secrets are kept."""
