"""The ports of the engine besides the screen: ledger, journal, clock, actions, secrets.

Implementations live in their rooms; fakes in `nahtlos.testing`. Durable means: it survives kill -9 and power loss.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from nahtlos.engine.screen import Sessions, Value
from nahtlos.events import Event

Outcome = Literal["done", "skipped", "kept", "waiting", "rejected", "failed", "in_doubt"]
"""Of a step and of an item; see `engine.outcome`."""
FOR_PEOPLE: tuple[Outcome, ...] = ("rejected", "waiting", "failed", "in_doubt")
"""Outcomes of items that somebody has to look at."""
ItemState = Literal["pending", "running", "waiting", "in_doubt", "finished"]
EffectState = Literal["intended", "done", "not_done", "failed", "in_doubt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRef:
    """A line of the journal."""

    stream: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One execution of a workflow over its items."""

    id: str
    workflow: str
    workflow_hash: str
    started_by: str
    started_at: datetime
    """The run's clock: `today()` and `now()` stand still during a run and its resumes."""
    profile: str | None
    inputs: Mapping[str, Value]
    options: Mapping[str, Value]
    state: Literal["listing", "listed", "paused", "finished"]
    stated_total: int | None = None
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """One case on its way."""

    id: str
    run: str
    workflow: str
    line: int
    """Its place in the delivery, from 1."""
    key: str
    """The natural key in clear (encrypted at rest)."""
    key_hash: str
    record: Mapping[str, Value]
    """Encrypted at rest with the item's own key."""
    state: ItemState = "pending"
    outcome: Outcome | None = None
    reason: str | None = None
    """One sentence for a person (encrypted at rest: it may name values)."""
    code: str | None = None
    attempts: int = 0
    worker: str | None = None
    is_answered: bool = False
    """A person has decided since it was left: the next claim may take it."""

    @property
    def is_erased(self) -> bool:
        """Whether its values are gone for good: what is left are outcomes and times."""
        return self.key_hash == f"erased:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """What came of one step of an item; the last record of a path counts."""

    item: str
    path: str
    outcome: Outcome
    result: Mapping[str, Value] | None = None
    """What `steps.<id>` is (encrypted at rest)."""
    reason: str | None = None
    code: str | None = None
    fields: tuple[str, ...] = ()
    before: Mapping[str, Value] | None = None
    after: Mapping[str, Value] | None = None
    """A waiting step: the difference a person decides about (encrypted at rest)."""
    binds: str | None = None
    """Keyed hash over before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRecord:
    """A write to a foreign system, from its intent on."""

    id: str
    item: str
    step: str
    kind: Literal["create", "update", "operation"]
    system: str
    resource: str
    key: Mapping[str, Value]
    key_hash: str
    before: Mapping[str, Value] | None
    """What was read before (encrypted at rest); None for a create."""
    after: Mapping[str, Value]
    """What should be there afterwards (encrypted at rest)."""
    intended_at: datetime
    worker: str
    state: EffectState = "intended"
    found: Mapping[str, Value] | None = None
    intent_line: LineRef | None = None
    result_line: LineRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided about a waiting step."""

    id: str
    item: str
    step: str
    choice: Literal["write", "keep", "again", "done"]
    """write/keep: a difference. For a doubt: `done` = it is there, `again` = it is not there and may be written."""
    binds: str
    reason: str
    by: str
    at: datetime
    line: LineRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An item with everything already known about it, taken by this worker."""

    item: ItemRecord
    steps: Mapping[str, StepRecord]
    """By path; the last of each."""
    effects: Sequence[EffectRecord]
    """In the order of their intents."""
    decisions: Sequence[Decision]
    taken_over_from: datetime | None = None
    """Until when whoever had it before could still act: when the lease of a worker that is gone ended or ends, or when
    it was left with an effect of which nobody knows. None: there is nothing to wait for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item as it is listed."""

    id: str
    line: int
    key: str
    key_hash: str
    record: Mapping[str, Value]
    outcome: Outcome | None = None
    """Decided while listing: `rejected` (the record contract) or `skipped` (a duplicate)."""
    reason: str | None = None
    code: str | None = None


