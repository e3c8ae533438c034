"""What came of a run decides the exit status; the balance says why it does not add up."""

from collections.abc import Mapping
from typing import Any

import pytest

from nahtlos.cli.balance import balance_as_json, report_as_json, say_balance, say_cases, status_of
from nahtlos.cli.status import Status
from nahtlos.engine.balance import Balance, TargetCount
from nahtlos.engine.ports import ItemRecord, Outcome
from nahtlos.engine.run import RunReport
from nahtlos.errors import AccountIsLocked, LimitReached, RunStopped, StopRequested


def balance(outcomes: Mapping[Outcome, int], **facts: Any) -> Balance:
    listed = sum(outcomes.values())
    return Balance(**{"listed": listed, "stated": listed, "left_out": 0, "outcomes": outcomes, **facts})


def report(outcomes: Mapping[Outcome, int], *, stopped: RunStopped | None = None, **facts: Any) -> RunReport:
    return RunReport(
        run="r", workflow="w", state="finished", outcomes=outcomes, open_items=facts.pop("open_items", 0),
        balance=None if stopped else balance(outcomes, **facts), stopped_by=stopped,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (report({"done": 3, "skipped": 1, "kept": 1}), Status.DONE),
        (report({"done": 3}, is_recounted=False), Status.DONE),
        (report({"done": 3, "rejected": 1}), Status.OPEN),
        (report({"waiting": 1}), Status.OPEN),
        (report({"done": 3, "failed": 1, "rejected": 1}), Status.FAILED),
        (report({"in_doubt": 1}), Status.FAILED),
        (report({"done": 3}, stated=4), Status.FAILED),  # not balanced
        (report({"done": 3}, stopped=StopRequested()), Status.OPEN),
        (report({"done": 3}, stopped=LimitReached(writes=3, limit="first: 3")), Status.OPEN),
        (report({"done": 3}, stopped=AccountIsLocked(system="s", account="a")), Status.FAILED),
    ],
)
def test_status(result: RunReport, status: Status) -> None:
    """0 all done, 1 something failed, 3 somebody has to look."""
    assert status_of(result) is status


def test_erased_cases_are_said_and_not_against_the_balance(capsys: pytest.CaptureFixture[str]) -> None:
    """So that whoever counts by hand knows why the target holds more."""
    target = TargetCount(record="exchange.report", expected=2, found=2, erased=1)
    counted = balance({"done": 3}, targets=[target])

    say_balance(counted)

    said = capsys.readouterr().out
    assert "1 cases with records in exchange.report were erased" in said
    assert "Balanced" in said
    assert balance_as_json(counted)["targets"][0]["erased"] == 1


def test_not_balanced_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    """Each side that differs is named, with the cases it is about."""
    target = TargetCount(record="exchange.report", expected=3, found=1, missing=(2,), repeated=(1,))

    say_balance(balance({"done": 2, "failed": 1}, stated=4, targets=[target]))

    said = capsys.readouterr().out
    assert "Not balanced" in said
    assert "the source counts 4 cases, the run 3" in said
    assert "exchange.report lacks the records of case 2" in said
    assert "has the records of case 1 more than once" in said
    assert "1 cases failed or are in doubt" in said


def test_many_missing_are_not_all_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Ten cases are named, the rest is counted."""
    target = TargetCount(record="x.y", expected=12, found=0, missing=tuple(range(1, 13)))

    say_balance(balance({"done": 12}, targets=[target]))

    assert "9, 10 and 2 more" in capsys.readouterr().out


def test_not_recounted_is_not_called_balanced(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a second count nobody says balanced."""
    say_balance(balance({"done": 1}, is_recounted=False))

    said = capsys.readouterr().out
    assert "Not recounted." in said and "alanced" not in said


def test_json_names_every_outcome() -> None:
    """A machine finds every count, also those that are 0."""
    facts = balance_as_json(balance({"done": 2}))

    assert {name: facts[name] for name in ("done", "rejected", "in_doubt", "listed")} == {
        "done": 2, "rejected": 0, "in_doubt": 0, "listed": 2,
    }  # fmt: skip


def item(outcome: Outcome) -> ItemRecord:
    return ItemRecord(
        id="i", run="r", workflow="w", line=7, key="k", key_hash="h", record={"name": "Yılmaz"}, outcome=outcome,
        reason="Frau Yılmaz fehlt", code="E401", state="finished",
    )  # fmt: skip


def test_cases_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """Cases somebody has to look at are listed with their sentence, without personal values; others are not."""
    result = report({"rejected": 1, "done": 1})
    object.__setattr__(result, "items", [item("rejected"), item("done")])

    say_cases(result.items, frozenset({"name"}))
    facts = report_as_json(result, frozenset({"name"}))

    said = capsys.readouterr().out
    assert "case 7" in said and said.count("rejected") == 1
    assert "Frau … fehlt" in said and "Yılmaz" not in said
    assert [case["reason"] for case in facts["cases"]] == ["Frau … fehlt"]
