"""Secrets on the command line: set, found, replaced, shared, and never shown."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.workspace import Answer, command, init

OLD, NEW = "Kän'ari-alt#1", "Kän'ari-neu#2"


@dataclass(frozen=True)
class Desk:
    """Somebody at a keyboard, with a home of their own."""

    workspace: Path
    home: Path

    def say(self, *words: str, typed: str = "", **environment: str) -> Answer:
        known = {name: value for name, value in os.environ.items() if not name.startswith("NAHTLOS_")}
        answer = command(
            "secrets", *words, cwd=self.workspace, given=typed,
            environment={**known, "HOME": str(self.home), "PYTHONPATH": str(Path.cwd()), **environment},
        )  # fmt: skip
        assert OLD not in answer.out + answer.err
        assert NEW not in answer.out + answer.err
        return answer


@pytest.fixture
def anna(tmp_path: Path) -> Desk:
    init(tmp_path / "county")
    (tmp_path / "anna").mkdir()
    return Desk(tmp_path / "county", tmp_path / "anna")


def journal(desk: Desk) -> list[dict[str, Any]]:
    texts = [path.read_text("utf-8") for path in sorted((desk.workspace / "logs").glob("*/admin/*.jsonl"))]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def test_a_secret_is_set_checked_rotated_and_removed(anna: Desk) -> None:
    """Each act is in the journal by name; the check says what is missing, by its status too."""
    anna.say("init")
    anna.say("set", "casework-bot.user", typed="bot\n")
    set_ = anna.say("set", "casework-bot.password", typed=f"{OLD}\n")
    checked = anna.say("check", "--json", NAHTLOS_SECRET_EXCHANGE_BOT_USER="bot")
    same = anna.say("rotate", "casework-bot.password", typed=f"{OLD}\n")
    rotated = anna.say("rotate", "casework-bot.password", typed=f"{NEW}\n")
    removed = anna.say("remove", "casework-bot.password", "--json")

    stores = {one["secret"]: one["store"] for one in checked.json["secrets"]}
    assert set_.out == "casework-bot.password is set (file).\n"
    assert stores == {
        "casework-bot.password": "file", "casework-bot.user": "file", "exchange-bot.password": None,
        "exchange-bot.user": "environment",
    }  # fmt: skip
    assert checked.status == 1
    assert "E613" in same.err
    assert "Change it in casework now" in rotated.out
    assert removed.json == {"secret": "casework-bot.password", "set": False, "store": "file"}
    changes = [(line["secret"], line["change"]) for line in journal(anna) if line["event"] == "secret.changed"]
    assert changes[1:] == [("casework-bot.password", change) for change in ("set", "rotated", "removed")]


def test_a_check_of_everything_that_is_there_ends_with_zero(anna: Desk) -> None:
    """For a script that starts the service."""
    anna.say("init")
    for name in ("casework-bot.user", "casework-bot.password", "exchange-bot.user", "exchange-bot.password"):
        anna.say("set", name, typed=f"{OLD}\n")

    assert anna.say("check").status == 0


def test_a_team_shares_the_file(anna: Desk, tmp_path: Path) -> None:
    """Names can be read by whoever has no key; values by whoever was added, for as long as they are not removed."""
    (tmp_path / "bert").mkdir()
    bert = Desk(anna.workspace, tmp_path / "bert")
    anna.say("init")
    anna.say("set", "casework-bot.password", typed=f"{OLD}\n")
    key = bert.say("init", "--json").json["recipient"]
    listed, closed = bert.say("list"), bert.say("rotate", "casework-bot.password", typed=f"{NEW}\n")
    anna.say("recipients", "add", "bert", key)
    people = bert.say("recipients", "list", "--json").json["recipients"]
    opened = bert.say("rotate", "casework-bot.password", typed=f"{NEW}\n")
    anna.say("recipients", "remove", "bert")
    closed_again = bert.say("set", "casework-bot.password", typed=f"{OLD}\n")

    assert listed.out == "casework-bot.password\n"
    assert f"nahtlos secrets recipients add NAME {key}" in closed.err
    assert people["bert"] == key
    assert opened.status == 0
    assert "E602" in closed_again.err
    changes = [line["change"] for line in journal(anna) if line["event"] == "recipient.changed"]
    assert changes == ["added", "removed"]


def test_nothing_is_changed_where_the_journal_cannot_be_written(anna: Desk) -> None:
    """An act that nobody could prove."""
    anna.say("init")
    anna.say("set", "casework-bot.password", typed=f"{OLD}\n")
    before = (anna.workspace / "config/secrets.age").read_bytes()
    for day in (anna.workspace / "logs").glob("????-??-??"):
        for folder in day.glob("admin"):
            for file in folder.iterdir():
                file.unlink()
            folder.rmdir()
            folder.write_text("in the way")

    answer = anna.say("rotate", "casework-bot.password", typed=f"{NEW}\n")

    assert answer.status != 0
    assert (anna.workspace / "config/secrets.age").read_bytes() == before


def test_a_store_that_keeps_nothing_is_refused(anna: Desk) -> None:
    """With the names of those that do."""
    answer = anna.say("set", "casework-bot.password", "--store", "environment", typed=f"{OLD}\n")

    assert answer.status == 2
    assert "E612" in answer.err
