"""Runs as somebody starts and stops them: the demo, brakes, saved plans, signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.workspace import Workspace, ask, practice_workspace

CASES = 16
WORKFLOW = "report-participation"
RUN = ("run", WORKFLOW, "--profile", "practice", "--json")


@pytest.mark.nightly  # CI does it with the wheel
def test_demo(tmp_path: Path) -> None:
    """From nothing to a verdict: balanced, intact, a second run that writes nothing, and nothing left behind."""
    done = subprocess.run(
        [sys.executable, "-m", "nahtlos", "demo", "--cases", "12", "--again", "--json"], cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    facts = json.loads(done.stdout)

    assert done.returncode == 0, done.stderr
    assert set(facts) == {"balance", "balanced", "journal", "seconds", "again"}
    assert facts["balanced"] is True
    assert facts["balance"]["rejected"] == 6
    assert facts["balance"]["done"] + facts["balance"]["skipped"] == 6
    assert facts["again"]["done"] == 0
    assert facts["journal"]["intact"] is True and facts["journal"]["lines"] > 50
    assert not list(tmp_path.glob("nahtlos-demo-*"))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with practice_workspace(tmp_path / "county", cases=CASES, variation=11) as made:
        yield made


def written(workspace: Workspace) -> int:
    return sum(len(ask(practice, "/effects?after=0")) for practice in (workspace.casework, workspace.exchange))


def test_brakes(workspace: Workspace) -> None:
    """A run stops before one write too many, is not started a second time, and goes on when it is resumed."""
    stopped = workspace.nahtlos(*RUN, "--max-writes", "4")
    refused = workspace.nahtlos(*RUN)
    resumed = workspace.nahtlos(*RUN, "--resume", "--max-writes", "6")

    assert stopped.status == 3
    assert stopped.json["stopped_by"]["code"] == "E431"
    assert stopped.json["balance"] is None
    assert refused.status == 2 and refused.json["errors"][0]["code"] == "E664"
    assert resumed.json["run"] == stopped.json["run"]
    assert written(workspace) == 6


def test_saved_plan(workspace: Workspace) -> None:
    """A run that is held to a plan writes what the plan shows, and asks where the target has changed since."""
    plan = workspace.nahtlos("plan", WORKFLOW, "--profile", "practice", "--out", "today.plan", "--json")
    shown = {(entry["line"], entry["record"]) for entry in plan.json["differences"]}
    assert plan.status == 3
    assert written(workspace) == 0
    good = len({line for line, _ in shown})
    assert {record for _, record in shown} == {"exchange.report", "casework.voucher"}

    held = workspace.nahtlos(*RUN, "--plan", "today.plan", "--limit", str(CASES))

    assert held.json["outcomes"]["done"] == good, held.err
    assert written(workspace) == 2 * good


@pytest.mark.nightly
def test_limit_leaves_the_rest_to_the_next_run(workspace: Workspace) -> None:
    """`--limit` takes the first cases, counts the others as left out, and is balanced."""
    first = workspace.nahtlos(*RUN, "--limit", "4")
    second = workspace.nahtlos(*RUN, "--limit", "6")

    assert first.json["balance"]["left_out"] == CASES - 4
    assert first.json["balanced"] is True
    assert second.json["outcomes"]["skipped"] >= first.json["outcomes"]["done"]


@pytest.mark.nightly  # row 26 stops runs around a write in every CI
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_by_a_signal(workspace: Workspace, number: int) -> None:
    """The first signal lets cases at work come to an end; the run is paused and goes on where it stopped."""
    process = subprocess.Popen(
        [*workspace.program, *RUN], cwd=workspace.path, env=workspace.environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    ask(workspace.exchange, "/effects/wait?after=0&timeout=120")
    process.send_signal(number)
    out, err = process.communicate(timeout=120)

    stopped = json.loads(out)
    resumed = workspace.nahtlos(*RUN, "--resume")

    assert process.returncode == 3, err
    assert stopped["stopped_by"]["code"] == "E435"
    assert "Stopping" in err
    assert stopped["open"] > 0
    assert resumed.json["balanced"] is True
    assert resumed.json["run"] == stopped["run"]
    assert resumed.json["open"] == 0
