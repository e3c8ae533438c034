"""Starts, resumes and forecasts runs of a workspace: what is asked before, and what is opened for one."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from nahtlos.engine.balance import Balance
from nahtlos.engine.dry import Forecast, Foreseen, forecast
from nahtlos.engine.parts import Brakes, Parts, silent
from nahtlos.engine.ports import ItemState, Progress, RunRecord
from nahtlos.engine.resuming import WHERE_IT_STOPPED, Resumption
from nahtlos.engine.run import Options, RunReport, recount, resume_run, start_run
from nahtlos.engine.screen import Value
from nahtlos.errors import NothingToCount, NothingToResume, ProfileDiffers, UnfinishedRun, WorkflowChanged
from nahtlos.events import ValuesRevealed
from nahtlos.plan import nodes
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.input_file import CONTENT, content_now, earlier_run, watch_of
from nahtlos.runtime.inputs import typed_inputs
from nahtlos.runtime.job import Job, prepare
from nahtlos.runtime.parts import Shared, open_parts
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.release_guard import guarded
from nahtlos.runtime.saved_plan import Origin, Planned, from_value, load_plan, planned_of, save_plan, to_value
from nahtlos.runtime.shifts import on_shift
from nahtlos.runtime.surroundings import current_user, new_id, new_run_id
from nahtlos.runtime.versions import as_it_was, difference, keep_version
from nahtlos.runtime.workspace import Workspace

Version: TypeAlias = Literal["same", "changed", "as_it_was"]
"""With which workflow a run goes on: the same or not at all, the changed one, the one it began with."""
UNFINISHED: tuple[ItemState, ...] = ("pending", "running", "in_doubt")
"""States of items for which a run has to go on. One that was never listed, or waits for people, is in nobody's way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How somebody wants a run to be done."""

    inputs: Mapping[str, str] = field(default_factory=dict)
    limit: int | None = None
    max_writes: int | None = None
    recount: bool = True
    saved_plan: Path | None = None
    brakes: Brakes = field(default_factory=lambda: Brakes(limits=nodes.Limits()))
    """What may stop the run from outside; its limits are set when the workflow is known."""
    progress: Progress = silent
    warn: Callable[[str], None] = lambda _: None
    """Told what a person should know, e.g. that a secret lies open in the environment."""
    run: str | None = None
    """The id of the new run, if somebody noted it already."""
    resumption: Resumption = WHERE_IT_STOPPED
    """In which way a run goes on."""
    accepts_changes: bool = False
    """Whether a run goes on although its workflow or the file with its cases has changed."""
    is_watched: bool = False
    """Whether somebody looks after the file with its cases already."""
    shared: Shared | None = None
    """What it has in common with other runs of this process."""


class Work(Protocol):
    """How the engine begins or resumes a run."""

    def __call__(
        self, parts: Parts, plan: nodes.Plan, run: RunRecord, *, brakes: Brakes, options: Options
    ) -> Coroutine[Any, Any, RunReport]:
        """Do it."""
        ...


async def start(job: Job, wish: Wish) -> RunReport:
    """Begin a run; raises `UnfinishedRun` while the last one has cases to work on."""
    async with open_records(job.profile.definitions.workspace, job.profile.definitions.settings) as records:
        return await start_with(records, job, wish)


async def start_with(records: Records, job: Job, wish: Wish) -> RunReport:
    """Begin a run with ledger and journal that are open."""
    inputs = typed_inputs(job.plan, wish.inputs)
    planned = None if wish.saved_plan is None else load_plan(wish.saved_plan, job.plan, profile=job.profile.name)
    if left := await unfinished(records, job.plan.workflow):
        raise UnfinishedRun(workflow=left.workflow, run=left.id)
    run = _new_run(job, records, inputs, wish=wish, planned=planned)
    run = await _with_content(job, records, run, wish)
    return await _work(job, records, run, wish=wish, work=start_run)


