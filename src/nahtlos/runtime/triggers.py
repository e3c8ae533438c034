"""What makes slots due besides the clock, for the schedules of a workspace: files, runs that ended, calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from nahtlos.plan import nodes
from nahtlos.runtime.definitions import Definitions, read_workflow
from nahtlos.runtime.deliveries import Deliveries
from nahtlos.runtime.inputs import typed_inputs
from nahtlos.runtime.records import Records
from nahtlos.runtime.service import Watcher
from nahtlos.runtime.service_api import Api
from nahtlos.schedule.after import AfterWatcher
from nahtlos.schedule.files import FilesWatcher
from nahtlos.schedule.schedule import Schedule
from nahtlos.schedule.triggers import AfterTrigger, CallTrigger, FilesTrigger

Ring = Callable[[], None]


def watchers_of(schedules: Sequence[Schedule], *, root: Path, records: Records, ring: Ring) -> Sequence[Watcher]:
    """Return what watches folders and runs."""
    watchers: list[Watcher] = []
    arrivals, clock = records.ledger.arrivals, records.clock
    for schedule in schedules:
        match schedule.rule:
            case FilesTrigger() if schedule.enabled:
                watchers.append(
                    FilesWatcher(
                        schedule=schedule, root=root, arrivals=arrivals, journal=records.journal, clock=clock, ring=ring
                    )
                )
            case AfterTrigger() if schedule.enabled:
                watchers.append(
                    AfterWatcher(
                        schedule=schedule, arrivals=arrivals, slots=records.ledger.slots, clock=clock, ring=ring
                    )
                )
    return watchers


def deliveries_of(schedules: Sequence[Schedule], *, root: Path, records: Records) -> Deliveries:
    """Return what guards the runs that files start."""
    inputs = {
        schedule.name: schedule.rule.input
        for schedule in schedules
        if isinstance(schedule.rule, FilesTrigger) and schedule.rule.input is not None
    }
    return Deliveries(root=root, records=records, inputs=inputs)


def api_of(definitions: Definitions, schedules: Sequence[Schedule], *, records: Records, ring: Ring) -> Api:
    """Return what answers calls; inputs are checked against the workflows as they are now."""
    plans = {
        schedule.name: definitions.plan(
            read_workflow(definitions.workspace, schedule.workflow), definitions.systems_in(schedule.profile)
        )
        for schedule in schedules
        if isinstance(schedule.rule, CallTrigger)
    }
    return Api(
        records=records, schedules={schedule.name: schedule for schedule in schedules}, ring=ring,
        check_inputs=lambda schedule, inputs: _check(plans[schedule.name], inputs),
    )  # fmt: skip


def _check(plan: nodes.Plan, inputs: Mapping[str, str]) -> None:
    typed_inputs(plan, inputs)
