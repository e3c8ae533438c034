"""A run: list the items, work on them in lanes, count both sides again, and say what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal, cast

from nahtlos.engine.attempt import Attempt
from nahtlos.engine.balance import Balance, Tally, outcomes_of, strike_balance
from nahtlos.engine.lanes import side_by_side
from nahtlos.engine.listing import list_items
from nahtlos.engine.outcome import what_stops
from nahtlos.engine.parts import Brakes, Parts
from nahtlos.engine.planned import Planned
from nahtlos.engine.ports import FOR_PEOPLE, ItemRecord, Outcome, RunRecord
from nahtlos.engine.resuming import WHERE_IT_STOPPED, Resumption
from nahtlos.engine.session import Mortal
from nahtlos.engine.signin import lock_account
from nahtlos.engine.waiting import Waiting
from nahtlos.engine.wording import Language
from nahtlos.errors import (
    AccountIsLocked,
    JournalError,
    LeaseLost,
    LimitReached,
    RecordError,
    RunStopped,
    SignInFailed,
    StopRequested,
    SystemIsClosed,
    SystemIsPaused,
    SystemRests,
    WorkspaceError,
)
from nahtlos.events import ItemFinished, ItemsListed, ItemStarted, RunFinished, RunPaused, RunResumed, RunStarted
from nahtlos.plan import nodes

MOST_SHOWN = 1000
"""So many of the cases that somebody has to look at are in a report; the ledger has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run is done; nothing here changes what should be true in the end."""

    new_id: Callable[[], str]
    """Random ids for items."""
    by: str
    """Who starts or resumes."""
    version: str
    lanes: int = 4
    limit: int | None = None
    """Only so many items of the list; the others are left out."""
    recount: bool = True
    planned: Planned | None = None
    resumption: Resumption = WHERE_IT_STOPPED
    language: Language = "en"
    """In which people read what is wrong with a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What came of a run."""

    run: str
    workflow: str
    state: str
    outcomes: Mapping[Outcome, int]
    open_items: int
    balance: Balance | None
    items: Sequence[ItemRecord] = field(default_factory=tuple)
    """Those that somebody has to look at, the first of them: a run may have very many."""
    stopped_by: RunStopped | None = None
    seconds: float = 0.0


async def start_run(
    parts: Parts, plan: nodes.Plan, run: RunRecord, *, brakes: Brakes, options: Options
) -> RunReport:
    """Begin a run: store it, list its items, work on them."""
    await parts.ledger.start_run(run)
    await parts.journal.write(
        RunStarted(
            run=run.id, workflow=plan.workflow, workflow_hash=plan.hash, purpose=plan.process.get("purpose"),
            legal_basis=plan.process.get("legal_basis"), started_by=run.started_by, profile=run.profile,
            nahtlos=options.version, content=cast(str | None, run.options.get("content")),
            repeats=cast(str | None, run.options.get("repeats")),
        )
    )  # fmt: skip
    async with _noted_if_it_breaks(parts, run):
        return await _go_on(parts, plan, run, brakes=brakes, options=options)


async def resume_run(
    parts: Parts, plan: nodes.Plan, run: RunRecord, *, brakes: Brakes, options: Options
) -> RunReport:
    """Go on with a run that stopped: what was listed is not listed again, what is in doubt is looked for."""
    in_doubt = await parts.ledger.doubts_of(run.id)
    brakes.written = await parts.ledger.writes_of(run.id)
    brakes.first_is_passed = brakes.limits.first is None or brakes.written >= brakes.limits.first
    how = options.resumption
    paths = () if how.way == "where_it_stopped" else how.paths(plan)
    await parts.journal.write(
        RunResumed(
            run=run.id, resumed_by=options.by, workflow_hash=plan.hash, in_doubt=in_doubt, way=how.way,
            step=how.step, reason=how.reason,
            changed_from=None if run.workflow_hash == plan.hash else run.workflow_hash,
        )
    )  # fmt: skip
    async with _noted_if_it_breaks(parts, run):
        if how.way != "where_it_stopped":
            again = await parts.ledger.look_again(run.id, paths)
            parts.progress("again", {"items": again})
        return await _go_on(parts, plan, run, brakes=brakes, options=options)


@asynccontextmanager
async def _noted_if_it_breaks(parts: Parts, run: RunRecord) -> AsyncIterator[None]:
    """Have the journal say that a run stopped for want of ledger or proof, if it still can; else it does so itself."""
    try:
        yield
    except RecordError:
        with suppress(JournalError):
            await parts.journal.write(RunPaused(run=run.id, reason="fault"))
        raise


async def _go_on(
    parts: Parts, plan: nodes.Plan, run: RunRecord, *, brakes: Brakes, options: Options
) -> RunReport:
    started = parts.clock.monotonic()
    parts = replace(parts, sessions=Mortal(parts.sessions, brakes, parts.circuits))
    try:
        if run.state == "listing":
            await _list(parts, plan, run, options)
        await parts.ledger.set_run_state(run.id, "listed")
        await _work(parts, plan, run, brakes=brakes, options=options)
    except (RunStopped, WorkspaceError) as error:
        stopped = what_stops(error)
        if not isinstance(stopped, RunStopped):
            raise
        await _stop(parts, brakes, stopped)
    run = await parts.ledger.run(run.id)
    tally = await parts.ledger.tally(run.id)
    open_items = sum(count for (state, _), count in tally.items() if state != "finished")
    balance = None
    if brakes.stopped_by is None:
        parts.progress("recount", {})
        balance = await strike_balance(parts, plan, run, tally=tally, recount=options.recount)
    await _end(parts, run, tally, balance, brakes)
    return RunReport(
        run=run.id, workflow=plan.workflow, outcomes=outcomes_of(tally),
        state="paused" if brakes.stopped_by else "finished" if not open_items else "open",
        open_items=open_items, balance=balance, items=await _to_look_at(parts, run), stopped_by=brakes.stopped_by,
        seconds=parts.clock.monotonic() - started,
    )  # fmt: skip


async def _to_look_at(parts: Parts, run: RunRecord) -> Sequence[ItemRecord]:
    found: list[ItemRecord] = []
    async for page in parts.ledger.pages(run=run.id, outcomes=FOR_PEOPLE):
        found += page
        if len(found) >= MOST_SHOWN:
            break
    return found[:MOST_SHOWN]


async def recount(parts: Parts, plan: nodes.Plan, run: RunRecord) -> Balance:
    """Count source and targets of a run once more, whenever somebody wants to know whether it still holds."""
    return await strike_balance(parts, plan, run, tally=await parts.ledger.tally(run.id))


async def _list(parts: Parts, plan: nodes.Plan, run: RunRecord, options: Options) -> None:
    parts.progress("listing", {"source": plan.items.source.name})
    listed = await list_items(
        parts, plan, run, new_id=options.new_id, limit=options.limit, language=options.language
    )
    elsewhere = await parts.ledger.store_items(
        run.id, listed.items, stated=listed.stated, left_out=listed.left_out
    )
    decided = outcomes_of(await parts.ledger.tally(run.id))
    await parts.journal.write(
        ItemsListed(
            run=run.id, items=listed.count, stated=listed.stated, left_out=listed.left_out,
            duplicates=decided["skipped"] - elsewhere,
        )
    )  # fmt: skip
    await _note_decided(parts, run, tuple(decided))
    parts.progress("listed", {"items": listed.count, "outcomes": dict(decided)})


async def _note_decided(parts: Parts, run: RunRecord, outcomes: Sequence[Outcome]) -> None:
    """Say which items need no work: they are wrong, or duplicates."""
    if not outcomes:
        return
    async for page in parts.ledger.pages(run=run.id, outcomes=outcomes):
        *others, last = [
            ItemFinished(run=run.id, item=item.id, outcome=item.outcome, effects=0)
            for item in page if item.outcome is not None
        ]  # fmt: skip
        for finished in others:
            parts.journal.note(finished)
        await parts.journal.write(last)  # or notes would pile up faster than they are written


# ------------------------------------------------------------------ lanes


async def _work(
    parts: Parts, plan: nodes.Plan, run: RunRecord, *, brakes: Brakes, options: Options
) -> None:
    waiting = Waiting(parts=parts, plan=plan, run=run.id, brakes=brakes)
    lane = partial(_lane, parts, plan, run, waiting=waiting, options=options)
    await side_by_side(lane, count=1 if plan.items.order == "given" else options.lanes)
    await waiting.give_back()


async def _lane(
    parts: Parts, plan: nodes.Plan, run: RunRecord, *, waiting: Waiting, options: Options
) -> None:
    """Take one item after the other until none is left or the run stops."""
    brakes = waiting.brakes
    while await waiting.may_claim():
        paused = await parts.ledger.paused()
        if "*" in paused:
            return brakes.stop(SystemIsPaused(system="*"))
        try:
            await parts.refuse_locked((system.name, system.account) for system in plan.systems.values())
        except AccountIsLocked as locked:
            return brakes.stop(locked)
        claim = await parts.ledger.claim(run.id)
        if claim is None:
            if not await waiting.for_parked() and not await _wait_for_others(parts, run):
                return None
            continue
        about = parts.about(claim.item)
        attempt = Attempt(parts=about, plan=plan, run=run, claim=claim, brakes=brakes, planned=options.planned)
        with waiting.at_work():
            await _item(parts, run, attempt, waiting)
    return None


async def _wait_for_others(parts: Parts, run: RunRecord) -> bool:
    """Wait until the lease of a worker that holds items of this run ends; False when nobody else holds any."""
    until = await parts.ledger.others_until(run.id)
    if until is None:
        return False
    parts.progress("waits", {"until": until})
    await parts.clock.sleep(max(0.1, (until - parts.clock.now()).total_seconds()))
    return True


async def _item(parts: Parts, run: RunRecord, attempt: Attempt, waiting: Waiting) -> None:
    item = attempt.claim.item
    await parts.ledger.begin_item(item.id)
    parts.journal.note(
        ItemStarted(run=run.id, item=item.id, key=parts.journal.pseudonym(item.key), line=item.line)
    )
    try:
        outcome = await attempt.work()
    except SystemIsClosed as closed:
        waiting.park(item.id, closed.system)
        return
    except SystemRests as rests:
        waiting.park(item.id, rests.system, has_failed=rests.has_failed)
        return
    except RunStopped as stopped:
        await _stop(parts, waiting.brakes, stopped)
        if not isinstance(stopped, LeaseLost):
            await parts.ledger.release(item.id)
        return
    await parts.journal.write(
        ItemFinished(run=run.id, item=item.id, outcome=outcome.outcome, effects=attempt.effects.written)
    )
    await parts.ledger.finish_item(item.id, outcome.outcome, reason=outcome.reason, code=outcome.code)
    parts.progress("item", {"line": item.line, "outcome": outcome.outcome, "was": item.outcome})


async def _stop(parts: Parts, brakes: Brakes, stopped: RunStopped) -> None:
    """Let all lanes end; an account that a system does not let in is locked wherever that was seen."""
    brakes.stop(stopped)
    if isinstance(stopped, SignInFailed):
        await lock_account(parts, stopped.system, stopped.account, code=stopped.code)


# ------------------------------------------------------------------ the end


def _reason(stopped: RunStopped) -> Literal["paused", "limit", "first", "stopped", "fault"]:
    match stopped:
        case SystemIsPaused():
            return "paused"
        case LimitReached():
            return "first" if stopped.limit.startswith("first") else "limit"
        case StopRequested():
            return "stopped"
        case _:
            return "fault"


async def _end(
    parts: Parts, run: RunRecord, tally: Tally, balance: Balance | None, brakes: Brakes
) -> None:
    stopped = brakes.stopped_by
    if stopped is not None:
        await parts.journal.write(RunPaused(run=run.id, reason=_reason(stopped)))
        if run.state != "listing":  # else a resume has to list
            await parts.ledger.set_run_state(run.id, "paused")
        return
    await parts.journal.write(
        RunFinished(
            run=run.id, outcomes={str(outcome): count for outcome, count in outcomes_of(tally).items()},
            balanced=None if balance is None else balance.is_balanced,
        )
    )  # fmt: skip
    if all(state == "finished" for state, _ in tally):
        await parts.ledger.set_run_state(run.id, "finished")