class Ledger(Protocol):
    """The state: runs, items, steps, effects, decisions, locks. All methods may be called from one event loop.

    `await` returns when the change is durable, except for `record_step`, which rides with the next commit.
    """

    async def start_run(self, run: RunRecord) -> None: ...

    async def store_items(self, run: str, items: Iterable[NewItem], *, stated: int | None, left_out: int) -> int:
        """Store the whole list and mark the run as listed: all of it counts, or nothing.

        The items are gone through once, and need not be in memory all at once.

        Open items of the same (workflow, key) in other runs make the new one `skipped` with a reason naming that run.
        Returns how many.
        """

    async def run(self, run: str) -> RunRecord: ...

    async def latest_run(self, workflow: str, *, unfinished: bool = True) -> RunRecord | None: ...

    async def set_run_state(self, run: str, state: Literal["listed", "paused", "finished"]) -> None:
        """Store the state; `listed` = the run goes on (a resume, no lane works yet): what is in doubt may be claimed
        once more, and items that this process still held are free."""

    async def look_again(self, run: str, steps: Sequence[str] | None) -> int:
        """Forget what came of these steps (paths without rounds; None: of all) and free the items that had come to
        them, finished ones too; effects, decisions and doubts stay. Returns how many items.

        What was never worked on, was erased, or is open in another run stays as it is.
        """

    async def claim(self, run: str) -> Claim | None:
        """Take the next item that nobody works on: pending, in doubt, answered by a person, or left by a worker that
        is gone; the lowest line first. None: nothing is left to take.

        What is left in doubt comes back once, after a resume or when another worker joins: never in a circle.
        """

    async def others_until(self, run: str) -> datetime | None:
        """When the first lease of other workers that hold items of this run ends: then `claim` may find one of them.
        None: nobody else holds any."""

    async def begin_item(self, item: str) -> None:
        """Count an attempt; rides with the next commit."""

    def record_step(self, step: StepRecord) -> None:
        """Remember what came of a step; rides with the next commit."""

    async def intend(self, effect: EffectRecord) -> None:
        """Store an intent and lock its (system, resource, key) for this item, durably.

        Raises `KeyLocked` when another item writes to that record just now.
        """

    async def finish_effect(
        self, effect: str, state: EffectState, *, found: Mapping[str, Value] | None, intent_line: LineRef | None,
        result_line: LineRef | None,
    ) -> None:  # fmt: skip
        """Store the result of an effect and release its lock unless it is in doubt."""

    async def finish_item(self, item: str, outcome: Outcome, *, reason: str | None, code: str | None) -> None:
        """Store the outcome; `waiting` and `in_doubt` stay open."""

    async def release(self, item: str) -> None:
        """Give an item back unfinished (a stop, a pause): it is pending again."""

    async def decide(self, decision: Decision) -> None:
        """Store a person's decision; the item can be claimed again."""

    async def items(self, *, run: str | None = None, outcome: Outcome | None = None) -> Sequence[ItemRecord]: ...

    def pages(self, *, run: str, outcomes: Sequence[Outcome] = ()) -> AsyncIterator[Sequence[ItemRecord]]:
        """Go through the items of a run by line, some hundred at a time; with `outcomes`, only those that have one."""

    async def tally(self, run: str) -> Mapping[tuple[ItemState, Outcome | None], int]:
        """Count the items of a run by state and outcome."""

    async def steps(self, item: str) -> Sequence[StepRecord]: ...

    async def steps_of(self, items: Sequence[str]) -> Mapping[str, Sequence[StepRecord]]:
        """Return the steps of several items by item, each in their order; of those who have some."""

    async def effects(self, *, run: str | None = None, item: str | None = None) -> Sequence[EffectRecord]: ...

    async def writes_of(self, run: str) -> int:
        """Count the effects of a run that were or may have been written."""

    async def doubts_of(self, run: str) -> int:
        """Count the effects of a run of which nobody knows whether they happened."""

    async def lock_account(self, system: str, account: str, *, reason: str) -> None: ...

    async def unlock_account(self, system: str, account: str) -> None: ...

    async def account_lock(self, system: str, account: str) -> str | None:
        """The reason why an account is locked, if it is."""

    async def locked_accounts(self) -> frozenset[tuple[str, str]]:
        """System and account of those that are locked."""

    async def pause(self, system: str, *, by: str) -> None: ...

    async def go_on(self, system: str) -> None: ...

    async def paused(self) -> frozenset[str]:
        """Names of paused systems; `*` = all."""

    def lease_is_fresh(self) -> bool:
        """Whether this worker's lease was renewed in time; asked right before a save, so it waits for nothing."""


