"""The administration of a real Django: rows below a record, a pop-up window, suggestions, pages with numbers only."""

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

import pytest
from tests.thirdparty.django.start import is_installed, office

pytestmark = [
    pytest.mark.thirdparty,
    pytest.mark.skipif(not is_installed(), reason="make .thirdparty/django/.ready"),
]

HERE = Path(__file__).parent
SYSTEMS = "systems:\n  django: {{bot: django, address: {address}, account: django-bot, settle: 3 s}}\n"
HEAD = "Nr;Anrede;Name;Geburt;Team;Aktiv;Straße;Ort;Akte;Eingang\n"
KEPT = """
    SELECT p.number, p.salutation, p.name, coalesce(p.born, ''), coalesce(t.name, ''), p.active, coalesce(a.street, ''),
           coalesce(c.number, ''), coalesce(s.name, ''), coalesce(c.received, '')
    FROM office_person p LEFT JOIN office_team t ON t.id = p.team_id LEFT JOIN office_address a ON a.person_id = p.id
    LEFT JOIN office_case c ON c.person_id = p.id LEFT JOIN office_team s ON s.id = c.team_id
    WHERE p.number < '2' OR a.id ORDER BY p.number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A workspace beside an office of its own."""

    path: Path
    database: Path
    password: str

    def run(self, *rows: str) -> dict[str, int]:
        """Deliver these rows, run the workflow, and count what came of them."""
        (self.path / "workflows" / "intake.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
        accounts = {"NAHTLOS_SECRET_DJANGO_BOT_USER": "bot", "NAHTLOS_SECRET_DJANGO_BOT_PASSWORD": self.password}
        done = subprocess.run(
            [sys.executable, "-m", "nahtlos", "run", "intake", "--json"], cwd=self.path,
            env={**os.environ, **accounts}, capture_output=True, text=True, check=False, timeout=800,
        )  # fmt: skip
        assert done.stdout.startswith("{"), done.stderr
        outcomes: dict[str, int] = json.loads(done.stdout)["outcomes"]
        return {outcome: count for outcome, count in outcomes.items() if count}

    def persons(self) -> list[tuple[object, ...]]:
        """What stands in the database."""
        with sqlite3.connect(self.database) as connection:
            return list(connection.execute(KEPT))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder, path = tmp_path_factory.mktemp("django"), tmp_path_factory.mktemp("workspace")
    with office(folder) as system:
        subprocess.run([sys.executable, "-m", "nahtlos", "init", str(path)], check=True, capture_output=True)
        for name in ("bots", "workflows"):
            shutil.rmtree(path / name)
        (path / "bots" / "django").mkdir(parents=True)
        (path / "workflows").mkdir()
        shutil.copy(HERE / "bot.yaml", path / "bots" / "django")
        shutil.copy(HERE / "intake.yaml", path / "workflows")
        (path / "config" / "systems.yaml").write_text(SYSTEMS.format(address=system.address), encoding="utf-8")
        (path / "config" / "nahtlos.yaml").write_text("time_out: 2 min\n", encoding="utf-8")
        yield Desk(path=path, database=system.database, password=system.password)


def test_persons_addresses_and_cases_are_made_found_changed_and_refused(desk: Desk) -> None:
    """Every field is there as wanted, nothing twice; what Django says, and two of one number, reach a person."""
    new = '123D000001;Frau;"O\'Neill ""Öz"" <b>";24.11.1990;Team 512;false;Weg 1;Kiel;B-1;01.11.2026'
    there = "900D000003;;Alt3;;Team 512;true;Hof 2;Plön;;"
    assert desk.run(new, there) == {"done": 2}
    names = ("123D000001", "f", 'O\'Neill "Öz" <b>', "1990-11-24")
    person = (*names, "Team 512", 0, "Weg 1", "B-1", "Team 512", "2026-11-01 07:30:00")
    assert desk.persons() == [person, ("900D000003", "-", "Alt3", "", "Team 512", 1, "Hof 2", "", "", "")]

    changed = new.replace("Weg 1", "Weg 9").replace("Team 512", "Team 511")
    wrong = ["901D000001;;Erste;;;true;;;;", "12;;Kurz;;;true;;;;"]
    assert desk.run(changed, there, *wrong) == {"done": 1, "skipped": 1, "waiting": 1, "rejected": 1}
    assert desk.persons()[0] == (*names, "Team 511", 0, "Weg 9", "B-1", "Team 511", person[-1])
    assert len(desk.persons()) == 2
