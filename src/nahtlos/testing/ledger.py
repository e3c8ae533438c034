"""A ledger in memory: what one worker may ask of the rows that all workers share.

It enforces what the real one enforces, and forgets what rides when its worker is killed.
"""

# ruff: noqa: ARG002 - a fake has the signature of its port

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from nahtlos.engine.attempt import ROUND
from nahtlos.engine.ports import (
    Claim,
    Clock,
    Decision,
    EffectRecord,
    EffectState,
    ItemRecord,
    ItemState,
    LineRef,
    NewItem,
    Outcome,
    RunRecord,
    StepRecord,
)
from nahtlos.engine.screen import Value
from nahtlos.errors import ItemNotHeld, KeyLocked, LeaseLost, NotInLedger, NoWay
from nahtlos.testing.claims import Taker
from nahtlos.testing.life import Life
from nahtlos.testing.records import OPEN_EFFECT, Lease, Records, stored

STATE_OF: Mapping[Outcome, ItemState] = {"waiting": "waiting", "in_doubt": "in_doubt"}


class MemoryLedger:
    """The port `Ledger` of one worker."""

    def __init__(self, records: Records, *, worker: str, clock: Clock, life: Life) -> None:
        self._records = records
        self._worker = worker
        self._clock = clock
        self._life = life
        self._riding: list[Callable[[], None]] = []
        self._rounds: set[str] = set()
        self._lease = records.leases.setdefault(worker, Lease())

    def _commit(self) -> None:
        """Make durable what rides; a worker whose items were taken over changes nothing more."""
        if self._lease.is_lost:
            raise LeaseLost
        riding, self._riding = self._riding, []
        for ride in riding:
            ride()

    # -------------------------------------------------------------- runs

    async def start_run(self, run: RunRecord) -> None:
        """Store a run."""
        async with self._life.call("ledger.start_run"):
            self._commit()
            if run.id in self._records.runs:
                raise NoWay(thing="run", id=run.id, state="started", wanted="started")
            self._records.runs[run.id] = replace(run, inputs=stored(run.inputs), options=stored(run.options))

    async def store_items(self, run: str, items: Iterable[NewItem], *, stated: int | None, left_out: int) -> int:
        """Store the list in one transaction."""
        async with self._life.call("ledger.store_items"):
            self._commit()
            known = self._run(run)
            if known.state != "listing":
                raise NoWay(thing="run", id=run, state=known.state, wanted="listed")
            elsewhere = {
                item.key_hash: item.run for item in self._records.items.values()
                if item.workflow == known.workflow and item.state != "finished"
            }  # fmt: skip
            items = list(items)
            settled = [_settled(item, elsewhere) for item in items]
            for item in settled:
                if item.outcome is None and item.key_hash in elsewhere:
                    raise NoWay(thing="item", id=item.id, state="open in this run", wanted="listed")
                if item.outcome is None:
                    elsewhere[item.key_hash] = run
                self._records.add_item(_item_record(item, known))
            self._records.runs[run] = replace(known, state="listed", stated_total=stated, left_out=left_out)
            return sum(1 for before, after in zip(items, settled, strict=True) if before is not after)

    async def run(self, run: str) -> RunRecord:
        """Return a run."""
        async with self._life.call("ledger.run"):
            return self._run(run)

    async def latest_run(self, workflow: str, *, unfinished: bool = True) -> RunRecord | None:
        """Return the newest run of a workflow."""
        async with self._life.call("ledger.latest_run"):
            runs = [run for run in self._records.runs.values() if run.workflow == workflow]
            return next((run for run in reversed(runs) if not (unfinished and run.state == "finished")), None)

    async def set_run_state(self, run: str, state: Literal["listed", "paused", "finished"]) -> None:
        """Store the state of a run."""
        async with self._life.call("ledger.set_run_state"):
            self._commit()
            self._records.runs[run] = replace(self._run(run), state=state)
            self._rounds.discard(run)
            held = [item for item in self._records.items_of(run) if item.state == "running"]
            for item in held if state == "listed" else ():
                if item.worker == self._worker:
                    self._leave(item.id, "pending")

    async def look_again(self, run: str, steps: Sequence[str] | None) -> int:
        """Forget what came of steps, and free their items."""
        async with self._life.call("ledger.look_again"):
            self._commit()
            chosen = [item for item in self._records.items_of(run) if self._may_look_again(item, steps)]
            for item in chosen:
                known = self._records.steps.get(item.id, [])
                self._records.steps[item.id] = [step for step in known if not _is_of(step, steps)]
                if item.state in ("finished", "waiting"):
                    self._records.move_item(
                        item.id, "pending", outcome=None, reason=None, code=None, is_answered=False
                    )
            return len(chosen)

    def _may_look_again(self, item: ItemRecord, steps: Sequence[str] | None) -> bool:
        is_open_elsewhere = any(
            (other.workflow, other.key_hash) == (item.workflow, item.key_hash)
            for other in self._records.items.values()
            if other.id != item.id and other.state != "finished"
        )
        came = steps is None or any(_is_of(step, steps) for step in self._records.steps.get(item.id, []))
        return item.attempts > 0 and came and not is_open_elsewhere

    def _run(self, run: str) -> RunRecord:
        if run not in self._records.runs:
            raise NotInLedger(thing="run", id=run)
        return self._records.runs[run]

    # -------------------------------------------------------------- taking items

    async def claim(self, run: str) -> Claim | None:
        """Take the free item with the lowest line."""
        async with self._life.call("ledger.claim"):
            self._commit()
            if run not in self._rounds:
                self._rounds.add(run)
                self._records.rounds[run] = self._records.rounds.get(run, 0) + 1
            taker = Taker(records=self._records, worker=self._worker, now=self._clock.now())
            item = next((item for item in self._records.items_of(run) if taker.may_take(item)), None)
            return None if item is None else taker.take(item)

    async def others_until(self, run: str) -> datetime | None:
        """When the first lease of others that hold items of this run ends."""
        async with self._life.call("ledger.others_until"):
            others = {item.worker for item in self._records.items_of(run) if item.state == "running"}
            now = self._clock.now()
            ends = [self._records.leases[name].until(now) for name in others if name and name != self._worker]
            return min(ends, default=None)

    # -------------------------------------------------------------- work on an item

    async def begin_item(self, item: str) -> None:
        """Count an attempt with the next commit."""
        async with self._life.call("ledger.begin_item"):
            self._riding.append(lambda: self._count_attempt(item))

    def _count_attempt(self, item: str) -> None:
        known = self._records.item(item)
        self._records.items[item] = replace(known, attempts=known.attempts + 1)

    def record_step(self, step: StepRecord) -> None:
        """Remember a step with the next commit."""
        record = replace(step, result=stored(step.result), before=stored(step.before), after=stored(step.after))
        self._riding.append(lambda: self._records.steps.setdefault(step.item, []).append(record))

    async def intend(self, effect: EffectRecord) -> None:
        """Store an intent and lock its record."""
        async with self._life.call("ledger.intend"):
            self._commit()
            self._must_hold(effect.item)
            lock = (effect.system, effect.resource, effect.key_hash)
            if self._records.locks.get(lock, effect.item) != effect.item:
                raise KeyLocked(record=effect.resource)
            known = self._records.effects.get(effect.id)
            if not may_be_intended(known):
                raise NoWay(thing="effect", id=effect.id, state=known.state if known else "", wanted="intended")
            self._records.move_effect(_stored_effect(effect), before=known.state if known else "")
            self._records.locks[lock] = effect.item

    async def finish_effect(
        self, effect: str, state: EffectState, *, found: Mapping[str, Value] | None, intent_line: LineRef | None,
        result_line: LineRef | None,
    ) -> None:  # fmt: skip
        """Store the result of an effect; release its lock unless it is in doubt."""
        async with self._life.call("ledger.finish_effect"):
            self._commit()
            if effect not in self._records.effects:
                raise NotInLedger(thing="effect", id=effect)
            known = self._records.effects[effect]
            self._must_hold(known.item)
            done = replace(
                known, state=state, found=stored(found), result_line=result_line,
                intent_line=intent_line or known.intent_line,
            )  # fmt: skip
            self._records.move_effect(done, before=known.state)
            if state not in OPEN_EFFECT:
                self._records.locks.pop((known.system, known.resource, known.key_hash), None)

    async def finish_item(self, item: str, outcome: Outcome, *, reason: str | None, code: str | None) -> None:
        """Store what came of an item; one with an open effect cannot be finished."""
        async with self._life.call("ledger.finish_item"):
            self._commit()
            self._must_hold(item)
            state = STATE_OF.get(outcome, "finished")
            if state == "finished" and any(e.state in OPEN_EFFECT for e in self._records.effects_of(item)):
                raise NoWay(thing="item", id=item, state="running, with an open effect", wanted=outcome)
            self._leave(item, state, outcome=outcome, reason=reason, code=code)

    async def release(self, item: str) -> None:
        """Give an item back."""
        async with self._life.call("ledger.release"):
            self._commit()
            self._must_hold(item)
            self._leave(item, "pending")

    def _leave(self, item: str, state: ItemState, **changes: str | None) -> None:
        left = self._records.move_item(item, state, **changes)
        self._records.left[item] = (self._clock.now(), self._records.rounds[left.run])

    def _must_hold(self, item: str) -> None:
        known = self._records.item(item)
        if (known.worker, known.state) != (self._worker, "running"):
            raise ItemNotHeld(item=item)

    # -------------------------------------------------------------- people

    async def decide(self, decision: Decision) -> None:
        """Store a decision about an open item."""
        async with self._life.call("ledger.decide"):
            self._commit()
            item = self._records.item(decision.item)
            if item.state == "finished":
                raise NoWay(thing="item", id=item.id, state="finished", wanted="decided")
            self._records.decisions.append(decision)
            self._records.items[item.id] = replace(item, is_answered=True)

    async def lock_account(self, system: str, account: str, *, reason: str) -> None:
        """Let nobody sign in with an account."""
        async with self._life.call("ledger.lock_account"):
            self._commit()
            self._records.accounts[system, account] = reason

    async def unlock_account(self, system: str, account: str) -> None:
        """Allow it again."""
        async with self._life.call("ledger.unlock_account"):
            self._commit()
            self._records.accounts.pop((system, account), None)

    async def account_lock(self, system: str, account: str) -> str | None:
        """Return why an account is locked."""
        async with self._life.call("ledger.account_lock"):
            return self._records.accounts.get((system, account))

    async def locked_accounts(self) -> frozenset[tuple[str, str]]:
        """Return the accounts that are locked."""
        async with self._life.call("ledger.locked_accounts"):
            return frozenset(self._records.accounts)

    async def pause(self, system: str, *, by: str) -> None:
        """Let nothing begin to write to a system."""
        async with self._life.call("ledger.pause"):
            self._commit()
            self._records.paused.add(system)

    async def go_on(self, system: str) -> None:
        """Allow it again."""
        async with self._life.call("ledger.go_on"):
            self._commit()
            self._records.paused.discard(system)

    async def paused(self) -> frozenset[str]:
        """Return the names of paused systems."""
        async with self._life.call("ledger.paused"):
            return frozenset(self._records.paused)

    # -------------------------------------------------------------- questions

    async def items(self, *, run: str | None = None, outcome: Outcome | None = None) -> Sequence[ItemRecord]:
        """Return items by line."""
        async with self._life.call("ledger.items"):
            items = sorted(self._records.items.values(), key=lambda item: (item.run, item.line))
            return [item for item in items if run in (None, item.run) and outcome in (None, item.outcome)]

    async def pages(self, *, run: str, outcomes: Sequence[Outcome] = ()) -> AsyncIterator[Sequence[ItemRecord]]:
        """Go through the items of a run, two at a time."""
        items = [item for item in await self.items(run=run) if not outcomes or item.outcome in outcomes]
        for start in range(0, len(items), 2):
            yield items[start : start + 2]

    async def tally(self, run: str) -> Mapping[tuple[ItemState, Outcome | None], int]:
        """Count items by state and outcome."""
        async with self._life.call("ledger.tally"):
            return Counter((item.state, item.outcome) for item in self._records.items_of(run))

    async def steps_of(self, items: Sequence[str]) -> Mapping[str, Sequence[StepRecord]]:
        """Return the steps of several items."""
        async with self._life.call("ledger.steps_of"):
            return {item: tuple(self._records.steps[item]) for item in items if item in self._records.steps}

    async def steps(self, item: str) -> Sequence[StepRecord]:
        """Return the steps of an item."""
        async with self._life.call("ledger.steps"):
            return tuple(self._records.steps.get(item, ()))

    async def effects(self, *, run: str | None = None, item: str | None = None) -> Sequence[EffectRecord]:
        """Return effects in the order of their intents."""
        async with self._life.call("ledger.effects"):
            return [
                effect for effect in self._records.effects.values()
                if item in (None, effect.item) and run in (None, self._records.items[effect.item].run)
            ]  # fmt: skip

    async def writes_of(self, run: str) -> int:
        """Count what was or may have been written."""
        async with self._life.call("ledger.writes_of"):
            effects = self._records.effects.values()
            return sum(1 for e in effects if self._records.items[e.item].run == run and e.state != "not_done")

    async def doubts_of(self, run: str) -> int:
        """Count what may have happened."""
        async with self._life.call("ledger.doubts_of"):
            effects = self._records.effects.values()
            return sum(1 for e in effects if self._records.items[e.item].run == run and e.state in OPEN_EFFECT)

    def lease_is_fresh(self) -> bool:
        """Tell whether this worker holds its items for certain."""
        now = self._clock.now()
        return not self._lease.is_lost and now < self._lease.until(now)


def _is_of(step: StepRecord, steps: Sequence[str] | None) -> bool:
    return steps is None or step.path.split(ROUND)[0] in steps


def may_be_intended(known: EffectRecord | None) -> bool:
    """Whether an effect is new, or known not to have happened."""
    return known is None or known.state == "not_done"


def _stored_effect(effect: EffectRecord) -> EffectRecord:
    return replace(effect, key=stored(effect.key), before=stored(effect.before), after=stored(effect.after))


def _settled(item: NewItem, elsewhere: Mapping[str, str]) -> NewItem:
    """Skip an item that another run has open."""
    if item.outcome is not None or item.key_hash not in elsewhere:
        return item
    return replace(item, outcome="skipped", reason=f"is already open in run {elsewhere[item.key_hash]}")


def _item_record(item: NewItem, run: RunRecord) -> ItemRecord:
    return ItemRecord(
        id=item.id, run=run.id, workflow=run.workflow, line=item.line, key=item.key, key_hash=item.key_hash,
        record=stored(item.record), state="pending" if item.outcome is None else "finished", outcome=item.outcome,
        reason=item.reason, code=item.code,
    )  # fmt: skip
