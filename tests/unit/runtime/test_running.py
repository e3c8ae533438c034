"""Runs of a workspace: one at a time for a workflow, resumed with what they began with. No browser is needed here."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nahtlos.engine.ports import NewItem, RunRecord
from nahtlos.errors import (
    DeliveryMissing,
    NothingToResume,
    ProfileDiffers,
    Refused,
    UnfinishedRun,
    WorkflowChanged,
)
from nahtlos.journal.history import read_events
from nahtlos.journal.verify import verify_journal
from nahtlos.runtime import running
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.inputs import typed_inputs
from nahtlos.runtime.job import prepare
from nahtlos.runtime.records import ledger_address, open_records
from nahtlos.runtime.running import Wish
from nahtlos.runtime.workspace import Workspace

WORKFLOW = "import-vouchers"
NOTHING_RIGHT = Wish(inputs={"file": "wrong.csv"}, recount=False)


@pytest.fixture(autouse=True)
def wrong(workspace: Workspace) -> Path:
    """A delivery of three rows, none of them right: no screen is needed to say so."""
    whole = (workspace.root / "workflows" / "vouchers.csv").read_text("utf-8-sig").splitlines()
    rows = [whole[0], *(f"{number};{row.partition(';')[2]}" for number, row in enumerate(whole[1:4]))]
    path = workspace.root / "wrong.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


async def leave_open(workspace: Workspace, *, hash_: str | None = None, profile: str | None = None) -> str:
    """Leave a run with a case that nobody has worked on."""
    plan = prepare(workspace, WORKFLOW).plan
    run = RunRecord(
        id="left", workflow=WORKFLOW, workflow_hash=hash_ or plan.hash, started_by="anna",
        started_at=datetime(2026, 11, 22, tzinfo=UTC), profile=profile, inputs={}, options={}, state="listing",
    )  # fmt: skip
    item = NewItem(id="case", line=1, key="BGS-1", key_hash="h1", record={})
    async with open_records(workspace, read_settings(workspace)) as records:
        await records.ledger.start_run(run)
        await records.ledger.store_items(run.id, [item], stated=None, left_out=0)
        await records.ledger.set_run_state(run.id, "paused")
    return run.id


async def test_run_is_recorded(workspace: Workspace) -> None:
    """Ledger and journal know the run, who started it, and what came of every case."""
    report = await running.start(prepare(workspace, WORKFLOW), NOTHING_RIGHT)

    assert dict(report.outcomes) == {"rejected": 3}
    assert report.state == "finished"
    assert report.balance is not None and report.balance.is_balanced is None
    events = [entry.event for entry in read_events(workspace.logs, log_class="runs")]
    assert [event for event in events if event.startswith("run.")] == ["run.started", "run.listed", "run.finished"]
    assert verify_journal(workspace.logs).intact


async def test_second_run_after_the_first(workspace: Workspace) -> None:
    """A run whose cases all have an outcome is in nobody's way."""
    await running.start(prepare(workspace, WORKFLOW), NOTHING_RIGHT)

    again = await running.start(prepare(workspace, WORKFLOW), NOTHING_RIGHT)

    assert again.outcomes == {"rejected": 3}


async def test_second_run_beside_one_that_is_not_finished(workspace: Workspace) -> None:
    """While a run has cases to work on, a new one is refused, and the message says how to go on."""
    run = await leave_open(workspace)

    with pytest.raises(UnfinishedRun) as caught:
        await running.start(prepare(workspace, WORKFLOW), NOTHING_RIGHT)

    assert run in caught.value.message()
    assert f"nahtlos run {WORKFLOW} --resume" in caught.value.message()


async def test_run_that_never_listed_is_in_nobodys_way(workspace: Workspace) -> None:
    """A delivery that is missing ends a run before it has cases; the next one begins anew."""
    with pytest.raises(DeliveryMissing):
        await running.start(prepare(workspace, WORKFLOW), Wish(inputs={"file": "nowhere.csv"}))

    report = await running.start(prepare(workspace, WORKFLOW), NOTHING_RIGHT)

    assert report.outcomes == {"rejected": 3}


