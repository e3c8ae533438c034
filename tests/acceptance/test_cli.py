"""The program as somebody types it: what it prints, what it leaves behind, how it ends."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pytest
from tests.workspace import Answer, command, init

NAHTLOS = (sys.executable, "-m", "nahtlos")
Type = Callable[..., Answer]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A new workspace."""
    return init(tmp_path / "county")


@pytest.fixture
def type_(county: Path, tmp_path: Path) -> Type:
    """Types a command in the workspace, with an identity of one's own."""

    def type_in(*words: str, given: str = "", folder: Path = county) -> Answer:
        identity = {"NAHTLOS_IDENTITY": str(tmp_path / "identity.txt")}
        return command(*words, cwd=folder, environment={**os.environ, **identity}, given=given)

    return type_in


# ------------------------------------------------------------------ quick


def seconds_of(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_is_there_at_once() -> None:
    """`nahtlos --help` takes at most 150 ms of computing more than Python that does nothing."""
    python = median(seconds_of([sys.executable, "-c", "pass"]) for _ in range(5))

    nahtlos = median(seconds_of([*NAHTLOS, "--help"]) for _ in range(5))

    assert nahtlos - python < 0.150


@pytest.mark.parametrize("words", [("--help",), ("run", "--help"), ("version",), ("check",)], ids=" ".join)
def test_commands_that_need_neither_browser_nor_database(county: Path, words: tuple[str, ...]) -> None:
    """Helping, checking and the version import neither Playwright nor SQL."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "nahtlos", *words], cwd=county, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time")}

    assert "typer" in imported
    assert not {"playwright", "sqlalchemy", "structlog"} & imported


# ------------------------------------------------------------------ workspaces and their files


def test_new_workspace_checks(type_: Type, county: Path) -> None:
    """What `init` writes is right, and `check` opens nothing."""
    answer = type_("check", "--json")

    assert answer.status == 0
    assert answer.json["ok"] is True
    assert [path.name for path in (county / "logs").iterdir()] == [".gitignore"]


def test_workspace_is_found_from_below(type_: Type, county: Path) -> None:
    """Commands work in every folder of a workspace."""
    assert type_("check", folder=county / "bots" / "exchange").status == 0


def test_no_workspace(type_: Type, tmp_path: Path) -> None:
    """Elsewhere one sentence says where to go."""
    (tmp_path / "elsewhere").mkdir()

    answer = type_("check", folder=tmp_path / "elsewhere")

    assert answer.status == 2
    assert "E660" in answer.err and "nahtlos init" in answer.err


def test_broken_files_are_told_with_their_places(type_: Type, county: Path) -> None:
    """Each problem has file, line, column and the line itself; a run opens nothing."""
    path = county / "workflows" / "import-vouchers.yaml"
    path.write_text(path.read_text("utf-8").replace("owner:", "ownr:"), "utf-8")

    checked, run = type_("check"), type_("run", "import-vouchers", "--json")

    assert checked.status == 2
    assert "workflows/import-vouchers.yaml:3:1  E201" in checked.err
    assert "> " in checked.err and "ownr: team-weiterbildung" in checked.err
    assert run.status == 2
    assert {problem["file"] for problem in run.json["errors"]} == {"workflows/import-vouchers.yaml"}
    assert [path.name for path in (county / "logs").iterdir()] == [".gitignore"]


@pytest.mark.parametrize("command", ["run", "plan"])
def test_workflow_that_is_none(type_: Type, command: str) -> None:
    """A name with a typo gets the right one as a hint."""
    answer = type_(command, "import-voucher")

    assert answer.status == 2
    assert 'Did you mean "import-vouchers"?' in answer.err


def test_practice_systems_that_do_not_run(type_: Type) -> None:
    """The profile `practice` without practice systems says how to start them."""
    answer = type_("run", "report-participation", "--profile", "practice")

    assert answer.status == 2
    assert "nahtlos practice start" in answer.err


# ------------------------------------------------------------------ a run that needs no screen


@pytest.fixture
def rejected(type_: Type, county: Path) -> Answer:
    """A delivery in which nothing is right."""
    whole = (county / "workflows" / "vouchers.csv").read_text("utf-8-sig").splitlines()
    rows = [whole[0], *(f"{number};{row.partition(';')[2]}" for number, row in enumerate(whole[1:4]))]
    (county / "wrong.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return type_("run", "import-vouchers", "--input", "file=wrong.csv", "--no-recount", "--json")


def test_rejected_cases_have_sentences(type_: Type, rejected: Answer) -> None:
    """A run in which cases are rejected ends with 3; each case is listed with a reason, and can be shown."""
    assert rejected.status == 3
    assert rejected.json["outcomes"]["rejected"] == 3
    assert rejected.json["balanced"] is None
    listed = type_("items", "list", "--outcome", "rejected", "--json").json["cases"]
    assert [case["line"] for case in listed] == [1, 2, 3]
    assert all(case["reason"] for case in listed)
    shown = type_("items", "show", listed[0]["id"])
    assert shown.status == 0 and "wrong.csv" not in shown.out


def test_values_of_a_case_are_shown_on_demand(type_: Type, rejected: Answer, county: Path) -> None:
    """Nobody looks: no values. --reveal: values, and a line in the journal that says who saw them."""
    case = rejected.json["cases"][0]["id"]

    hidden, revealed = type_("items", "show", case, "--json"), type_("items", "show", case, "--json", "--reveal")

    assert set(hidden.json["record"].values()) == {"…", None} or set(hidden.json["record"].values()) == {"…"}
    assert revealed.json["record"]["last_name"] not in ("…", None)
    access = "".join(path.read_text() for path in (county / "logs").glob("*/access/*.jsonl"))
    assert access.count("values.revealed") == 1


def test_journal_that_was_changed(type_: Type, rejected: Answer, county: Path) -> None:
    """Whoever changes a line is found: the exact line, and exit status 1. What cannot be read is 2."""
    assert type_("audit", "verify").status == 0
    (file,) = (county / "logs").glob("*/runs/*.jsonl")
    lines = file.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"items":3', b'"items":4')
    file.write_bytes(b"".join(lines))

    changed, gone = type_("audit", "verify"), type_("audit", "verify", str(county / "nowhere"))

    assert changed.status == 1
    assert f"{file.relative_to(county / 'logs')}, line 3" in changed.err
    assert gone.status == 2


# ------------------------------------------------------------------ people and secrets


def test_pauses(type_: Type, county: Path) -> None:
    """A pause is seen, taken back, and noted in the journal with who did it."""
    assert type_("pause", "exchange").status == 0
    states = {row["system"]: row["state"] for row in type_("systems", "list", "--json").json["systems"]}
    assert type_("pause", "exchange", "--off").status == 0
    assert type_("pause", "exchnge").status == 2

    assert states == {"casework": "ready", "exchange": "paused", "rpa-challenge": "ready"}
    admin = "".join(path.read_text() for path in (county / "logs").glob("*/admin/*.jsonl"))
    assert admin.count("system.paused") == admin.count("system.continued") == 1


def test_secrets(type_: Type, county: Path) -> None:
    """A secret is piped in, listed by name, removed; its value is nowhere in the clear."""
    assert type_("secrets", "set", "casework-bot.password", given="Geheim-4711\n").status == 2  # no file yet
    assert type_("secrets", "init").status == 0
    assert type_("secrets", "set", "casework-bot.password", given="Geheim-4711\n").status == 0
    listed = type_("secrets", "list", "--json").json
    assert type_("secrets", "set", "casework-bot.password", given="").status == 2
    assert type_("secrets", "remove", "casework-bot.password").status == 0
    assert type_("secrets", "remove", "casework-bot.password").status == 2

    assert listed["secrets"] == ["casework-bot.password"]
    assert not [path for path in county.rglob("*") if path.is_file() and b"Geheim-4711" in path.read_bytes()]
    admin = "".join(path.read_text() for path in (county / "logs").glob("*/admin/*.jsonl"))
    assert admin.count("secret.changed") == 2


def test_decision_needs_exactly_one_choice(type_: Type, rejected: Answer) -> None:
    """None and two are refused; so is a decision about a case that waits for nothing."""
    case = rejected.json["cases"][0]["id"]

    answers = [type_("items", "resolve", case, *words, "--reason", "x") for words in ((), ("--write", "--keep"))]
    idle = type_("items", "resolve", case, "--write", "--reason", "x")

    assert [answer.status for answer in answers] == [2, 2]
    assert idle.status == 2 and "does not wait" in idle.err


# ------------------------------------------------------------------ practice systems


@pytest.fixture
def practice(county: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*NAHTLOS, "practice", "start", "--cases", "12", "--json"], cwd=county, stdout=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def until(is_there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_there():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_practice_systems_are_noted_while_they_run(type_: Type, county: Path, practice: subprocess.Popen[str]) -> None:
    """`practice start` serves until SIGTERM or Ctrl-C; meanwhile the profile finds the systems, afterwards not."""
    note = county / "logs" / "practice.json"
    until(note.exists)

    listed = type_("systems", "list", "--profile", "practice", "--json").json["systems"]
    noted = {entry["system"]: entry["address"] for entry in json.loads(note.read_text())}
    practice.send_signal(signal.SIGINT)

    assert practice.wait(timeout=30) == 0
    assert {row["system"]: row["address"] for row in listed if row["system"] in noted} == noted
    assert set(noted) == {"casework", "exchange"}
    assert not note.exists()
