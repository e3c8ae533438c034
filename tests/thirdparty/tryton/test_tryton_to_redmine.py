"""Parties out of a real Tryton into tickets of a real Redmine, as a user would write bots and workflow."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.thirdparty.redmine import start as tickets_of
from tests.thirdparty.redmine.start import Redmine, redmine
from tests.thirdparty.tryton import start as parties_of
from tests.thirdparty.tryton.start import Tryton, tryton

pytestmark = [
    pytest.mark.thirdparty,
    pytest.mark.skipif(
        not (tickets_of.is_installed() and parties_of.is_installed()), reason="run `make test-thirdparty`"
    ),
]

HERE = Path(__file__).parent
PARTIES = [
    ("Müller & Söhne GmbH", "50667", "Köln"), ("Łukasz Kowalski", "10115", "Berlin"),
    ("Bäckerei Öz", "52062", "Aachen"),
]  # fmt: skip
SYSTEMS = """systems:
  tryton: {{bot: tryton, address: {tryton}, account: tryton-bot, settle: 3 s}}
  redmine: {{bot: redmine, address: {redmine}, account: redmine-bot, settle: 3 s}}
"""
TICKETS = """
    SELECT v.value, i.subject, coalesce(i.description, '')
    FROM issues i JOIN custom_values v ON v.customized_id = i.id AND v.customized_type = 'Issue'
    WHERE v.value NOT LIKE '9%' ORDER BY v.value, i.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A workspace beside both systems."""

    path: Path
    tryton: Tryton
    redmine: Redmine

    def nahtlos(self, *words: str) -> dict[str, Any]:
        """Type a command, and read what it says as JSON."""
        accounts = {
            f"NAHTLOS_SECRET_{name}_BOT_{part}": value
            for name, system in (("TRYTON", self.tryton), ("REDMINE", self.redmine))
            for part, value in (("USER", "admin"), ("PASSWORD", system.password))
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "nahtlos", *words, "--json"], cwd=self.path, env={**os.environ, **accounts},
            capture_output=True, text=True, check=False, timeout=800,
        )  # fmt: skip
        assert done.stdout.startswith("{"), done.stdout + done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def run(self) -> dict[str, int]:
        """Run the workflow, and count what came of the cases; both sides must agree with it."""
        answer = self.nahtlos("run", "release")
        assert answer["balanced"], answer
        return {outcome: count for outcome, count in answer["outcomes"].items() if count}

    def tickets(self) -> list[tuple[str, ...]]:
        """What stands in Redmine's database."""
        with sqlite3.connect(self.redmine.database) as connection:
            return list(connection.execute(TICKETS))

    def move(self, name: str, city: str) -> None:
        """Change the city of a party behind everybody's back."""
        with sqlite3.connect(self.tryton.database, timeout=30) as connection:
            of = "(SELECT id FROM party_party WHERE name = ?)"
            connection.execute(f"UPDATE party_address SET city = ? WHERE party = {of}", (city, name))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder, path = tmp_path_factory.mktemp("systems"), tmp_path_factory.mktemp("workspace")
    with redmine(folder / "redmine") as tickets, tryton(folder / "tryton", parties=PARTIES) as parties:
        subprocess.run([sys.executable, "-m", "nahtlos", "init", str(path)], check=True, capture_output=True)
        for name in ("bots", "workflows"):
            shutil.rmtree(path / name)
        for name in ("tryton", "redmine"):
            (path / "bots" / name).mkdir(parents=True)
            shutil.copy(HERE.parent / name / "bot.yaml", path / "bots" / name)
        (path / "workflows").mkdir()
        shutil.copy(HERE / "release.yaml", path / "workflows")
        systems = SYSTEMS.format(tryton=parties.address, redmine=tickets.address)
        (path / "config" / "systems.yaml").write_text(systems, encoding="utf-8")
        (path / "config" / "nahtlos.yaml").write_text("time_out: 2 min\n", encoding="utf-8")
        (path / "config" / "schedules.yaml").unlink(missing_ok=True)
        yield Desk(path=path, tryton=parties, redmine=tickets)


def test_parties_become_tickets_once_and_follow_their_changes(desk: Desk) -> None:
    """Planned, written, found again as they are, and changed where the party has changed; every field is read back."""
    planned = desk.nahtlos("plan", "release")
    assert len(planned["differences"]) == len(PARTIES)
    assert desk.tickets() == []

    assert desk.run() == {"done": 3}
    assert [(subject, text) for _, subject, text in desk.tickets()] == [
        (f"Lieferant {name}", f"{postcode} {city}") for name, postcode, city in PARTIES
    ]

    assert desk.run() == {"skipped": 3}

    desk.move("Bäckerei Öz", "Düren")
    assert desk.run() == {"done": 1, "skipped": 2}
    assert desk.tickets()[2][2] == "52062 Düren"
    assert len(desk.tickets()) == len(PARTIES)
