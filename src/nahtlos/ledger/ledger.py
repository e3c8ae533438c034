"""The ledger as the engine asks for it, and the questions that people ask on the command line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, Literal, TypedDict, TypeVar

from sqlalchemy import Connection, Row

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
from nahtlos.ledger import again, claims, decisions, effects, items, listing, runs, steps, stops, workers
from nahtlos.ledger.arrivals import SqlArrivals
from nahtlos.ledger.hand import Hand
from nahtlos.ledger.keys import Key
from nahtlos.ledger.privacy import PrivacyLedger
from nahtlos.ledger.queue import SqlSlots
from nahtlos.ledger.records import effect_record, item_record, key_of, run_record, step_record
from nahtlos.ledger.shifts import SqlShifts
from nahtlos.ledger.tokens import SqlTokens
from nahtlos.ledger.turns import Turns
from nahtlos.ledger.workers import Lease
from nahtlos.ledger.writer import Writer

T = TypeVar("T")


class _Mine(TypedDict):
    me: int | None
    hand: Hand


class SqlLedger:
    """Runs, items, steps, effects, decisions and locks in a database; made by `open_ledger`."""

    def __init__(
        self, *, writer: Writer, lease: Lease, clock: Clock, master: Key, worker_name: str, turns: Turns
    ) -> None:
        self.worker_name = worker_name
        self.turns = turns
        self.privacy = PrivacyLedger(writer, master)
        self.slots = SqlSlots(writer=writer, lease=lease, clock=clock, master=master)
        self.shifts = SqlShifts(writer=writer, lease=lease, clock=clock, master=master)
        self.arrivals = SqlArrivals(writer=writer, clock=clock, master=master)
        self.tokens = SqlTokens(writer=writer, clock=clock)
        self._writer = writer
        self._lease = lease
        self._clock = clock
        self._master = master
        self._hand = Hand(master)
        self._rounds: set[str] = set()
        """Runs whose present round has begun here."""

    async def _ask(self, work: Callable[[Connection], T]) -> T:
        return await self._writer.ask(work)

    # -------------------------------------------------------------- runs

    async def start_run(self, run: RunRecord) -> None:
        """Store a run that begins."""
        await self._ask(partial(runs.start_run, run=run, master=self._master))

    async def store_items(self, run: str, items: Iterable[NewItem], *, stated: int | None, left_out: int) -> int:
        """Store the whole list or nothing of it; returns how many were skipped as open in another run."""
        await self._ask(partial(listing.begin_list, run=run))
        try:
            left = iter(items)
            while rows := await asyncio.to_thread(self._sealed, run, left):
                await self._ask(partial(listing.add_drafts, run=run, rows=rows))
            end = partial(listing.end_list, run=run, stated=stated, left_out=left_out, master=self._master)
            return await self._ask(end)
        except Exception:
            await self._ask(partial(listing.drop_drafts, run=run))
            raise

    def _sealed(self, run: str, left: Iterator[NewItem]) -> Sequence[Mapping[str, Any]]:
        return listing.seal_items(run, list(islice(left, listing.CHUNK)), master=self._master)

    async def run(self, run: str) -> RunRecord:
        """Return a run."""
        return run_record(await self._ask(partial(runs.run_row, run=run)), self._master)

    async def latest_run(self, workflow: str, *, unfinished: bool = True) -> RunRecord | None:
        """Return the newest run of a workflow."""
        question = partial(runs.newest_runs, workflow=workflow, is_unfinished=unfinished, most=1)
        return next((run_record(row, self._master) for row in await self._ask(question)), None)

    async def runs(self, *, workflow: str | None = None, most: int = 50) -> Sequence[RunRecord]:
        """Return runs, the newest first."""
        question = partial(runs.newest_runs, workflow=workflow, is_unfinished=False, most=most)
        return [run_record(row, self._master) for row in await self._ask(question)]

    async def set_run_state(self, run: str, state: Literal["listed", "paused", "finished"]) -> None:
        """Store in which state a run is.

        `listed` = it goes on: doubts may be looked at once more, and what this process still held is free.
        """
        await self._ask(partial(self._set_run_state, run=run, state=state))
        self._rounds.discard(run)

    def _set_run_state(self, connection: Connection, *, run: str, state: str) -> None:
        runs.set_run_state(connection, run=run, state=state)
        if state == "listed":
            items.release_all(connection, run=run, me=self._lease.worker, now=self._clock.now())

    async def look_again(self, run: str, steps: Sequence[str] | None) -> int:
        """Have items looked at again from these steps on; None: from the start."""
        return await self._ask(partial(again.look_again, run=run, paths=steps))

    async def outcomes(self, run: str) -> Mapping[Outcome, int]:
        """Count the items of a run by outcome."""
        return await self._ask(partial(runs.count_outcomes, run=run))

    async def tally(self, run: str) -> Mapping[tuple[ItemState, Outcome | None], int]:
        """Count the items of a run by state and outcome."""
        return (await self.tallies([run]))[run]

    async def tallies(self, runs_: Sequence[str]) -> Mapping[str, Mapping[tuple[ItemState, Outcome | None], int]]:
        """Count the items of several runs by state and outcome."""
        return await self._ask(partial(runs.tallies, these=runs_))

    async def states(self, run: str) -> Mapping[ItemState, int]:
        """Count the items of a run by state."""
        return await self._ask(partial(runs.count_states, run=run))

    # -------------------------------------------------------------- work

    async def claim(self, run: str) -> Claim | None:
        """Take the free item with the lowest line; the first claim of a run begins a round."""
        if self._lease.worker is None:
            await self._ask(self._lease.register)
        begins = run not in self._rounds
        self._rounds.add(run)
        try:
            return await self._writer.ask(partial(self._claim, run=run, begins=begins), unheard=self._unclaim)
        except BaseException:
            if begins:
                self._rounds.discard(run)
            raise

    def _claim(self, connection: Connection, *, run: str, begins: bool) -> Claim | None:
        if begins:
            runs.begin_round(connection, run=run)
        by = claims.Claimant(worker=self._lease.worker, name=self.worker_name, hand=self._hand)
        return claims.claim(connection, run=run, gone=self._lease.gone(connection, run=run), by=by)

    def _unclaim(self, connection: Connection, claim: Claim | None) -> None:
        if claim is not None:
            items.release(connection, item=claim.item.id, now=self._clock.now(), **self._mine)

    async def others_until(self, run: str) -> datetime | None:
        """Return when the first lease of others that hold items of this run ends; None: nobody else holds any."""
        return await self._ask(partial(workers.others_until, run=run, me=self._lease.worker))

    async def begin_item(self, item: str) -> None:
        """Count an attempt; rides with the next commit."""
        self._writer.ride(partial(items.begin_item, item=item))

    def record_step(self, step: StepRecord) -> None:
        """Remember what came of a step; rides with the next commit."""
        self._writer.ride(partial(steps.add_step, step=step, hand=self._hand))

    async def intend(self, effect: EffectRecord) -> None:
        """Store an intent and lock its record, durably."""
        await self._ask(partial(effects.intend, effect=effect, **self._mine))

    async def finish_effect(
        self, effect: str, state: EffectState, *, found: Mapping[str, Value] | None, intent_line: LineRef | None,
        result_line: LineRef | None,
    ) -> None:  # fmt: skip
        """Store the result of an effect; its lock goes unless it is in doubt."""
        await self._ask(
            partial(
                effects.finish_effect, effect=effect, state=state, found=found, intent_line=intent_line,
                result_line=result_line, **self._mine,
            )
        )  # fmt: skip

    async def finish_item(self, item: str, outcome: Outcome, *, reason: str | None, code: str | None) -> None:
        """Store what came of an item; `waiting` and `in_doubt` leave it open."""
        now = self._clock.now()
        await self._ask(
            partial(items.finish_item, item=item, outcome=outcome, reason=reason, code=code, now=now, **self._mine)
        )

    async def release(self, item: str) -> None:
        """Give an item back unfinished."""
        await self._ask(partial(items.release, item=item, now=self._clock.now(), **self._mine))

    def lease_is_fresh(self) -> bool:
        """Tell whether this process still holds its items for certain; waits for nothing."""
        return self._lease.is_fresh()

    @property
    def _mine(self) -> _Mine:
        return {"me": self._lease.worker, "hand": self._hand}

    # -------------------------------------------------------------- people

    async def decide(self, decision: Decision) -> None:
        """Store a person's decision; the item may be taken (again)."""
        await self._ask(partial(decisions.decide, decision=decision, hand=self._hand))

    async def lock_account(self, system: str, account: str, *, reason: str) -> None:
        """Let no run sign in with this account any more."""
        now, master = self._clock.now(), self._master
        await self._ask(
            partial(stops.lock_account, system=system, account=account, reason=reason, now=now, master=master)
        )

    async def unlock_account(self, system: str, account: str) -> None:
        """Allow it again."""
        await self._ask(partial(stops.unlock_account, system=system, account=account))

    async def account_lock(self, system: str, account: str) -> str | None:
        """Return why an account is locked, if it is."""
        return await self._ask(partial(stops.account_lock, system=system, account=account, master=self._master))

    async def locked_accounts(self) -> frozenset[tuple[str, str]]:
        """Return the accounts that are locked, each with its system."""
        return await self._ask(stops.locked_accounts)

    async def pause(self, system: str, *, by: str) -> None:
        """Let nothing begin to write to a system; `*` = to none."""
        await self._ask(partial(stops.pause, system=system, by=by, now=self._clock.now()))

    async def go_on(self, system: str) -> None:
        """Allow it again."""
        await self._ask(partial(stops.go_on, system=system))

    async def paused(self) -> frozenset[str]:
        """Return the names of paused systems."""
        return await self._ask(stops.paused)

    # -------------------------------------------------------------- questions

    async def item(self, item: str) -> ItemRecord:
        """Return an item."""
        return item_record(await self._ask(partial(items.item_row, item=item)), self._master)

    async def items(
        self, *, run: str | None = None, outcome: Outcome | None = None, state: ItemState | None = None
    ) -> Sequence[ItemRecord]:
        """Return items by run and line."""
        rows = await self._ask(partial(items.item_rows, run=run, outcome=outcome, state=state))
        return await asyncio.to_thread(self._item_records, rows)

    async def pages(
        self, *, run: str | None = None, outcomes: Sequence[Outcome] = (), is_for_people: bool = False
    ) -> AsyncIterator[Sequence[ItemRecord]]:
        """Go through items by run and line, a page in memory at a time; what is asked for is in no page twice."""
        after = ("", -1)
        question = partial(items.item_page, run=run, outcomes=outcomes, is_for_people=is_for_people)
        while rows := await self._ask(partial(question, after=after)):
            yield await asyncio.to_thread(self._item_records, rows)
            after = (rows[-1].run, rows[-1].line)

    def _item_records(self, rows: Sequence[Row[Any]]) -> Sequence[ItemRecord]:
        return [item_record(row, self._master) for row in rows]

    async def item_key(self, item: str) -> Key | None:
        """Return the key that seals everything about an item; None: it was destroyed."""
        return self._key(item, (await self._ask(partial(items.item_row, item=item))).sealed_key)

    async def steps(self, item: str) -> Sequence[StepRecord]:
        """Return what came of the steps of an item, in their order."""
        return await self._ask(partial(self._steps, item=item))

    def _steps(self, connection: Connection, *, item: str) -> Sequence[StepRecord]:
        key = self._key(item, items.item_row(connection, item=item).sealed_key)
        return [step_record(row, key) for row in steps.step_rows(connection, item=item)]

    async def steps_of(self, items_: Sequence[str]) -> Mapping[str, Sequence[StepRecord]]:
        """Return the steps of several items by item, each in their order."""
        rows = await self._ask(partial(steps.steps_of, items_=items_))
        return await asyncio.to_thread(self._steps_by_item, rows)

    def _steps_by_item(self, rows: Sequence[Row[Any]]) -> Mapping[str, Sequence[StepRecord]]:
        found: dict[str, list[StepRecord]] = {}
        for row in rows:
            found.setdefault(row.item, []).append(step_record(row, self._key(row.item, row.sealed_key)))
        return found

    async def effects(self, *, run: str | None = None, item: str | None = None) -> Sequence[EffectRecord]:
        """Return effects in the order of their intents."""
        rows = await self._ask(partial(effects.effect_rows, run=run, item=item))
        return await asyncio.to_thread(
            lambda: [effect_record(row, self._key(row.item, row.sealed_key)) for row in rows]
        )

    def _key(self, item: str, sealed_key: bytes | None) -> Key | None:
        return key_of("items", item, sealed_key, master=self._master)

    async def writes_of(self, run: str) -> int:
        """Count the effects of a run that were or may have been written."""
        return await self._ask(partial(effects.count_writes, run=run))

    async def doubts_of(self, run: str) -> int:
        """Count the effects of a run of which nobody knows whether they happened."""
        return await self._ask(partial(effects.count_doubts, run=run))

    # -------------------------------------------------------------- the end

    async def close(self) -> None:
        """Make durable what still rides, and stop being a worker."""
        try:
            await self._writer.close(self._lease.end)
        finally:
            self._lease.let_go()
