"""Everything the journal can say. An event's fields are its allow-list: there are no free keywords.

Record values never enter the journal: fields hold names from workflows and bots, random ids, counts, outcomes, keyed
hashes (`same as before?`) and pseudonyms. What is not a name or a number is checked by `Journal` when it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Literal

LogClass = Literal["runs", "access", "admin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, in the past tense."""

    event: ClassVar[str]
    log_class: ClassVar[LogClass] = "runs"

    def as_fields(self) -> dict[str, object]:
        """Return the fields that are set, by name."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


# ------------------------------------------------------------------ the log itself


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOpened(Event):
    """A file of a stream begins; it names the file before it."""

    event = "log.opened"
    stream: str
    nahtlos: str
    previous_file: str | None = None
    previous_size: int | None = None
    previous_head: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogClosed(Event):
    """A file of a stream ends."""

    event = "log.closed"
    stream: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRecovered(Event):
    """The last line of a file was torn; it was closed with a newline and left as it is."""

    event = "log.recovered"
    stream: str
    file: str
    torn_at_byte: int
    torn_bytes: int


# ------------------------------------------------------------------ runs


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Event):
    """A run began: who started which version of which workflow, and under which legal basis."""

    event = "run.started"
    run: str
    workflow: str
    workflow_hash: str
    purpose: str | None
    legal_basis: str | None
    started_by: str
    profile: str | None
    nahtlos: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsListed(Event):
    """The items of a run were stored, before its first effect."""

    event = "run.listed"
    run: str
    items: int
    stated: int | None
    """The total that the source states itself."""
    left_out: int
    duplicates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResumed(Event):
    """A run went on after it had stopped."""

    event = "run.resumed"
    run: str
    resumed_by: str
    workflow_hash: str
    in_doubt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPaused(Event):
    """A run stopped before its end, on purpose."""

    event = "run.paused"
    run: str
    reason: Literal["paused", "limit", "first", "stopped", "fault"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished(Event):
    """All items of a run have an outcome."""

    event = "run.finished"
    run: str
    outcomes: dict[str, int]
    balanced: bool | None
    """None: not recounted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStarted(Event):
    """Work on an item began."""

    event = "item.started"
    run: str
    item: str
    key: str
    """Pseudonym of the natural key."""
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFinished(Event):
    """A step of an item ended."""

    event = "step.finished"
    run: str
    item: str
    step: str
    verb: str
    outcome: str
    code: str | None = None
    """Of the error, if there was one."""
    fields: tuple[str, ...] = ()
    """Names of the fields that differ."""
    milliseconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFinished(Event):
    """An item has its outcome."""

    event = "item.finished"
    run: str
    item: str
    outcome: str
    effects: int


# ------------------------------------------------------------------ effects


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectIntended(Event):
    """A write is about to happen. Durable before the write."""

    event = "effect.intended"
    run: str
    item: str
    effect: str
    kind: Literal["create", "update", "operation"]
    system: str
    resource: str
    account: str
    key: str
    """Pseudonym of the record's natural key."""
    fields: tuple[str, ...]
    before: str | None
    """Keyed hash of what was there."""
    after: str
    """Keyed hash of what should be there."""
    decision: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectFinished(Event):
    """What became of an effect; a later line with the same effect id replaces an earlier one."""

    event = "effect.finished"
    run: str
    item: str
    effect: str
    outcome: Literal["done", "not_done", "failed", "in_doubt"]
    found: str | None = None
    """Keyed hash of what the read-back found."""
    fields: tuple[str, ...] = ()
    """Names of the fields that differ from what should be there."""
    code: str | None = None
    recovered: bool = False
    """Found out by a take-over after a doubt."""


# ------------------------------------------------------------------ people and administration


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade(Event):
    """A person decided what a bot may not decide."""

    event = "decision.made"
    item: str
    step: str
    decision: str
    choice: str
    decided_by: str
    binds: str
    """Keyed hash over before and after."""
    separated: bool
    """False: not proven that this person is neither author nor starter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesRevealed(Event):
    """Somebody saw values of records."""

    event = "values.revealed"
    log_class = "access"
    revealed_to: str
    workflow: str
    items: int
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLocked(Event):
    """A sign-in failed; no run uses the account until a person unlocks it."""

    event = "account.locked"
    log_class = "admin"
    system: str
    account: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUnlocked(Event):
    """A person allowed the use of an account again."""

    event = "account.unlocked"
    log_class = "admin"
    system: str
    account: str
    unlocked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemPaused(Event):
    """A person stopped all writing to a system (or to all: `*`)."""

    event = "system.paused"
    log_class = "admin"
    system: str
    paused_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemContinued(Event):
    """A person allowed writing to a system again."""

    event = "system.continued"
    log_class = "admin"
    system: str
    continued_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretChanged(Event):
    """A person set or removed a secret."""

    event = "secret.changed"
    log_class = "admin"
    secret: str
    changed_by: str
    change: Literal["set", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRefused(Event):
    """A page tried to reach an address that is not on its system's list."""

    event = "address.refused"
    log_class = "access"
    system: str
    host: str
    port: int
