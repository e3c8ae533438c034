"""A workspace is found from anywhere inside it."""

from pathlib import Path

import pytest

from nahtlos.errors import FolderTaken, NoWorkspace
from nahtlos.runtime.example import find_example, write_example
from nahtlos.runtime.workspace import Workspace, find_workspace


def test_found_from_a_folder_below(workspace: Workspace) -> None:
    """Whoever stands in a folder of a workspace is in the workspace."""
    assert find_workspace(workspace.root / "bots" / "casework").root == workspace.root


def test_nowhere(tmp_path: Path) -> None:
    """Without settings in any folder above there is no workspace, and the message says how to make one."""
    with pytest.raises(NoWorkspace) as caught:
        find_workspace(tmp_path)

    assert "nahtlos init" in caught.value.message()


def test_example_is_whole(workspace: Workspace) -> None:
    """A new workspace has bots, workflows, settings, and logs that git ignores."""
    assert workspace.bots() == ("casework", "exchange", "rpa-challenge")
    assert workspace.workflows() == ("import-vouchers", "report-participation", "rpa-challenge")
    assert workspace.has("workflows/vouchers.csv")
    assert (workspace.logs / ".gitignore").read_text() == "*\n!.gitignore\n"


def test_private_files_stay_behind(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets of a checkout and hidden files are not copied into new workspaces."""
    (workspace.root / "config" / "secrets.age").write_text("sealed")
    (workspace.root / "bots" / ".draft").write_text("x")
    monkeypatch.setattr("nahtlos.runtime.example.find_example", lambda: workspace.root)

    copy = write_example(tmp_path / "copy")

    assert not copy.has("config/secrets.age")
    assert not copy.has("bots/.draft")
    assert copy.has("config/systems.yaml")


@pytest.mark.parametrize("is_file", [True, False])
def test_nothing_is_written_over(tmp_path: Path, is_file: bool) -> None:
    """A folder that holds something, and a file, are refused."""
    target = tmp_path / "taken"
    if is_file:
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "mine.txt").write_text("mine")

    with pytest.raises(FolderTaken):
        write_example(target)


def test_empty_folder_is_fine(tmp_path: Path) -> None:
    """A folder that somebody has just made may become a workspace."""
    (tmp_path / "new").mkdir()

    assert write_example(tmp_path / "new").workflows()


def test_example_of_the_checkout() -> None:
    """Without a packed example, the checkout itself is the example."""
    assert (find_example() / "config" / "nahtlos.yaml").is_file()
