"""`nahtlos serve` as a process: it fires, it says how it is, it ends in time, and the next one goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.workspace import PROGRAM, Workspace, ask, practice_workspace

CASES = 12
NIGHTLY = "schedules:\n  nightly: {workflow: report-participation, profile: practice, every: 1 day, from: FROM}\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with practice_workspace(tmp_path_factory.mktemp("serve") / "county", cases=CASES, variation=3) as made:
        yield made


@contextmanager
def served(workspace: Workspace) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A service that is ready, and its address."""
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--listen", "127.0.0.1:0"], cwd=workspace.path, env=workspace.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline(), process.stdout.readline()]
        assert "/health" in lines[1], process.communicate()[1]
        yield process, lines[1].split("/health")[0]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def write_schedules(workspace: Workspace, minutes: int = 1) -> str:
    """Write a schedule that is due at the next minute, or so many later, and then once a day."""
    due = datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(minutes=minutes)
    at = f"{due:%Y-%m-%d %H:%M}"
    (workspace.path / "config/schedules.yaml").write_text(NIGHTLY.replace("FROM", at))
    return at


def end(process: subprocess.Popen[str]) -> float:
    """Send SIGTERM to it alone, as systemd does; return how many seconds it took."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    return time.monotonic() - began


def until(is_so: Callable[[], Any], *, seconds: float = 150) -> Any:
    patience = time.monotonic() + seconds
    while time.monotonic() < patience:
        if found := is_so():
            return found
        time.sleep(0.5)
    pytest.fail("it did not happen")


def slots(workspace: Workspace) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workspace.nahtlos("schedule", "slots", "--json").json["slots"]
    return found


def written(workspace: Workspace) -> int:
    return sum(len(ask(practice, "/effects?after=0")) for practice in (workspace.casework, workspace.exchange))


def journal(workspace: Workspace, event: str) -> list[dict[str, Any]]:
    lines = [line for path in workspace.logs.glob("*/*/*.jsonl") for line in path.read_bytes().splitlines()]
    return [each for each in map(json.loads, lines) if each["event"] == event]


def test_schedule_stopped_in_the_middle_and_finished(workspace: Workspace) -> None:
    """What is due runs by itself; told to end in the middle of it, it ends in time; the next one finishes."""
    write_schedules(workspace)
    with served(workspace) as (process, address):
        with urllib.request.urlopen(f"{address}/health", timeout=10) as answer:
            assert json.load(answer)["next_due"] is not None
        until(lambda: written(workspace))
        took = end(process)
    (slot,) = slots(workspace)

    assert took < 10
    assert slot["state"] == "waiting" and slot["run"]
    assert [line["code"] for line in journal(workspace, "slot.delayed")] == ["E734"]

    with served(workspace) as (process, _):
        until(lambda: slots(workspace)[0]["state"] == "done")
        assert end(process) < 10

    (slot,) = slots(workspace)
    assert slot["attempts"] == 2
    assert [line["run"] for line in journal(workspace, "slot.fired")] == [slot["run"]] * 2
    assert len(journal(workspace, "run.started")) == len(journal(workspace, "run.finished")) == 1
    assert workspace.nahtlos("recount", "--run", slot["run"]).status == 0
    assert workspace.nahtlos("audit", "verify").status == 0


def test_person_wants_it_now(workspace: Workspace) -> None:
    """A person starts a schedule out of turn while it is served; the journal knows who, and nothing is doubled."""
    write_schedules(workspace, minutes=600)
    before = written(workspace)
    with served(workspace) as (process, address):
        slot = workspace.nahtlos("schedule", "run", "nightly", "--json").json["slot"]
        until(lambda: any(each["slot"] == slot and each["state"] == "done" for each in slots(workspace)))
        with urllib.request.urlopen(f"{address}/health", timeout=10) as answer:
            facts = json.load(answer)
        end(process)

    assert (facts["fired"], facts["at_work"], facts["ledger"], facts["journal"]) == (1, [], "ok", "ok")
    assert slot in [line["slot"] for line in journal(workspace, "slot.wanted")]
    assert written(workspace) == before


def test_problems_are_all_told(workspace: Workspace) -> None:
    """With a mistake in any file it does not start, and all of them are told with their places."""
    file = workspace.path / "config/schedules.yaml"
    file.write_text(
        "schedules:\n  a: {workflow: no-such, cron: 0 6 * * mon}\n"
        "  b: {workflow: import-vouchers, profile: nope, cron: 0 6 * * mon}\n"
    )

    refused = workspace.nahtlos("serve", "--listen", "127.0.0.1:0", "--json")

    errors = refused.json["errors"]
    assert refused.status == 2
    assert {(each["file"], each["line"]) for each in errors} == {
        ("config/schedules.yaml", 2), ("config/schedules.yaml", 3),
    }  # fmt: skip


def test_address_is_taken(workspace: Workspace) -> None:
    """A second service where the first one listens is told how to choose another address."""
    write_schedules(workspace, minutes=600)
    with served(workspace) as (process, address):
        refused = workspace.nahtlos("serve", "--listen", address.removeprefix("http://"), "--json")
        end(process)

    assert [each["code"] for each in refused.json["errors"]] == ["E735"]


def test_questions_without_a_service(workspace: Workspace) -> None:
    """What comes, and why, is known while nobody serves; what is missing can be made up for."""
    at = write_schedules(workspace, minutes=-2 * 24 * 60 - 30)  # no slot of another test is due then

    coming = workspace.nahtlos("schedule", "next", "nightly", "-n", "2", "--json").json["next"]
    paused = workspace.nahtlos("schedule", "pause", "nightly", "--json").json
    listed = workspace.nahtlos("schedule", "list", "--json").json["schedules"]
    would = workspace.nahtlos("schedule", "backfill", "nightly", "--from", at.replace(" ", "T"), "--json").json
    workspace.nahtlos("schedule", "resume", "nightly")

    assert len(coming) == 2 and at[:10] in coming[0]["because"]
    assert paused == {"schedule": "nightly", "paused": True}
    assert listed[0]["state"].startswith("paused by ")
    assert (would["added"], len(would["slots"])) == (False, 3)
    assert len(journal(workspace, "schedule.paused")) == len(journal(workspace, "schedule.resumed")) == 1