class Journal(Protocol):
    """The proof: an append-only log."""

    async def write(self, event: Event) -> LineRef:
        """Write an event; returns when it is durable."""

    def note(self, event: Event) -> None:
        """Write an event in order, durable with the next `write`."""

    def pseudonym(self, value: str) -> str:
        """Return `p<key-no>:<hmac>` for a value that names a person or a record; each year another one."""

    def lock_name(self, value: str) -> str:
        """Return what stands for a record in the ledger, in every year the same: one record has one writer."""

    def fingerprint(self, values: Mapping[str, Value]) -> str:
        """Return a keyed hash that tells `same as before?` and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A blocking window in which nothing is written to a system."""

    window: str
    """What people call it."""
    until: datetime
    """When it ends, in the time zone of those who wrote it."""
    failures: int = 0
    """How often the system failed in a row, where that is why."""

    def words(self, now: datetime) -> str:
        """Say it as people do: `Zahllauf until 22:00`."""
        return f"{self.window} until {clock_words(self.until, now)}"


def clock_words(at: datetime, now: datetime) -> str:
    """Return the time of day, with the day if that is not today."""
    is_today = at.date() == now.astimezone(at.tzinfo).date()
    return f"{at:%H:%M}" if is_today else f"{at:%a %Y-%m-%d %H:%M}"


class Windows(Protocol):
    """When nothing is written to which system."""

    def closed(self, system: str, at: datetime) -> Closed | None:
        """Return the window that closes the system at this time; None: it is open."""


class Clock(Protocol):
    """Time, passed in."""

    def now(self) -> datetime:
        """The time of day, with UTC as its zone."""

    def monotonic(self) -> float:
        """Seconds that only grow."""

    async def sleep(self, seconds: float) -> None: ...


class Misread(dict[str, "Value"]):
    """A row that could not be read as it should be, and why."""

    __slots__ = ("problem",)

    def __init__(self, values: Mapping[str, Value], *, problem: str) -> None:
        super().__init__(values)
        self.problem = problem


class Rows(Protocol):
    """Rows that somebody may go through more than once; a long delivery is read anew each time, to spare memory."""

    def __iter__(self) -> Iterator[Mapping[str, Value]]:
        """Go through them; one that is not as it should be is a `Misread`."""

    def __len__(self) -> int:
        """How many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Rows that an action or operation delivers, and the total it states itself."""

    rows: Rows
    stated: int | None = None
    content: str | None = None
    """SHA-256 of the file they stand in, if they stand in one."""


class Actions(Protocol):
    """The actions of the library."""

    async def call(self, name: str, arguments: Mapping[str, Value]) -> Value | Listing:
        """Run an action; raises our errors only."""


class Evidence(Protocol):
    """Pictures of what went wrong on a screen, for those who have to find out why."""

    def watch(self, sessions: Sessions, item: ItemRecord) -> Sessions:
        """Lend the same sessions for one item; what fails in one of them is kept as a picture without values."""


class Secrets(Protocol):
    """Secrets of accounts, handed out only where they are filled in."""

    def get(self, account: str, name: str) -> str:
        """Return the secret; a missing one is an error that says how to set it."""


Progress = Callable[[str, Mapping[str, object]], None]
"""Told what happens, for a display: `item`, `listed`, `finished` …; holds no values."""

Guard = Callable[[], Awaitable[None]]
