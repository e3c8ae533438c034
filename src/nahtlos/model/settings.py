"""The settings of a workspace."""

from __future__ import annotations

from typing import ClassVar, Literal

from nahtlos.model.closing_days import NO_DAYS, Days
from nahtlos.model.evidence import EvidenceSettings
from nahtlos.model.land import Land
from nahtlos.model.retention import JournalSettings
from nahtlos.model.scalars import Address, Flag, Loopback, Positive, Seconds, Texts
from nahtlos.model.secrets import SecretsSettings
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


class CalendarSettings(Written):
    """When people work here: Monday to Friday without the public holidays of the Land and these days."""

    called: ClassVar[str] = '"calendar"'
    land: Land | None = None
    """The Land whose holidays hold where no other is named, e.g. `RP`."""
    closing_days: Days = NO_DAYS
    """When the office is closed though it is no holiday, e.g. `[12-24, 12-31, 2026-12-28 to 2026-12-30]`. No deadline
    of law moves because of them."""
    local_holidays: Days = NO_DAYS
    """Public holidays of the municipality alone, e.g. `08-15` in most of Bavaria; deadlines of law move over them."""


class ServeSettings(Written):
    """How `nahtlos serve` works."""

    called: ClassVar[str] = '"serve"'
    listen: Loopback = "127.0.0.1:8900"
    """Where it answers about its health: an address of this computer alone, with port; port 0 = any that is free."""
    parallel_runs: Positive = 2
    """How many runs may be at work at once; of one workflow there is never more than one."""


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
    evidence: EvidenceSettings = EvidenceSettings()
    """What is kept of a screen on which something failed."""
    calendar: CalendarSettings = CalendarSettings()
    """When people work here."""
    serve: ServeSettings = ServeSettings()
    """How `nahtlos serve` works."""
    journal: JournalSettings = JournalSettings()
    """How the journal is kept."""
