"""Starts or resumes a run, shows how it gets on, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from nahtlos.cli.balance import more_cases, report_as_json, say_balance, say_cases, status_of
from nahtlos.cli.options import here
from nahtlos.cli.output import complain, say, say_json
from nahtlos.cli.progress import shown_progress
from nahtlos.cli.status import Status
from nahtlos.cli.stopping import run_stoppable
from nahtlos.engine.resuming import Resumption
from nahtlos.engine.run import RunReport
from nahtlos.errors import OptionsExclude, ReasonWanted, StatementUnusable
from nahtlos.runtime import running
from nahtlos.runtime.definitions import personal_fields
from nahtlos.runtime.job import prepare
from nahtlos.runtime.running import Version, Wish
from nahtlos.runtime.workspace import Workspace, find_workspace

Begin = Callable[[Wish], Coroutine[Any, Any, RunReport]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Which run to go on with, and how."""

    workflow: str | None
    run: str | None
    profile: str | None
    version: Version = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What somebody typed about how a run goes on."""

    step: str | None = None
    from_start: bool = False
    accept_changes: bool = False
    as_it_was: bool = False
    reason: str | None = None

    def resumption(self) -> Resumption:
        """Return the way; raises where two exclude each other, or where nobody says why."""
        if self.step is not None and self.from_start:
            raise OptionsExclude(option="--from", other="--from-start")
        if self.accept_changes and self.as_it_was:
            raise OptionsExclude(option="--accept-changes", other="--as-it-was")
        typed = self._typed()
        if self.reason is None and typed:
            raise ReasonWanted(option=typed[0])
        if self.reason is not None and (not self.reason.strip() or not self.reason.isprintable()):
            raise StatementUnusable(option="--reason")
        way: Any = "from_step" if self.step is not None else "from_start" if self.from_start else "where_it_stopped"
        return Resumption(way=way, step=self.step, reason=self.reason)

    def version(self) -> Version:
        """Return with which workflow it goes on."""
        return "changed" if self.accept_changes else "as_it_was" if self.as_it_was else "same"

    def refuse(self) -> None:
        """Raise when a run begins that cannot go on in any way."""
        if typed := self._typed():
            raise OptionsExclude(option=typed[0], other="--resume", needs=True)

    def _typed(self) -> list[str]:
        options = {
            "--from": self.step is not None, "--from-start": self.from_start, "--accept-changes": self.accept_changes,
            "--as-it-was": self.as_it_was,
        }  # fmt: skip
        return [option for option, is_given in options.items() if is_given]


def start(workflow: str, wish: Wish, *, profile: str | None, as_json: bool) -> Status:
    """Begin a run."""
    workspace = find_workspace(here())
    job = prepare(workspace, workflow, profile=profile)
    return _do(workspace, lambda wish: running.start(job, wish), wish, as_json=as_json)


def resume(left: Left, wish: Wish, *, as_json: bool) -> Status:
    """Go on with a run."""
    for option, is_given in (("--plan", wish.saved_plan), ("--limit", wish.limit), ("--input", wish.inputs)):
        if is_given:
            raise OptionsExclude(option=option, other="--resume")
    workspace = find_workspace(here())
    if left.workflow is not None and left.run is None and left.workflow not in workspace.workflows():
        left = replace(left, workflow=None, run=left.workflow)

    def begin(wish: Wish) -> Coroutine[Any, Any, RunReport]:
        return running.resume(
            workspace, wish, workflow=left.workflow, run=left.run, profile=left.profile,
            version=left.version,
        )  # fmt: skip

    return _do(workspace, begin, wish, as_json=as_json)


def _do(workspace: Workspace, begin: Begin, wish: Wish, *, as_json: bool) -> Status:
    with shown_progress(quiet=as_json) as progress:
        report = run_stoppable(begin(replace(wish, progress=progress, warn=complain)), wish.brakes, told=complain)
    personal = personal_fields(workspace, report.workflow)
    if as_json:
        say_json(report_as_json(report, personal))
    else:
        say_report(report, personal)
    return status_of(report)


def say_report(report: RunReport, personal: frozenset[str] | None) -> None:
    """Print what came of a run."""
    say(f"Run {report.run}: {report.seconds:.0f} s")
    if report.balance is not None:
        say()
        say_balance(report.balance)
    say_cases(report.items, personal)
    if more := more_cases(report):
        say(f"\n{more} more cases like these: `nahtlos items list --run {report.run}` shows all.")
    if report.stopped_by is not None:
        complain(f"\n{report.stopped_by}")
    elif report.open_items:
        say(f"\n{report.open_items} cases are open: `nahtlos items list --run {report.run}` shows them.")
