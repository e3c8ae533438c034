"""Blocking windows as somebody meets them: in `check`, in `systems list`, and in a run."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.workspace import Workspace, ask, command, init, practice_workspace

NAHTLOS = (sys.executable, "-m", "nahtlos")
RUN = ("run", "report-participation", "--profile", "practice", "--json")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with practice_workspace(tmp_path / "county", cases=12) as made:
        yield made


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return init(tmp_path / "county")


def ask_for(county: Path, *words: str) -> Any:
    """Return the JSON that a command answers."""
    return command(*words, "--json", cwd=county).json


def write_windows(folder: Path, *windows: str) -> None:
    """Give the system `exchange` these windows."""
    path = folder / "config" / "systems.yaml"
    head, name, rest = path.read_text("utf-8").partition("\n  exchange:\n")
    kept = [line for line in rest.splitlines() if not line.startswith(("    windows:", "      - {name:"))]
    lines = ["    windows:", *[f"      - {window}" for window in windows]] if windows else []
    path.write_text(head + name + "\n".join([*lines, *kept]) + "\n", "utf-8")


def around_now() -> str:
    """Return a window from an hour ago until the day after tomorrow."""
    begin = datetime.now(UTC) - timedelta(hours=1)
    end = begin + timedelta(days=2)
    return f"{{name: Wartung, zone: UTC, from: {begin:%Y-%m-%d %H:%M}, to: {end:%Y-%m-%d %H:%M}}}"


def test_check_names_windows_that_are_wrong(county: Path) -> None:
    """Each with file, line and column, all at once; and what is right passes."""
    write_windows(
        county,
        "{name: Zahllauf, on: last working day, land: RPF}",
        "{name: Woche, on: Mondy}",
        "{name: Uhr, zone: Europe/Berlon, from: 25:00}",
    )
    unreadable = ask_for(county, "check")["problems"]
    write_windows(county, "{name: Zahllauf, on: last working day}")
    without_land = ask_for(county, "check")["problems"]
    write_windows(
        county, "{name: A, from: 05:00, to: 22:00}", "{name: B, from: 21:00, to: 05:00}",
        "{name: C, from: 2020-12-05 18:00, to: 2020-12-07 06:00}",
    )  # fmt: skip
    covering = ask_for(county, "check")["problems"]
    write_windows(county, '{name: Zahllauf, on: last working day, land: RP, from: "16:00", to: "22:00"}')
    right = ask_for(county, "check")

    assert [problem["code"] for problem in unreadable] == ["E700", "E702", "E718", "E205"]
    assert {problem["file"] for problem in unreadable} == {"config/systems.yaml"}
    assert all(problem["line"] and problem["column"] > 10 for problem in unreadable)
    assert [problem["code"] for problem in without_land] == ["E728"]
    assert sorted(one["code"] for one in covering if one["file"] == "config/systems.yaml") == ["E705", "E706", "E707"]
    # A system that is always closed leaves no time for the schedules that write to it, too.
    assert {one["code"] for one in covering if one["file"] == "config/schedules.yaml"} == {"E726"}
    assert right["ok"] is True


def test_systems_say_until_when(county: Path) -> None:
    """`systems list` tells whether a system is closed, and until when."""
    write_windows(county, around_now())

    listed = {row["system"]: row for row in ask_for(county, "systems", "list")["systems"]}

    assert listed["casework"]["state"] == "ready"
    assert listed["exchange"]["state"].startswith("closed (Wartung until ")
    assert listed["exchange"]["closed"]["window"] == "Wartung"


def test_run_waits_stops_at_once_and_goes_on(workspace: Workspace) -> None:
    """In a window nothing is written and the run says why; SIGTERM ends the waiting; afterwards all is done."""
    write_windows(workspace.path, around_now())
    process = subprocess.Popen(
        [*workspace.program, *RUN[:-1]], cwd=workspace.path, env=workspace.environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    said = next(line for line in process.stderr if line.startswith("exchange: Wartung until "))
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=20)
    written = ask(workspace.exchange, "/effects?after=0")
    planned = workspace.nahtlos("plan", *RUN[1:])
    write_windows(workspace.path)
    resumed = workspace.nahtlos(*RUN, "--resume")

    assert said
    assert process.returncode == 3, out
    assert written == []
    assert planned.json["outcomes"]["done"] == resumed.json["outcomes"]["done"] > 0
    assert resumed.json["balanced"] is True
    journal = "".join(path.read_text() for path in workspace.logs.glob("*/runs/*.jsonl"))
    (line,) = [json.loads(line) for line in journal.splitlines() if '"run.waits"' in line]
    assert (line["system"], line["window"]) == ("exchange", "Wartung")
