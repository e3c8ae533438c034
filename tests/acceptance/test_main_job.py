"""The main job as its users live it: run, run again, change the source, decide, lose a record in the target."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.faults.checker import good_vouchers
from tests.workspace import Answer, Workspace, ask, practice_workspace

from nahtlos.journal.verify import verify_journal
from nahtlos.practice.cases import generate_vouchers

CASES = 24
RUN = ("run", "report-participation", "--profile", "practice", "--json")
GOOD = good_vouchers(generate_vouchers(CASES, 2026))
CHANGED = sorted(GOOD)[:10]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with practice_workspace(tmp_path_factory.mktemp("job") / "workspace", cases=CASES, variation=3) as made:
        yield made


@pytest.fixture(scope="module")
def first(workspace: Workspace) -> Answer:
    return workspace.nahtlos(*RUN)


@pytest.fixture(scope="module")
def second(workspace: Workspace, first: Answer) -> Answer:
    return workspace.nahtlos(*RUN)


@pytest.fixture(scope="module")
def forecast(workspace: Workspace, second: Answer) -> Answer:
    """Ten vouchers change in the source; a plan looks at both sides."""
    for number in CHANGED:
        ask(workspace.casework, "/records/change", {"key": number, "set": {"street": "Neue Straße 7"}})
    return workspace.nahtlos("plan", "report-participation", "--profile", "practice", "--json", "--reveal")


@pytest.fixture(scope="module")
def third(workspace: Workspace, forecast: Answer) -> Answer:
    return workspace.nahtlos(*RUN)


def writes(workspace: Workspace) -> int:
    return sum(len(ask(practice, "/effects?after=0")) for practice in (workspace.casework, workspace.exchange))


def test_every_right_case_arrives_and_the_wrong_ones_are_named(workspace: Workspace, first: Answer) -> None:
    """All right cases are done, the six wrong ones rejected with a reason; source and target agree."""
    result = first.json

    assert first.status == 3, first.err
    assert result["outcomes"]["done"] == len(GOOD)
    assert result["outcomes"]["rejected"] == 6
    assert result["balanced"] is True
    assert all(case["reason"] for case in result["cases"] if case["outcome"] == "rejected")


def test_a_second_run_writes_nothing(workspace: Workspace, first: Answer, second: Answer) -> None:
    """What is true already is skipped."""
    assert second.json["outcomes"]["skipped"] == CASES - 6
    assert second.json["outcomes"]["done"] == 0
    assert writes(workspace) == 2 * len(GOOD)


def test_a_plan_shows_exactly_the_changed_fields_old_and_new(forecast: Answer) -> None:
    """Ten streets differ, and nothing else."""
    shown: list[dict[str, Any]] = forecast.json["differences"]

    assert {case["key"] for case in shown} == set(CHANGED)
    for case in shown:
        (field,) = [entry for entry in case["fields"] if entry["old"] != entry["new"]]
        assert (field["name"], field["old"], field["new"]) == ("street", GOOD[case["key"]].street, "Neue Straße 7")


def test_a_run_asks_about_differences_and_writes_what_a_person_decides(workspace: Workspace, third: Answer) -> None:
    """Ten cases wait; one is written after a decision, one is kept; the others go on waiting."""
    waiting = [case for case in third.json["cases"] if case["outcome"] == "waiting"]
    before = writes(workspace)

    assert third.status == 3
    assert len(waiting) == len(CHANGED)
    assert before == 2 * len(GOOD)
    assert workspace.nahtlos("items", "resolve", waiting[0]["id"], "--write", "--reason", "Anruf").status == 0
    assert workspace.nahtlos("items", "resolve", waiting[1]["id"], "--keep", "--reason", "Bleibt").status == 0
    resumed = workspace.nahtlos(*RUN, "--resume").json
    assert resumed["outcomes"]["waiting"] == len(CHANGED) - 2
    assert writes(workspace) == before + 1
    streets = [record["street"] for record in ask(workspace.exchange, "/records")]
    assert streets.count("Neue Straße 7") == 1


def test_a_record_that_vanishes_in_the_target_unbalances_the_run(tmp_path: Path) -> None:
    """Delete one target record behind the run's back, and the run is not balanced, although nothing failed."""
    with practice_workspace(tmp_path / "workspace", cases=14, variation=5) as made, ThreadPoolExecutor() as pool:
        run = pool.submit(made.nahtlos, *RUN)
        receipt = ask(made.casework, "/effects/wait?after=0&timeout=120")[0]
        reports = ask(made.exchange, "/effects?after=0")
        gone = next(report for report in reports if report["after"]["voucher_no"] == receipt["key"])
        ask(made.exchange, "/records/delete", {"key": gone["key"]})
        done = run.result()

    target = next(target for target in done.json["balance"]["targets"] if target["record"] == "exchange.report")
    assert done.json["outcomes"]["failed"] == 0
    assert done.json["balanced"] is False
    assert len(target["missing"]) == 1
    assert done.status == 1


def test_a_recount_sees_what_vanished_since(workspace: Workspace, third: Answer) -> None:
    """A balance can be struck again: it no longer holds once a record was deleted in the target."""
    before = workspace.nahtlos("recount", "report-participation", "--json")
    report = next(r for r in ask(workspace.exchange, "/effects?after=0") if r["after"]["voucher_no"] not in CHANGED)
    ask(workspace.exchange, "/records/delete", {"key": report["key"]})
    after = workspace.nahtlos("recount", "report-participation", "--json")

    assert (before.status, before.json["balanced"]) == (0, True)
    assert (after.status, after.json["balanced"]) == (1, False)


def test_the_journal_of_all_this_verifies(workspace: Workspace, third: Answer) -> None:
    """No line of it was changed, lost or moved."""
    report = verify_journal(workspace.logs)

    assert report.intact, report
    assert workspace.nahtlos("audit", "verify").status == 0