async def _with_content(job: Job, records: Records, run: RunRecord, wish: Wish) -> RunRecord:
    """Note what is in the file that the cases are taken from, and say when a run had the same."""
    content = await content_now(job, run)
    if content is None:
        return run
    before = await earlier_run(records, run.workflow, content)
    if before is not None:
        wish.warn(
            f"This file was delivered before: the run {before.id} took its cases from the same content. What is true "
            "already is not written again."
        )
    repeats = {} if before is None else {"repeats": before.id}
    return replace(run, options={**run.options, CONTENT: content, **repeats})


async def resume(
    workspace: Workspace, wish: Wish, *, workflow: str | None = None, run: str | None = None,
    profile: str | None = None, version: Version = "same",
) -> RunReport:  # fmt: skip
    """Go on with a run: the one that is named, else the newest that is not finished."""
    async with open_records(workspace, read_settings(workspace)) as records:
        left = await _find(records, workflow, run, is_again=wish.resumption.way != "where_it_stopped")
        if profile not in (None, left.profile):
            raise ProfileDiffers(run=left.id, then=left.profile, now=profile)
        if version == "as_it_was":
            _tell_difference(workspace, left, wish)
            workspace = as_it_was(workspace, left.workflow_hash, workflow=left.workflow)
        job = prepare(workspace, left.workflow, profile=left.profile)
        return await resume_with(records, job, left, wish=wish, version=version)


async def resume_with(
    records: Records, job: Job, left: RunRecord, *, wish: Wish, version: Version = "same"
) -> RunReport:
    """Go on with a run with ledger and journal that are open."""
    if job.plan.hash != left.workflow_hash:
        workspace = job.profile.definitions.workspace
        if version != "changed":
            raise WorkflowChanged(
                workflow=left.workflow, run=left.id, then=left.workflow_hash, now=job.plan.hash,
                difference=difference(workspace, left.workflow_hash, workflow=left.workflow),
            )  # fmt: skip
        _tell_difference(workspace, left, wish)
    wish = replace(wish, accepts_changes=version == "changed")
    return await _work(job, records, left, wish=wish, work=resume_run)


def _tell_difference(workspace: Workspace, left: RunRecord, wish: Wish) -> None:
    """Show how workflow and bots differ from those that the run began with: nobody goes on without having seen it."""
    shown = difference(workspace, left.workflow_hash, workflow=left.workflow)
    wish.warn(shown or "Workflow and bots are as they were.")


async def look_ahead(
    job: Job, wish: Wish, *, tell: Callable[[Foreseen], None], save_to: Path | None, reveals: bool
) -> Forecast:
    """Tell of each case what a run would write now; that somebody sees values is noted in the journal."""
    inputs = typed_inputs(job.plan, wish.inputs)
    async with open_records(job.profile.definitions.workspace, job.profile.definitions.settings) as records:
        run = _new_run(job, records, inputs, wish=wish, planned=None)
        async with open_parts(
            job.profile, job.plan.systems, records, run=run, progress=wish.progress, warn=wish.warn
        ) as parts:
            planned: dict[tuple[str, str], Mapping[str, str | None]] = {}

            def keep(foreseen: Foreseen) -> None:
                if save_to is not None:
                    planned.update(planned_of(foreseen.differences, records.journal))
                tell(foreseen)

            seen = await forecast(parts, job.plan, run, options=_options(job, run, recount=False), tell=keep)
        if save_to is not None:
            origin = Origin(at=run.started_at, by=run.started_by, profile=job.profile.name)
            save_plan(save_to, job.plan, planned, origin=origin)
        if reveals:
            await records.journal.write(
                ValuesRevealed(
                    revealed_to=run.started_by, workflow=job.plan.workflow, items=seen.count, command="plan"
                )
            )
        return seen


async def count_again(
    workspace: Workspace, wish: Wish, *, workflow: str | None = None, run: str | None = None
) -> tuple[RunRecord, Balance]:
    """Count both sides of a run once more: the one that is named, else the newest."""
    async with open_records(workspace, read_settings(workspace)) as records:
        known = [await records.ledger.run(run)] if run else await records.ledger.runs(workflow=workflow, most=1)
        if not known:
            raise NothingToCount(workflow=workflow)
        job = prepare(workspace, known[0].workflow, profile=known[0].profile)
        async with open_parts(
            job.profile, job.plan.systems, records, run=known[0], progress=wish.progress, warn=wish.warn
        ) as parts:
            return known[0], await recount(parts, job.plan, known[0])


