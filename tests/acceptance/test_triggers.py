"""FAULTS row 22: `nahtlos serve` runs a delivery once, however often it comes; calls and chains likewise."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from tests.workspace import Workspace, ask, practice_workspace

from nahtlos.journal.history import read_events

T = TypeVar("T")

SCHEDULES = """
schedules:
  deliveries:
    workflow: import-vouchers
    profile: practice
    files: {folder: in, pattern: "*.csv", stable_for: 1 s, input: file}
  on-call:
    workflow: import-again
    profile: practice
    call: {}
  chain:
    workflow: import-after
    profile: practice
    inputs: {file: workflows/one.csv}
    after: {workflow: import-vouchers, outcome: [done, skipped]}
"""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A workspace that is served by a real process."""

    workspace: Workspace
    process: subprocess.Popen[str]
    address: str

    def runs(self, workflow: str) -> list[dict[str, Any]]:
        """Runs of a workflow that came to their end, the newest first."""
        listed = self.workspace.nahtlos("runs", "list", "--workflow", workflow, "--json").json["runs"]
        return [run for run in listed if run["ended_at"]]

    def events(self, name: str) -> list[Mapping[str, Any]]:
        return [entry.fields for entry in read_events(self.workspace.logs, events={name})]


def wait_for(look: Callable[[], T], *, seconds: float = 120) -> T:
    """Look until something is there."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.5)
    return seen


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Three workflows that read a delivery; each has its own name, so that none waits for another."""
    with practice_workspace(tmp_path / "county", cases=12) as made:
        workflows = made.path / "workflows"
        text = (workflows / "import-vouchers.yaml").read_text("utf-8")
        for name in ("import-again", "import-after"):
            (workflows / f"{name}.yaml").write_text(text.replace("workflow: import-vouchers", f"workflow: {name}"))
        (made.path / "config" / "schedules.yaml").write_text(SCHEDULES)
        (made.path / "in").mkdir()
        delivery(workflows / "one.csv", made, rows=1)
        yield made


@pytest.fixture
def served(workspace: Workspace) -> Iterator[Served]:
    process = subprocess.Popen(
        [sys.executable, "-m", "nahtlos", "serve", "--listen", "127.0.0.1:0", "--json"], cwd=workspace.path,
        env=workspace.environment(), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    lines = ""
    for line in process.stdout:
        lines += line
        if line.startswith("}"):
            break
    try:
        yield Served(workspace=workspace, process=process, address=json.loads(lines)["address"])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
        process.stdout.close()


def delivery(path: Path, workspace: Workspace, *, rows: int) -> None:
    """Deliver as people do: under another name until it is complete."""
    heading, row, *_ = (workspace.path / "workflows" / "vouchers.csv").read_text("utf-8-sig").splitlines()
    voucher, _, rest = row.partition(";")
    lines = [f"{voucher[:-2]}{number:02};{rest}" for number in range(rows)]
    draft = path.with_suffix(".part")
    draft.write_text("\n".join([heading, *lines]) + "\n", "utf-8")
    draft.replace(path)


def test_delivery_is_run_once(served: Served) -> None:
    """A file starts a run; the same again under another name is named, and written by nobody; the chain follows."""
    inbox = served.workspace.path / "in"
    delivery(inbox / "Müller Lieferung.csv", served.workspace, rows=2)
    (run,) = wait_for(lambda: served.runs("import-vouchers"))
    assert (run["outcomes"]["done"], run["state"], run["balance"]["is_balanced"]) == (2, "finished", True)
    assert (run["trigger"]["schedule"], run["trigger"]["kind"]) == ("deliveries", "file")
    written = len(ask(served.workspace.exchange, "/effects?after=0"))

    delivery(inbox / "noch einmal.csv", served.workspace, rows=2)
    (repeated,) = wait_for(lambda: served.events("file.repeated"))
    (after,) = wait_for(lambda: served.runs("import-after"))

    assert repeated["slot"] == run["trigger"]["slot"]
    assert [each["run"] for each in served.runs("import-vouchers")] == [run["run"]]
    assert written == len(ask(served.workspace.exchange, "/effects?after=0"))
    assert after["trigger"]["slot"] == run["run"]
    assert {name: count for name, count in after["outcomes"].items() if count} == {"skipped": 1}
    assert sorted(path.name for path in inbox.iterdir()) == ["Müller Lieferung.csv", "noch einmal.csv"]
    journal = b"".join(path.read_bytes() for path in served.workspace.logs.rglob("*.jsonl"))
    log = (served.workspace.logs / "technical.log").read_bytes()
    assert "Müller".encode() not in journal + log
    assert b"was delivered before" in log


def test_call_is_run_once(served: Served) -> None:
    """Two calls with one key are one run; the token is needed, and so is its right."""
    made = served.workspace.nahtlos("tokens", "add", "payroll", "--may", "start", "--may", "read", "--json").json
    with httpx.Client(base_url=served.address, headers={"Authorization": f"Bearer {made['secret']}"}) as caller:
        body = {"schedule": "on-call", "inputs": {"file": "workflows/one.csv"}, "key": "order 7"}
        first, second = caller.post("/api/runs", json=body), caller.post("/api/runs", json=body)
        assert (first.status_code, second.status_code) == (202, 202)
        slot = f"/api/slots/on-call/{first.json()['slot']}"

        done = wait_for(lambda: (seen := caller.get(slot).json())["state"] == "done" and seen)
        third = caller.post("/api/runs", json=body)
        run = caller.get(f"/api/runs/{done['run']}").json()
        stranger = httpx.get(f"{served.address}/api/runs")

    assert (run["state"], run["outcomes"]["done"]) == ("finished", 1)
    assert third.json() == done
    assert [each["run"] for each in served.runs("import-again")] == [done["run"]]
    assert stranger.status_code == 401
    assert made["secret"].encode() not in b"".join(
        path.read_bytes() for path in served.workspace.logs.rglob("*") if path.is_file()
    )


@pytest.mark.nightly
def test_run_of_a_service_is_stopped_from_a_terminal(served: Served) -> None:
    """It ends where nothing is half done, says who stopped it, and goes on when it is resumed."""
    delivery(served.workspace.path / "in" / "a.csv", served.workspace, rows=40)
    at_work = wait_for(
        lambda: [
            run
            for run in served.workspace.nahtlos("runs", "list", "--state", "at_work", "--json").json["runs"]
            if run["outcomes"]["done"]
        ]
    )

    stopped = served.workspace.nahtlos("runs", "stop", at_work[0]["run"], "--reason", "Payments at 14:00", "--json")
    shown = served.workspace.nahtlos("runs", "show", at_work[0]["run"], "--json").json
    resumed = served.workspace.nahtlos("run", "--resume", at_work[0]["run"], "--json")

    assert (stopped.status, stopped.json["state"]) == (0, "paused")
    assert shown["stopped_by"]["code"] == "E435" and "Payments at 14:00" in shown["stopped_by"]["message"]
    assert 0 < shown["outcomes"]["done"] < 40 and shown["outcomes"]["in_doubt"] == 0
    assert resumed.json["outcomes"]["done"] == 40 and resumed.json["balanced"]
    assert served.workspace.nahtlos("audit", "verify").status == 0
