"""Looks at the screens that a workflow uses, and compares them with what was accepted of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from nahtlos.engine.inspection import Seen
from nahtlos.engine.samples import Samples
from nahtlos.engine.screen import Value
from nahtlos.engine.used import Used, used_by
from nahtlos.engine.visits import Visits
from nahtlos.errors import NahtlosError, Refused
from nahtlos.events import ReleaseAccepted, ReleaseInspected
from nahtlos.plan import nodes
from nahtlos.runtime.contract import Contract, contract_file, differences, joined, read_contract, write_contract
from nahtlos.runtime.inputs import given_samples, typed_inputs
from nahtlos.runtime.job import Job, prepare
from nahtlos.runtime.parts import Shared, open_parts
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.surroundings import current_user
from nahtlos.runtime.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What came of looking at one system."""

    system: str
    file: str
    problems: Sequence[NahtlosError]
    """What the bot needs and the system does not show as it says."""
    differences: Sequence[str]
    """Against what was accepted."""
    unseen: Sequence[str]
    things: int
    is_new: bool
    is_written: bool


async def inspect_live(
    workspace: Workspace, workflows: Sequence[str], *, profile: str | None, accept: bool, warn: Callable[[str], None],
    samples: Sequence[str] = (),
) -> Sequence[Inspected]:
    """Look at all systems of these workflows; write the contract of one that has none, or where it is accepted."""
    jobs = [prepare(workspace, name, profile=profile) for name in workflows]
    async with open_records(workspace, jobs[0].profile.definitions.settings) as records:
        return await inspect_jobs(records, jobs, accept=accept, warn=warn, samples=samples)


async def inspect_jobs(
    records: Records, jobs: Sequence[Job], *, accept: bool, warn: Callable[[str], None], shared: Shared | None = None,
    samples: Sequence[str] = (),
) -> Sequence[Inspected]:
    """Look at the systems of workflows that are ready, all in one profile."""
    profile = jobs[0].profile
    systems = {name: system for job in jobs for name, system in job.plan.systems.items()}
    used = _all_used(jobs)
    inputs = _all_inputs(jobs)
    given = given_samples(samples, systems)
    async with open_parts(profile, systems, records, warn=warn, shared=shared) as parts:
        tours = []
        for name, system in systems.items():
            known = Samples(given=given.get(name, {}), inputs=inputs, now=records.clock.now())
            tours.append((system, await Visits(parts=parts, system=system, samples=known).all(used[name])))
    workspace = profile.definitions.workspace
    return [
        await _one(workspace, records, system, seen, profile=profile.name, accept=accept) for system, seen in tours
    ]


def _all_used(jobs: Sequence[Job]) -> Mapping[str, Used]:
    all_of: dict[str, Used] = {}
    for job in jobs:
        for name, one in used_by(job.plan).items():
            all_of.setdefault(name, Used()).add(one)
    return all_of


def _all_inputs(jobs: Sequence[Job]) -> Mapping[str, Value]:
    """Return what the inputs of the workflows are where nobody gives them."""
    values: dict[str, Value] = {}
    for job in jobs:
        with suppress(Refused):
            values |= typed_inputs(job.plan, {})
    return values


async def _one(
    workspace: Workspace, records: Records, system: nodes.System, seen: Seen, *, profile: str | None, accept: bool
) -> Inspected:
    known = read_contract(workspace, system.name, profile)
    found = () if known is None else differences(known, seen, is_strict=True)
    by = current_user()
    await records.journal.write(
        ReleaseInspected(
            system=system.name, inspected_by=by, contract=None if known is None else known.hash,
            differences=len(found) + len(seen.problems),
        )
    )  # fmt: skip
    is_written = not seen.problems and (known is None or (accept and bool(found)))
    if is_written:
        day = f"{records.clock.now():%Y-%m-%d}"
        screens = joined(known, seen.screens)
        new = Contract(system=system.name, bot=system.bot.name, accepted=day, screens=screens)
        before = None if known is None else known.hash
        await records.journal.write(
            ReleaseAccepted(system=system.name, accepted_by=by, contract=new.hash, before=before)
        )
        write_contract(workspace, new, profile)
    return Inspected(
        system=system.name, file=contract_file(system.name, profile), problems=seen.problems, differences=found,
        unseen=seen.unseen, things=sum(len(things) for things in seen.screens.values()), is_new=known is None,
        is_written=is_written,
    )  # fmt: skip
