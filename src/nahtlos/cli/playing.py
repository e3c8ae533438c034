"""Plays the demo, and says what came of it."""

from __future__ import annotations

from typing import Any

from nahtlos.cli.balance import balance_as_json
from nahtlos.cli.output import complain, say, say_json
from nahtlos.cli.progress import shown_progress
from nahtlos.cli.serving import say_where, wait_for_end
from nahtlos.cli.status import Status
from nahtlos.cli.stopping import run_stoppable
from nahtlos.cli.work import say_report
from nahtlos.engine.run import RunReport
from nahtlos.runtime import running
from nahtlos.runtime.definitions import personal_fields
from nahtlos.runtime.demo import Stage, Verdict, clear_away, judge, staged
from nahtlos.runtime.practice_systems import Making


def play(making: Making, *, again: bool, keep: bool, as_json: bool) -> Status:
    """Play it; whatever is not good stays to be looked at."""
    if not as_json:
        complain(f"Starting casework and exchange with {making.cases} cases.")
    with staged(making) as stage:
        try:
            verdict = _run(stage, again=again, as_json=as_json)
        except Exception:
            complain(f"Everything is kept in {stage.workspace.root}.")
            raise
        is_kept = keep or not verdict.is_good
        if as_json:
            say_json(_as_json(verdict, stage if is_kept else None))
        else:
            _say(verdict, stage if is_kept else None)
        if keep:
            if not as_json:
                say_where(stage.practice)
            wait_for_end(stage.practice, note_in=stage.workspace, as_json=as_json)
    if not is_kept:
        clear_away(stage.workspace)
    return Status.DONE if verdict.is_good else Status.FAILED


def _run(stage: Stage, *, again: bool, as_json: bool) -> Verdict:
    first = _once(stage, as_json=as_json)
    second = None
    if again and first.stopped_by is None:
        if not as_json:
            say("\nOnce more: everything should be there already.\n")
        second = _once(stage, as_json=as_json)
    return judge(stage, first, second)


def _once(stage: Stage, *, as_json: bool) -> RunReport:
    job = stage.job()
    with shown_progress(quiet=as_json) as progress:
        wish = running.Wish(progress=progress, warn=complain)
        report = run_stoppable(running.start(job, wish), wish.brakes, told=complain)
    if not as_json:
        say_report(report, personal_fields(stage.workspace, report.workflow))
    return report


def _say(verdict: Verdict, kept: Stage | None) -> None:
    journal = verdict.journal
    for finding in journal.findings:
        complain(str(finding))
    effects = f"{journal.lines} lines, {journal.effects_intended} effects"
    say(f"\nThe journal is {'intact' if journal.intact else 'NOT intact'}: {effects}.")
    if verdict.wrote_again:
        complain(f"The second run wrote {verdict.wrote_again} cases, and should have written none.")
    if kept is not None:
        say(f"Everything is kept in {kept.workspace.root}.\n")


def _as_json(verdict: Verdict, kept: Stage | None) -> dict[str, Any]:
    balance = verdict.first.balance
    facts: dict[str, Any] = {
        "balance": None if balance is None else balance_as_json(balance),
        "balanced": verdict.is_balanced,
        "journal": {"intact": verdict.journal.intact, "lines": verdict.journal.lines},
        "seconds": round(verdict.first.seconds, 1),
    }
    if verdict.again is not None and verdict.again.balance is not None:
        facts["again"] = balance_as_json(verdict.again.balance)
    if kept is not None:
        facts["workspace"] = str(kept.workspace.root)
    return facts
