"""All problems of all files are found at once, and nothing else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nahtlos.errors import NahtlosError
from nahtlos.runtime.checking import check
from nahtlos.runtime.scripts import try_script
from nahtlos.runtime.workspace import Workspace

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def change(workspace: Workspace, name: str, old: str, new: str) -> None:
    path = workspace.root / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def found(problems: list[NahtlosError]) -> list[tuple[str, str]]:
    return [(problem.place.source.name if problem.place else "", problem.code) for problem in problems]


def test_example_has_no_problems(workspace: Workspace) -> None:
    """What `init` writes passes `check`."""
    checked = check(workspace, now=NOW)

    assert list(checked.problems) == []
    assert tuple(checked.workflows) == ("import-vouchers", "report-participation", "rpa-challenge")


def test_problems_of_all_files_at_once(workspace: Workspace) -> None:
    """A typo in each of four files: four problems, each with its file."""
    change(workspace, "config/nahtlos.yaml", "parallel: 4", "paralel: 4")
    change(workspace, "config/systems.yaml", "settle: 3 s", "settle: soon")
    change(workspace, "bots/exchange/bot.yaml", "language: de-DE", "langage: de-DE")
    change(workspace, "workflows/import-vouchers.yaml", "owner:", "ownr:")

    problems = list(check(workspace, now=NOW).problems)

    files = {file for file, _ in found(problems)}
    assert files == {
        "config/nahtlos.yaml", "config/systems.yaml", "bots/exchange/bot.yaml", "workflows/import-vouchers.yaml"
    }  # fmt: skip


def test_problem_of_a_bot_is_said_once(workspace: Workspace) -> None:
    """Two workflows use the bot; its problem is reported once."""
    change(workspace, "bots/exchange/bot.yaml", '- save: {button: "Ja, absenden"}', "- click: {button: Absenden}")

    problems = [problem for problem in check(workspace, now=NOW).problems if problem.code != "E723"]

    assert len(problems) == 1, problems
    assert problems[0].place is not None
    assert problems[0].place.source.name == "bots/exchange/bot.yaml"


def test_broken_bot_is_not_called_unknown(workspace: Workspace) -> None:
    """A bot that cannot be read is there: only what is wrong in its file is reported."""
    change(workspace, "bots/exchange/bot.yaml", "session:", "session: [")

    files = {file for file, _ in found(list(check(workspace, now=NOW).problems))}

    assert files == {"bots/exchange/bot.yaml"}


def test_bot_that_nobody_uses_is_checked(workspace: Workspace) -> None:
    """A bot without a system is looked at, too."""
    (workspace.root / "bots" / "spare").mkdir()
    text = (workspace.root / "bots" / "exchange" / "bot.yaml").read_text("utf-8")
    (workspace.root / "bots" / "spare" / "bot.yaml").write_text(text.replace("key: [voucher_no]", "key: [nowhere]", 1))

    codes = {code for file, code in found(list(check(workspace, now=NOW).problems)) if file == "bots/spare/bot.yaml"}

    assert "E681" in codes  # it calls itself "exchange"
    assert len(codes) > 1


def test_system_without_a_bot(workspace: Workspace) -> None:
    """A system that names a bot which is not there is found even if no workflow uses it."""
    path = workspace.root / "config" / "systems.yaml"
    extra = "  spare: {bot: exchnge, address: https://spare.example, account: bot}\nprofiles:"
    path.write_text(path.read_text("utf-8").replace("profiles:", extra, 1), "utf-8")

    (problem,) = check(workspace, now=NOW).problems

    assert (problem.code, 'Did you mean "exchange"?' in problem.message()) == ("E306", True)


def test_named_workflows_only(workspace: Workspace) -> None:
    """With names, only those workflows are looked at; a name that is none is a problem with a hint."""
    change(workspace, "workflows/import-vouchers.yaml", "owner:", "ownr:")

    assert list(check(workspace, ["report-participation"], now=NOW).problems) == []
    (problem,) = check(workspace, ["report-participaton"], now=NOW).problems
    assert 'Did you mean "report-participation"?' in problem.message()


def test_workflow_named_otherwise_than_its_file(workspace: Workspace) -> None:
    """The name in a file is the name of the file."""
    change(workspace, "workflows/import-vouchers.yaml", "workflow: import-vouchers", "workflow: something-else")

    assert [problem.code for problem in check(workspace, now=NOW).problems] == ["E681", "E723"]


# ------------------------------------------------------------------ the Python of bots


def script(folder: Path, text: str) -> Path:
    path = folder / "bot.py"
    path.write_text(text, "utf-8")
    return path


def test_script_that_can_be_imported(tmp_path: Path) -> None:
    """A module that loads has no problem, whatever it prints."""
    assert try_script(script(tmp_path, "print('x' * 10000)\n"), bot="x", name="bots/x/bot.py") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import os\n\nimport nothing_of_this_name\n", "line 3: ModuleNotFoundError"),
        ("x = (\n", "line 1: SyntaxError"),
        ("raise SystemExit(0)\n", "line 1: SystemExit"),
        ("import os\nos._exit(7)\n", "its process ended with 7"),
    ],
)
def test_script_that_cannot(tmp_path: Path, text: str, said: str) -> None:
    """The line and the kind of what went wrong are named."""
    problem = try_script(script(tmp_path, text), bot="x", name="bots/x/bot.py")

    assert problem is not None
    assert said in problem.message()


def test_script_that_hangs(tmp_path: Path) -> None:
    """A module that never ends is given up."""
    path = script(tmp_path, "import threading\nthreading.Event().wait()\n")

    problem = try_script(path, bot="x", name="bots/x/bot.py", seconds=0.5)

    assert problem is not None
    assert "longer than 0.5 s" in problem.message()


def test_script_is_part_of_the_check(workspace: Workspace) -> None:
    """`check` imports the Python of every bot, in another process."""
    script(workspace.root / "bots" / "casework", "import nothing_of_this_name\n")

    (problem,) = check(workspace, now=NOW).problems

    assert problem.code == "E677"
