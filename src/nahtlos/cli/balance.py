"""What came of a run: its balance as a table and as JSON, and the cases somebody has to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nahtlos.cli.masking import masked
from nahtlos.cli.output import as_table, say
from nahtlos.cli.status import Status
from nahtlos.engine.balance import Balance
from nahtlos.engine.outcome import SEVERITY
from nahtlos.engine.ports import FOR_PEOPLE, ItemRecord, Outcome
from nahtlos.engine.run import RunReport
from nahtlos.errors import LimitReached, StopRequested, SystemIsPaused, listed

WORDS: Mapping[Outcome, str] = {
    "done": "done", "skipped": "skipped (already true)", "kept": "kept (left on purpose)",
    "waiting": "waiting for a person", "rejected": "rejected (the case is wrong)",
    "failed": "failed (the system is wrong)", "in_doubt": "in doubt",
}  # fmt: skip


def status_of(report: RunReport) -> Status:
    """Say how a run ended."""
    counts = report.outcomes
    on_purpose = LimitReached | StopRequested | SystemIsPaused
    stopped = report.stopped_by
    if counts.get("failed") or counts.get("in_doubt") or (stopped and not isinstance(stopped, on_purpose)):
        return Status.FAILED
    if report.balance is not None and report.balance.is_balanced is False:
        return Status.FAILED
    if stopped or counts.get("rejected") or counts.get("waiting") or report.open_items:
        return Status.OPEN
    return Status.DONE


# ------------------------------------------------------------------ for people


def say_balance(balance: Balance) -> None:
    """Print the balance as a table, and whether both sides agree with it."""
    rows = [[word, str(balance.outcomes.get(outcome, 0))] for outcome, word in WORDS.items()]
    rows = [row for row in rows if row[1] != "0"] or [["no cases", "0"]]
    if balance.left_out:
        rows.append(["left out", str(balance.left_out)])
    say(as_table([*rows, ["together", str(sum(balance.outcomes.values()) + balance.left_out)]], headings=("", "cases")))
    if not balance.is_recounted:
        say("\nNot recounted.")
        return
    say()
    say(as_table(_sides(balance), headings=("", "should be", "counted", "")))
    for target in balance.targets:
        if target.erased:
            say(f"{target.erased} cases with records in {target.record} were erased: they cannot be looked for.")
    say(
        "\nBalanced: both sides agree with the outcomes."
        if balance.is_balanced
        else f"\nNot balanced: {_why(balance)}."
    )


def _sides(balance: Balance) -> list[list[str]]:
    source = "agrees" if balance.source_agrees else "differs"
    rows = [["source", str(balance.listed + balance.left_out), str(balance.stated), source]]
    for target in balance.targets:
        verdict = "agrees" if target.agrees else "differs"
        how = "by its list" if target.how == "list" else "by looking for each"
        rows.append([target.record, str(target.expected), str(target.found), f"{verdict} ({how})"])
    return rows


def _why(balance: Balance) -> str:
    reasons = []
    if not balance.source_agrees:
        reasons.append(f"the source counts {balance.stated} cases, the run {balance.listed + balance.left_out}")
    for target in balance.targets:
        if target.fault is not None:
            reasons.append(f"{target.record} could not be counted ({target.fault})")
        if target.missing:
            reasons.append(f"{target.record} lacks the records of {_lines(target.missing)}")
        if target.repeated:
            reasons.append(f"{target.record} has the records of {_lines(target.repeated)} more than once")
    bad = balance.outcomes.get("failed", 0) + balance.outcomes.get("in_doubt", 0)
    if bad:
        reasons.append(f"{bad} cases failed or are in doubt")
    return "; ".join(reasons)


def _lines(lines: Sequence[int]) -> str:
    shown = [str(line) for line in lines[:10]]
    if len(lines) > len(shown):
        shown.append(f"{len(lines) - len(shown)} more")
    return f"case {shown[0]}" if len(shown) == 1 else f"cases {listed(shown)}"


def say_cases(items: Iterable[ItemRecord], personal: frozenset[str] | None) -> None:
    """Print the cases that somebody has to look at, each with its sentence."""
    rows = [
        [f"case {item.line}", item.id, (item.outcome or "").replace("_", " "), item.code or "", _reason(item, personal)]
        for item in items
        if item.outcome in FOR_PEOPLE
    ]
    if rows:
        say("\n" + as_table(rows))


def _reason(item: ItemRecord, personal: frozenset[str] | None) -> str:
    return masked(item.reason or "", item.record, personal)


# ------------------------------------------------------------------ for machines


def report_as_json(report: RunReport, personal: frozenset[str] | None) -> dict[str, Any]:
    """Return what came of a run, without personal values."""
    stopped = report.stopped_by
    return {
        "run": report.run,
        "workflow": report.workflow,
        "state": report.state,
        "outcomes": counts(report.outcomes),
        "open": report.open_items,
        "balance": None if report.balance is None else balance_as_json(report.balance),
        "balanced": None if report.balance is None else report.balance.is_balanced,
        "stopped_by": None if stopped is None else stopped.as_json(),
        "cases": [
            {"id": item.id, "line": item.line, "outcome": item.outcome, "code": item.code,
             "reason": _reason(item, personal)}
            for item in report.items
            if item.outcome in FOR_PEOPLE
        ],
        "more_cases": more_cases(report),
        "seconds": round(report.seconds, 1),
    }  # fmt: skip


def more_cases(report: RunReport) -> int:
    """Return how many cases somebody has to look at besides those in the report."""
    return max(0, sum(report.outcomes.get(outcome, 0) for outcome in FOR_PEOPLE) - len(report.items))


def counts(outcomes: Mapping[Outcome, int]) -> dict[str, int]:
    """Return the count of every outcome, also of those that did not occur."""
    return {outcome: outcomes.get(outcome, 0) for outcome in reversed(SEVERITY)}


def balance_as_json(balance: Balance) -> dict[str, Any]:
    """Return the counts of both sides."""
    return {
        **counts(balance.outcomes),
        "listed": balance.listed,
        "left_out": balance.left_out,
        "source": balance.stated,
        "source_agrees": balance.source_agrees if balance.is_recounted else None,
        "targets": [
            {"record": target.record, "expected": target.expected, "found": target.found, "missing": target.missing,
             "repeated": target.repeated, "erased": target.erased, "counted_by": target.how, "agrees": target.agrees}
            for target in balance.targets
        ],
    }  # fmt: skip
