"""Everything the journal can say. An event's fields are its allow-list: there are no free keywords.

Record values never enter the journal: fields hold names from workflows and bots, random ids, counts, outcomes, keyed
hashes (`same as before?`) and pseudonyms. The type of a field says which of them; the journal checks it when the event
is written, and refuses everything else.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, ClassVar, Literal

LogClass = Literal["runs", "access", "admin"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the texts of a field look like: in words, and as a pattern that the whole text must match."""

    words: str
    pattern: str


Name = Annotated[str, Shape("a name", r"[a-z0-9][a-z0-9_.-]{0,127}")]
"""Written in a workflow, a bot or the settings; dots join names."""
Word = Annotated[str, Shape("a word of the language", r"[A-Za-z][A-Za-z0-9_.]{0,127}")]
"""A verb, action or operation; keywords of other libraries have capitals."""
ACCOUNT = Shape("letters, digits and . @ \\ - _", r"[\w.@\\ -]{1,128}")
AccountName = Annotated[str, ACCOUNT]
"""As the settings call it."""
SecretName = Annotated[str, Shape("the name of a secret", r"[\w.@\\ -]{1,128}\.[a-z][a-z0-9_]{0,63}")]
"""Account and name, with a dot between them."""
PublicKey = Annotated[str, Shape("a public key of age", r"age1[0-9a-z]{20,200}")]
SystemName = Annotated[str, Shape("a system or *", r"\*|[a-z0-9][a-z0-9_.-]{0,127}")]
Id = Annotated[str, Shape("an id", r"[0-9a-z][0-9a-z_.:/#-]{0,255}")]
"""Random, or a path of step names and numbers; never made of values."""
ContentHash = Annotated[str, Shape("a hash", r"(sha256:)?[0-9a-f]{16,64}")]
"""Of texts that are no secret: workflows, lines of the journal."""
Fingerprint = Annotated[str, Shape("a keyed hash", r"h\d{1,6}:[0-9a-f]{32}")]
"""Made by `Journal.fingerprint`."""
Pseudonym = Annotated[str, Shape("a pseudonym", r"p\d{1,6}:[0-9a-f]{32}")]
"""Made by `Journal.pseudonym`."""
ErrorCode = Annotated[str, Shape("the code of an error", r"[A-Z]\d{3}")]
Version = Annotated[str, Shape("a version", r"[0-9A-Za-z][0-9A-Za-z.+!_-]{0,63}")]
SlotName = Annotated[str, Shape("a slot", r"[0-9A-Za-z][0-9A-Za-z_.:/#+-]{0,255}")]
"""A due time, the hash of a delivery, or an id; unique within its schedule."""
HostName = Annotated[str, Shape("a host", r"[0-9a-z._:\[\]-]{1,253}")]
JournalFile = Annotated[str, Shape("a file of the journal", r"\d{4}-\d\d-\d\d/[a-z]+/[a-z0-9-]+\.jsonl")]
Day = Annotated[str, Shape("a day", r"\d{4}-\d\d-\d\d")]
MaskedName = Annotated[str, Shape("the ending of a file's name", r"…(\.[a-z0-9]{1,8})?")]
Command = Annotated[str, Shape("a command", r"[a-z-]{1,32}( [a-z-]{1,32}){0,3}")]
"""Without its arguments."""
User = Annotated[str, Shape("the name of a user", r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,256}")]
"""Free text: somebody who works with nahtlos, as the operating system names them."""
Statement = Annotated[str, Shape("a text", r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]{1,4000}")]
"""Free text that the author of a workflow wrote for the record."""

Moment = Annotated[str, Shape("a time in UTC", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]


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
    """A process goes on with a stream: it names the file, size and head it found. Without them the stream begins."""

    event = "log.opened"
    stream: Name
    nahtlos: Version
    previous_file: JournalFile | None = None
    previous_size: int | None = None
    previous_head: ContentHash | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogClosed(Event):
    """A process ends, or goes on in the file of another day."""

    event = "log.closed"
    stream: Name
    lines: int
    """Since the `log.opened` before it, both counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRecovered(Event):
    """The last line of a file was torn; it was closed with a newline and left as it was."""

    event = "log.recovered"
    stream: Name
    file: JournalFile
    torn_at_byte: int
    torn_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPruned(Event):
    """The content of lines of a file is removed by a rule of retention; their hashes stay, and prove the others."""

    event = "log.pruned"
    log_class = "admin"
    file: JournalFile
    first: int
    """Number of the first line whose content goes."""
    last: int
    lines: int
    """How many of those between them: what the log says about itself stays."""
    rule: Name
    due: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStopped(Event):
    """The disk had no room left: this line and those behind it come from a reserve, and nothing is written after them.

    Lines of events that were refused may be missing or unfinished before it; nobody was told that they were durable.
    """

    event = "log.stopped"
    stream: Name
    problem: Literal["full"]


# ------------------------------------------------------------------ runs


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Event):
    """A run began: who started which version of which workflow, and under which legal basis."""

    event = "run.started"
    run: Id
    workflow: Name
    workflow_hash: ContentHash
    purpose: Statement | None
    legal_basis: Statement | None
    started_by: User
    profile: Name | None
    nahtlos: Version
    content: ContentHash | None = None
    """Of the file that its cases are taken from, if they are taken from one."""
    repeats: Id | None = None
    """An earlier run that took its cases from the same content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsListed(Event):
    """The items of a run were stored, before its first effect."""

    event = "run.listed"
    run: Id
    items: int
    stated: int | None
    """The total that the source states itself."""
    left_out: int
    duplicates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResumed(Event):
    """A run went on after it had stopped."""

    event = "run.resumed"
    run: Id
    resumed_by: User
    workflow_hash: ContentHash
    in_doubt: int
    way: Name = "where_it_stopped"
    """`where_it_stopped`, `from_step` or `from_start`."""
    step: Id | None = None
    """From which step on every case is looked at again."""
    reason: Statement | None = None
    """Why, as the person said who did it."""
    changed_from: ContentHash | None = None
    """The version that the run began with, where it goes on with another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWaits(Event):
    """A run came to a system that a blocking window closes; it waits, or does other cases first."""

    event = "run.waits"
    run: Id
    system: SystemName
    window: Statement
    """What the settings call it."""
    until: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemRested(Event):
    """A system failed too often in a row: nothing goes there for a while, other systems go on."""

    event = "system.rested"
    run: Id
    system: SystemName
    failures: int
    code: ErrorCode | None
    """Of the last failure."""
    until: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPaused(Event):
    """A run stopped before its end, on purpose."""

    event = "run.paused"
    run: Id
    reason: Literal["paused", "limit", "first", "stopped", "fault"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished(Event):
    """All items of a run have an outcome."""

    event = "run.finished"
    run: Id
    outcomes: dict[Name, int]
    balanced: bool | None
    """None: not recounted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStarted(Event):
    """Work on an item began."""

    event = "item.started"
    run: Id
    item: Id
    key: Pseudonym
    """Of the natural key."""
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFinished(Event):
    """A step of an item ended."""

    event = "step.finished"
    run: Id
    item: Id
    step: Id
    verb: Word
    outcome: Name
    code: ErrorCode | None = None
    """Of the error, if there was one."""
    fields: tuple[Name, ...] = ()
    """Names of the fields that differ."""
    milliseconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFinished(Event):
    """An item has its outcome."""

    event = "item.finished"
    run: Id
    item: Id
    outcome: Name
    effects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStopAsked(Event):
    """Somebody asked a run to stop where nothing is half done."""

    event = "run.stop_asked"
    run: Id
    asked_by: User
    reason: Statement | None = None
    """In the words of who asked."""


# ------------------------------------------------------------------ effects


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectIntended(Event):
    """A write is about to happen. Durable before the write."""

    event = "effect.intended"
    run: Id
    item: Id
    effect: Id
    kind: Literal["create", "update", "operation"]
    system: Name
    resource: Name
    account: AccountName
    key: Pseudonym
    """Of the record's natural key."""
    fields: tuple[Name, ...]
    before: Fingerprint | None
    """Keyed hash of what was there."""
    after: Fingerprint
    """Keyed hash of what should be there."""
    decision: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectFinished(Event):
    """What became of an effect; a later line with the same effect id replaces an earlier one."""

    event = "effect.finished"
    run: Id
    item: Id
    effect: Id
    outcome: Literal["done", "not_done", "failed", "in_doubt"]
    found: Fingerprint | None = None
    """Keyed hash of what the read-back found."""
    fields: tuple[Name, ...] = ()
    """Names of the fields that differ from what should be there."""
    code: ErrorCode | None = None
    recovered: bool = False
    """Found out by a take-over after a doubt."""


# ------------------------------------------------------------------ clocks


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeStarted(Event):
    """A service begins to wait for what is due."""

    event = "serve.started"
    log_class = "admin"
    started_by: User
    schedules: int
    nahtlos: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeStopped(Event):
    """A service ends; what it did not finish waits for the next one."""

    event = "serve.stopped"
    log_class = "admin"
    put_back: int
    """Slots whose runs were stopped where nothing was half done, or had not begun."""
    code: ErrorCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotFired(Event):
    """A slot begins, or goes on after its process died or was stopped."""

    event = "slot.fired"
    schedule: Name
    slot: SlotName
    kind: Literal["time", "person", "file", "run", "call"]
    workflow: Name
    run: Id
    attempt: int
    late_seconds: int
    """Since it was due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotEnded(Event):
    """What came of a slot."""

    event = "slot.ended"
    schedule: Name
    slot: SlotName
    outcome: Literal["done", "failed", "skipped"]
    run: Id | None = None
    code: ErrorCode | None = None
    """Why it failed or was skipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotDelayed(Event):
    """A slot has to wait, or goes on later; the code says why."""

    event = "slot.delayed"
    schedule: Name
    slot: SlotName
    run: Id | None = None
    code: ErrorCode


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotMissed(Event):
    """Nothing served when a slot was due."""

    event = "slot.missed"
    schedule: Name
    slot: SlotName
    policy: Literal["run_once", "run_all", "skip"]
    runs: bool
    """Whether it is made up for now."""
    late_seconds: int
    older: int | None = None
    """How many older ones of this schedule were missed that are not written one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSkipped(Event):
    """A slot was due while its schedule was paused."""

    event = "slot.skipped"
    schedule: Name
    slot: SlotName
    paused_by: User


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotWanted(Event):
    """A person, or a caller, wants a slot that no clock made due."""

    event = "slot.wanted"
    log_class = "admin"
    schedule: Name
    slot: SlotName
    way: Literal["run", "backfill", "call"]
    wanted_by: User


@dataclass(frozen=True, slots=True, kw_only=True)
class FileArrived(Event):
    """A complete file lies in a folder that is watched; its content is the slot."""

    event = "file.arrived"
    schedule: Name
    slot: SlotName
    name: MaskedName
    sighting: Fingerprint
    """Of name, size and time: the same file that still lies there has the same."""
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRepeated(Event):
    """A content arrived that was delivered before; it is not run again."""

    event = "file.repeated"
    schedule: Name
    slot: SlotName
    name: MaskedName
    sighting: Fingerprint
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFileChanged(Event):
    """The file that a run took its cases from is not what it was; the run stops."""

    event = "input.changed"
    run: Id
    content: ContentHash
    """What it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChanged(Event):
    """A delivered file is not what it was when it arrived; its run stops."""

    event = "file.changed"
    schedule: Name
    slot: SlotName
    run: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePaused(Event):
    """A person paused a schedule: what is due until it is resumed is skipped."""

    event = "schedule.paused"
    log_class = "admin"
    schedule: Name
    paused_by: User


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleResumed(Event):
    """A person let a schedule go on; what was due meanwhile is not made up for."""

    event = "schedule.resumed"
    log_class = "admin"
    schedule: Name
    resumed_by: User


# ------------------------------------------------------------------ people and administration


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade(Event):
    """A person decided what a bot may not decide."""

    event = "decision.made"
    item: Id
    step: Id
    decision: Id
    choice: Name
    decided_by: User
    binds: Fingerprint
    """Keyed hash over before and after."""
    separated: bool
    """False: not proven that this person is neither author nor starter."""
    reason: Statement | None = None
    """What the person found, in their words; it names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesRevealed(Event):
    """Somebody saw values of records."""

    event = "values.revealed"
    log_class = "access"
    revealed_to: User
    workflow: Name
    items: int
    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCalled(Event):
    """Somebody called the HTTP API; who has no good token is not named."""

    event = "api.called"
    log_class = "access"
    token: Name | None
    call: Name
    status: int
    host: HostName | None
    """Where the call came from."""
    schedule: Name | None = None
    slot: SlotName | None = None
    run: Id | None = None
    unnoted: int | None = None
    """How many refused calls before this one were too many to be noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenChanged(Event):
    """A person made a token for the HTTP API, or removed one."""

    event = "token.changed"
    log_class = "admin"
    token: Name
    changed_by: User
    change: Literal["added", "removed"]
    may: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLocked(Event):
    """A sign-in failed; no run uses the account until a person unlocks it."""

    event = "account.locked"
    log_class = "admin"
    system: Name
    account: AccountName
    code: ErrorCode


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUnlocked(Event):
    """A person allowed the use of an account again."""

    event = "account.unlocked"
    log_class = "admin"
    system: Name
    account: AccountName
    unlocked_by: User


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemPaused(Event):
    """A person stopped all writing to a system (or to all: `*`)."""

    event = "system.paused"
    log_class = "admin"
    system: SystemName
    paused_by: User


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemContinued(Event):
    """A person allowed writing to a system again."""

    event = "system.continued"
    log_class = "admin"
    system: SystemName
    continued_by: User


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretChanged(Event):
    """A person set, rotated or removed a secret in one of the stores."""

    event = "secret.changed"
    log_class = "admin"
    secret: SecretName
    changed_by: User
    change: Literal["set", "rotated", "removed", "failed"]
    """`failed`: what the line before says did not happen. The line is written first: no change without one."""
    store: Name | None = None
    """Where it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientChanged(Event):
    """A person let somebody open the file of secrets, or no longer."""

    event = "recipient.changed"
    log_class = "admin"
    recipient: AccountName
    key: PublicKey | None = None
    changed_by: User
    change: Literal["added", "removed", "failed"]
    """As with `secret.changed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceKept(Event):
    """A picture of a failure was kept: personal values painted over, sealed with the key of its item."""

    event = "evidence.kept"
    item: Id
    system: Name
    code: ErrorCode
    bytes: int
    sha256: ContentHash
    """Of the sealed file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRefused(Event):
    """A page tried to reach an address that is not on its system's list."""

    event = "address.refused"
    log_class = "access"
    system: Name
    host: HostName
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseInspected(Event):
    """The screens that a bot uses were compared with what was accepted of them."""

    event = "release.inspected"
    system: Name
    inspected_by: User
    run: Id | None = None
    """The run that wanted to write there; None: a person looked."""
    contract: ContentHash | None = None
    """What it was compared with; None: nothing was accepted before."""
    differences: int
    """Also what the bot needs and could not be found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseAccepted(Event):
    """A person accepted a system as it looks now."""

    event = "release.accepted"
    log_class = "admin"
    system: Name
    accepted_by: User
    contract: ContentHash
    before: ContentHash | None = None


# ------------------------------------------------------------------ privacy


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRequested(Event):
    """Somebody asked for what the records say about one person; another person has to grant it."""

    event = "identity.requested"
    log_class = "access"
    request: Id
    requested_by: User
    use: Literal["case", "disclose"]
    binds: Fingerprint
    """Keyed hash over the key of the person and the reason, which the ledger keeps encrypted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityGranted(Event):
    """A second person agreed."""

    event = "identity.granted"
    log_class = "access"
    request: Id
    requested_by: User
    granted_by: User


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRefused(Event):
    """Somebody tried to do alone what takes two, or asked for the answer to another one's request."""

    event = "identity.refused"
    log_class = "access"
    request: Id
    refused_to: User
    because: Literal["same_person", "not_granted", "other_person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRevealed(Event):
    """Somebody learned which cases are about one person."""

    event = "identity.revealed"
    log_class = "access"
    request: Id
    revealed_to: User
    items: int
    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureAsked(Event):
    """Somebody looked what an erasure would erase, by the id of a case or by the key of a person."""

    event = "erasure.asked"
    log_class = "access"
    asked_by: User
    by: Literal["item", "key"]
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsErased(Event):
    """The keys of cases were destroyed: their values cannot be read any more, by nobody."""

    event = "items.erased"
    log_class = "admin"
    items: tuple[Id, ...]
    erased_by: User
    because: Literal["request", "retention"]
    receipt: ContentHash | None = None
    """Of the file that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldChanged(Event):
    """A person forbade to erase and prune what is known of a case or run, or allowed it again."""

    event = "hold.changed"
    log_class = "admin"
    of: Literal["item", "run"]
    id: Id
    change: Literal["set", "released"]
    changed_by: User


@dataclass(frozen=True, slots=True, kw_only=True)
class PseudonymsForgotten(Event):
    """The key of a year was destroyed: nobody can find the person behind a pseudonym of that year any more."""

    event = "pseudonyms.forgotten"
    log_class = "admin"
    year: int
    forgotten_by: User
