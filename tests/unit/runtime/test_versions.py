"""The texts of what ran stay, by their hash, and prove themselves."""

import pytest

from nahtlos.errors import VersionNotKept
from nahtlos.runtime.job import prepare
from nahtlos.runtime.versions import as_it_was, difference, keep_version, kept_workflow
from nahtlos.runtime.workspace import Workspace

WORKFLOW = "report-participation"


def test_an_old_version_can_be_read_after_its_file_has_changed(workspace: Workspace) -> None:
    """Each version has a place of its own."""
    file = workspace.root / "workflows" / f"{WORKFLOW}.yaml"
    old_text, plans = file.read_text("utf-8"), []
    for text in (old_text, old_text + "# changed\n"):
        file.write_text(text, "utf-8")
        plans.append(prepare(workspace, WORKFLOW).plan)
        keep_version(workspace, plans[-1])

    texts = [kept_workflow(workspace, plan.hash).text for plan in plans]

    assert texts == [old_text, old_text + "# changed\n"]


def test_a_version_is_kept_once(workspace: Workspace) -> None:
    """Thousands of runs of one version leave one folder, and nothing half."""
    plan = prepare(workspace, WORKFLOW).plan

    for _ in range(3):
        keep_version(workspace, plan)

    assert [path.name for path in (workspace.logs / "workflows").iterdir()] == [plan.hash]


def test_a_version_that_is_missing_is_said(workspace: Workspace) -> None:
    """Nobody guesses what a run of years ago did."""
    with pytest.raises(VersionNotKept, match="not in logs/workflows"):
        kept_workflow(workspace, "0" * 64)


@pytest.mark.parametrize("file", ["workflow.yaml", "systems/exchange/bot.yaml"])
def test_a_version_that_was_changed_is_not_believed(workspace: Workspace, file: str) -> None:
    """The hash of the journal is over workflow and bots."""
    plan = prepare(workspace, WORKFLOW).plan
    keep_version(workspace, plan)
    path = workspace.logs / "workflows" / plan.hash / file
    path.write_text(path.read_text("utf-8") + "# forged\n", "utf-8")

    with pytest.raises(VersionNotKept, match="not those that ran"):
        kept_workflow(workspace, plan.hash)


def test_files_that_change_in_between_are_another_version(workspace: Workspace) -> None:
    """Nothing is kept under a hash that is not its own."""
    plan = prepare(workspace, WORKFLOW).plan
    file = workspace.root / "workflows" / f"{WORKFLOW}.yaml"
    file.write_text(file.read_text("utf-8") + "# changed\n", "utf-8")

    keep_version(workspace, plan)

    assert [*(workspace.logs / "workflows").iterdir()] == []


@pytest.fixture
def changed(workspace: Workspace) -> str:
    """A workflow and a bot that were changed after a version was kept; its hash."""
    plan = prepare(workspace, WORKFLOW).plan
    keep_version(workspace, plan)
    for name, old, new in (
        (f"workflows/{WORKFLOW}.yaml", "if_missing: reject", "if_missing: keep"),
        ("bots/exchange/bot.yaml", "Meldung absenden", "Absenden"),
    ):
        text = workspace.read(name).text
        assert old in text
        workspace.path(name).write_text(text.replace(old, new), "utf-8")
    return plan.hash


def test_what_has_changed_is_shown_line_by_line(workspace: Workspace, changed: str) -> None:
    """A person sees it in the words of the files, before anything goes on."""
    shown = difference(workspace, changed, workflow=WORKFLOW)

    assert f"--- workflows/{WORKFLOW}.yaml as it was" in shown
    assert "-      if_missing: reject" in shown
    assert "+      if_missing: keep" in shown
    assert "+      - click: {button: Absenden}" in shown
    assert "casework" not in shown.replace("casework.voucher", "")


def test_nothing_has_changed(workspace: Workspace) -> None:
    """Then there is nothing to show."""
    plan = prepare(workspace, WORKFLOW).plan
    keep_version(workspace, plan)

    assert difference(workspace, plan.hash, workflow=WORKFLOW) == ""


def test_a_version_nobody_kept_cannot_be_compared(workspace: Workspace) -> None:
    """It is said, never taken for equal."""
    assert "nobody can say" in difference(workspace, "0" * 64, workflow=WORKFLOW)


def test_a_run_can_go_on_as_it_was(workspace: Workspace, changed: str) -> None:
    """The old texts make the old plan, with its hash; the files of today stay as they are."""
    before = prepare(as_it_was(workspace, changed, workflow=WORKFLOW), WORKFLOW).plan

    assert before.hash == changed
    assert prepare(workspace, WORKFLOW).plan.hash != changed


def test_nobody_goes_on_with_a_version_that_is_not_there(workspace: Workspace) -> None:
    """Without its texts, an old version is no version."""
    with pytest.raises(VersionNotKept):
        as_it_was(workspace, "0" * 64, workflow=WORKFLOW)