async def test_resume_with_changed_workflow(workspace: Workspace) -> None:
    """A workflow that has changed since does not go on by itself; both versions are named."""
    await leave_open(workspace, hash_="a" * 64)

    with pytest.raises(WorkflowChanged) as caught:
        await running.resume(workspace, NOTHING_RIGHT, workflow=WORKFLOW)

    assert "aaaaaaaaaaaa then" in caught.value.message()
    assert "--accept-changes" in caught.value.message()


async def test_resume_with_another_profile(workspace: Workspace) -> None:
    """A run goes on with the systems it began with."""
    await leave_open(workspace, profile="practice")

    with pytest.raises(ProfileDiffers):
        await running.resume(workspace, NOTHING_RIGHT, workflow=WORKFLOW, profile="other")


async def test_nothing_to_resume(workspace: Workspace) -> None:
    """Neither a workflow without runs nor a run that is finished can be resumed."""
    with pytest.raises(NothingToResume):
        await running.resume(workspace, NOTHING_RIGHT, workflow=WORKFLOW)
    done = await running.start(prepare(workspace, WORKFLOW), NOTHING_RIGHT)

    with pytest.raises(NothingToResume):
        await running.resume(workspace, NOTHING_RIGHT, run=done.run)


async def test_run_that_was_replaced_is_not_resumed(workspace: Workspace) -> None:
    """A run that never listed, with a finished one after it, is left alone; alone, it lists once more."""
    with pytest.raises(DeliveryMissing):
        await running.start(prepare(workspace, WORKFLOW), Wish(inputs={"file": "nowhere.csv"}))
    with pytest.raises(DeliveryMissing):
        await running.resume(workspace, Wish())
    await running.start(prepare(workspace, WORKFLOW), NOTHING_RIGHT)

    with pytest.raises(NothingToResume):
        await running.resume(workspace, Wish())


async def test_broken_files_open_nothing(workspace: Workspace) -> None:
    """A workflow that is refused leaves no ledger, no journal, no run."""
    (workspace.root / "config" / "systems.yaml").write_text("systems: [")

    with pytest.raises(Refused):
        prepare(workspace, WORKFLOW)

    assert [path.name for path in workspace.logs.iterdir()] == [".gitignore"]


def test_inputs_are_typed(workspace: Workspace) -> None:
    """Inputs get their defaults; unknown ones are refused with a hint."""
    plan = prepare(workspace, WORKFLOW).plan

    assert typed_inputs(plan, {}) == {"file": "workflows/vouchers.csv"}
    with pytest.raises(Refused) as caught:
        typed_inputs(plan, {"flie": "x"})
    assert 'Did you mean "file"?' in str(caught.value)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///logs/ledger.sqlite3", "{root}/logs/ledger.sqlite3"),
        ("sqlite:////var/ledger.sqlite3", "/var/ledger.sqlite3"),
    ],
)
def test_ledger_begins_at_the_workspace(workspace: Workspace, url: str, path: str) -> None:
    """The path of a ledger begins at the workspace, wherever the command was typed."""
    assert ledger_address(workspace, url) == "sqlite:///" + path.format(root=workspace.root)


def test_brakes_are_only_pulled_tighter(workspace: Workspace) -> None:
    """`--max-writes` cannot loosen what the workflow says."""
    plan = prepare(workspace, WORKFLOW).plan
    path = workspace.root / "workflows" / f"{WORKFLOW}.yaml"
    path.write_text(path.read_text("utf-8") + "limits: {max_writes: 5, first: 2}\n", "utf-8")
    written = prepare(workspace, WORKFLOW).plan.limits

    assert running.limits_of(plan.limits, 3).max_writes == 3
    assert running.limits_of(written, 9).max_writes == 5
    assert running.limits_of(written, 3).max_writes == 3
    assert running.limits_of(written, None).first == 2
