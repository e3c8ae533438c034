"""Runs as somebody sees them who looks after them: all, one, and as they change."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from nahtlos.cli.commands import app
from nahtlos.cli.live import shown_live
from nahtlos.engine.ports import RunRecord
from nahtlos.engine.shift import Ending
from nahtlos.journal.history import read_events
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.example import write_example
from nahtlos.runtime.records import open_records
from nahtlos.runtime.workspace import Workspace

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """One run that a brake stopped, and one whose process is gone."""
    made = write_example(tmp_path / "county")
    asyncio.run(make_runs(made))
    monkeypatch.chdir(made.root)
    return made


async def make_runs(made: Workspace) -> None:
    async with open_records(made, read_settings(made)) as records:
        for run, workflow in (("r-stopped", "import-vouchers"), ("r-gone", "report-participation")):
            await records.ledger.start_run(
                RunRecord(
                    id=run, workflow=workflow, workflow_hash="f00d" * 4, started_by="anna", started_at=NOON,
                    profile=None, inputs={"file": "Quastenflosser.csv"}, options={}, state="listing",
                )
            )  # fmt: skip
            await records.ledger.shifts.begin(run)
        await records.ledger.shifts.end("r-stopped", Ending(code="E431", why="The run stopped after 3 writes."))


async def finish(made: Workspace, run: str) -> None:
    async with open_records(made, read_settings(made)) as records:
        await records.ledger.set_run_state(run, "finished")


def typed(*words: str) -> Any:
    return CliRunner().invoke(app, words)


def test_list(workspace: Workspace) -> None:
    """A line a run; what does not match is left out."""
    lines = [line.split("  ") for line in typed("runs", "list").stdout.splitlines()]
    assert {line[0]: line[1].strip() or line[2].strip() for line in lines[1:]}.keys() == {"r-stopped", "r-gone"}

    broken = json.loads(typed("runs", "list", "--state", "broken_off", "--json").stdout)
    assert [run["run"] for run in broken["runs"]] == ["r-gone"]
    of_one = json.loads(typed("runs", "list", "--workflow", "import-vouchers", "--json").stdout)
    assert [run["run"] for run in of_one["runs"]] == ["r-stopped"]


def test_show(workspace: Workspace) -> None:
    """Why it stopped is said; what may be about a person only to who asks for it, and the journal notes it."""
    shown = typed("runs", "show", "r-stopped").stdout
    assert "E431 The run stopped after 3 writes." in shown
    assert "Quastenflosser" not in shown

    revealed = typed("runs", "show", "r-stopped", "--reveal").stdout

    assert "Quastenflosser.csv" in revealed
    (seen,) = read_events(workspace.logs, events={"values.revealed"})
    assert seen.fields["command"] == "runs show"


def test_looking_leaves_no_trace(workspace: Workspace) -> None:
    """Who only looks writes nothing into the journal."""
    before = {path: path.stat().st_size for path in workspace.logs.rglob("*.jsonl")}

    typed("runs", "list")
    typed("runs", "show", "r-gone", "--json")

    assert before == {path: path.stat().st_size for path in workspace.logs.rglob("*.jsonl")}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("stop", "r-gone"), "E740"),
        (("stop", "r-stopped"), "E740"),
        (("stop", "r-gon"), "E741"),
        (("show", "r-gon"), "E741"),
        (("stop", "r-gone", "--reason", "two\nlines"), "E746"),
        (("stop", "r-gone", "--reason", " "), "E746"),
    ],
)
def test_what_cannot_be(workspace: Workspace, words: tuple[str, ...], code: str) -> None:
    """It is refused with a code, and nothing is asked."""
    answer = typed("runs", *words, "--json")

    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["errors"][0]["code"] == code
    assert list(read_events(workspace.logs, events={"run.stop_asked"})) == []


def test_follow_ends_with_the_run(workspace: Workspace) -> None:
    """A run at which nobody works is shown once, as a line for programs."""
    lines = typed("runs", "show", "r-stopped", "--follow", "--json").stdout.splitlines()

    assert [json.loads(line)["state"] for line in lines] == ["paused"]


def test_follow_shows_changes_only(workspace: Workspace) -> None:
    """Elsewhere than on a terminal, a page comes when something has changed, until somebody has enough."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nahtlos", "runs", "list", "--follow", "--json"], cwd=workspace.root,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    asyncio.run(finish(workspace, "r-gone"))
    second = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=20)

    assert [run["state"] for run in first["runs"] if run["run"] == "r-gone"] == ["broken_off"]
    assert [run["state"] for run in second["runs"] if run["run"] == "r-gone"] == ["finished"]
    assert (rest, process.returncode) == ("", 0)


def test_follow_on_a_terminal(workspace: Workspace) -> None:
    """It is drawn in place, and ends with Ctrl-C."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "nahtlos", "runs", "list", "--follow"], cwd=workspace.root, stdout=theirs,
        stderr=theirs, env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
    )  # fmt: skip
    os.close(theirs)
    seen, end = b"", time.monotonic() + 30
    while b"r-gone" not in seen and time.monotonic() < end:
        seen += os.read(ours, 4096)
    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=20) == 0
    assert b"r-gone" in seen
    os.close(ours)


def test_live_page_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """What a foreign system wrote stays text."""
    with shown_live() as draw:
        draw("a\x1b[2Jb [red]c")

    assert "a\ufffd[2Jb [red]c" in capsys.readouterr().out


def test_tokens(workspace: Workspace) -> None:
    """Made once, shown once, listed without the secret, removed; the journal notes who."""
    made = json.loads(typed("tokens", "add", "payroll", "--may", "start", "--days", "2", "--json").stdout)
    listed = typed("tokens", "list", "--json").stdout

    assert made["secret"].startswith("nahtlos_") and made["secret"] not in listed
    assert [(token["token"], token["may"]) for token in json.loads(listed)["tokens"]] == [("payroll", ["start"])]
    assert typed("tokens", "add", "payroll").exit_code == 2
    assert typed("tokens", "add", "Frau Müller").exit_code == 2
    assert typed("tokens", "remove", "payrol").exit_code == 2
    assert typed("tokens", "remove", "payroll").exit_code == 0
    assert typed("tokens", "list").stdout == "No tokens.\n"
    changes = read_events(workspace.logs, events={"token.changed"})
    assert [(entry.fields["token"], entry.fields["change"]) for entry in changes] == [
        ("payroll", "added"), ("payroll", "removed"),
    ]  # fmt: skip