# ------------------------------------------------------------------ which run


async def unfinished(records: Records, workflow: str) -> RunRecord | None:
    """Return the last run of a workflow, if it has cases to work on."""
    for last in await records.ledger.runs(workflow=workflow):
        if last.state == "finished":
            return None
        states = await records.ledger.states(last.id)
        if any(states.get(state) for state in UNFINISHED):
            return last
    return None


async def _find(records: Records, workflow: str | None, run: str | None, *, is_again: bool) -> RunRecord:
    """Find the run that is meant; a finished one can only be looked at again."""
    if run is not None:
        found = await records.ledger.run(run)
        if found.state == "finished" and not is_again:
            raise NothingToResume(workflow=found.workflow, run=run)
        return found
    if is_again and (newest := await records.ledger.runs(workflow=workflow, most=1)):
        return newest[0]
    is_past = False
    for known in await records.ledger.runs(workflow=workflow):
        # A run that never listed was replaced by the next one; a run whose cases waited for people was not.
        if known.state != "finished" and not (is_past and known.state == "listing"):
            return known
        is_past = True
    raise NothingToResume(workflow=workflow or "WORKFLOW")


# ------------------------------------------------------------------ one run


async def _work(job: Job, records: Records, run: RunRecord, *, wish: Wish, work: Work) -> RunReport:
    wish.brakes.limits = limits_of(job.plan.limits, wish.max_writes or _number(run, "max_writes"))
    keep_version(job.profile.definitions.workspace, job.plan)
    options = replace(_options(job, run, recount=wish.recount), resumption=wish.resumption)
    async with open_parts(
        job.profile, job.plan.systems, records, run=run, progress=wish.progress, warn=wish.warn, shared=wish.shared
    ) as parts:
        begin = partial(work, guarded(parts, job, run), job.plan, run, brakes=wish.brakes, options=options)
        watch = None if wish.is_watched else watch_of(records, job, run, accepts_changes=wish.accepts_changes)
        done = begin() if watch is None else watch.guard(wish.brakes, begin)
        return await on_shift(records, run.id, brakes=wish.brakes, work=done)


def _new_run(
    job: Job, records: Records, inputs: Mapping[str, Value], *, wish: Wish, planned: Planned | None
) -> RunRecord:
    now = records.clock.now()
    return RunRecord(
        id=wish.run or new_run_id(job.plan.workflow, now),
        workflow=job.plan.workflow,
        workflow_hash=job.plan.hash,
        started_by=current_user(),
        started_at=now,
        profile=job.profile.name,
        inputs=inputs,
        options=_stored(wish, planned),
        state="listing",
    )


def _stored(wish: Wish, planned: Planned | None) -> dict[str, Value]:
    """Return what a resume has to know of how a run was started."""
    options: dict[str, Value] = {"limit": wish.limit, "max_writes": wish.max_writes}
    return options if planned is None else {**options, "planned": to_value(planned)}


def _options(job: Job, run: RunRecord, *, recount: bool) -> Options:
    planned = run.options.get("planned")
    return Options(
        new_id=new_id,
        by=current_user(),
        version=version("nahtlos"),
        lanes=job.profile.definitions.settings.parallel,
        limit=_number(run, "limit"),
        recount=recount,
        planned=None if planned is None else from_value(planned),
        language=job.profile.definitions.settings.language,
    )


def _number(run: RunRecord, name: str) -> int | None:
    value = run.options.get(name)
    return value if isinstance(value, int) else None


def limits_of(written: nodes.Limits, max_writes: int | None) -> nodes.Limits:
    """A brake can be pulled tighter from outside, never loosened."""
    both = [limit for limit in (written.max_writes, max_writes) if limit is not None]
    return nodes.Limits(max_writes=min(both, default=None), first=written.first)
