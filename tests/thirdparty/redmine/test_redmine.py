"""Tickets in a real Redmine, as a user would write bot and workflow: made, found again, changed, refused."""

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
from tests.thirdparty.redmine.start import is_installed, redmine

pytestmark = [
    pytest.mark.thirdparty,
    pytest.mark.skipif(not is_installed(), reason="install redmine redmine-sqlite puma"),
]

HERE = Path(__file__).parent
SYSTEMS = "systems:\n  redmine: {{bot: redmine, address: {address}, account: redmine-bot, settle: 3 s}}\n"
HEAD = "Nummer;Name;Bemerkung;Fällig;Status\n"
TICKETS = """
    SELECT v.value, i.subject, coalesce(i.description, ''), coalesce(i.due_date, '')
    FROM issues i JOIN custom_values v ON v.customized_id = i.id AND v.customized_type = 'Issue'
    WHERE v.value NOT LIKE '9%' ORDER BY v.value, i.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A workspace beside a Redmine of its own."""

    path: Path
    database: Path
    password: str

    def run(self, *rows: str) -> dict[str, int]:
        """Deliver these rows, run the workflow, and count what came of them."""
        (self.path / "workflows" / "creditors.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
        accounts = {"NAHTLOS_SECRET_REDMINE_BOT_USER": "admin", "NAHTLOS_SECRET_REDMINE_BOT_PASSWORD": self.password}
        done = subprocess.run(
            [sys.executable, "-m", "nahtlos", "run", "creditors", "--json"], cwd=self.path,
            env={**os.environ, **accounts}, capture_output=True, text=True, check=False, timeout=800,
        )  # fmt: skip
        assert done.stdout.startswith("{"), done.stderr
        outcomes: dict[str, int] = json.loads(done.stdout)["outcomes"]
        return {outcome: count for outcome, count in outcomes.items() if count}

    def tickets(self) -> list[tuple[str, ...]]:
        """What stands in the database."""
        with sqlite3.connect(self.database) as connection:
            return list(connection.execute(TICKETS))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder, path = tmp_path_factory.mktemp("redmine"), tmp_path_factory.mktemp("workspace")
    with redmine(folder) as system:
        subprocess.run([sys.executable, "-m", "nahtlos", "init", str(path)], check=True, capture_output=True)
        for name in ("bots", "workflows"):
            shutil.rmtree(path / name)
        (path / "bots" / "redmine").mkdir(parents=True)
        (path / "workflows").mkdir()
        shutil.copy(HERE / "bot.yaml", path / "bots" / "redmine")
        shutil.copy(HERE / "creditors.yaml", path / "workflows")
        (path / "config" / "systems.yaml").write_text(SYSTEMS.format(address=system.address), encoding="utf-8")
        (path / "config" / "nahtlos.yaml").write_text("time_out: 2 min\n", encoding="utf-8")
        yield Desk(path=path, database=system.database, password=system.password)


def test_tickets_are_made_found_changed_and_refused(desk: Desk) -> None:
    """Every field is there as wanted, no ticket is there twice, and what Redmine says reaches a person."""
    first = ["100001;Bäckerei Öz;Liefert Brot;24.11.2027;New", '100002;"O\'Neill ""Weiß"" & <b>";;;New']
    assert desk.run(*first) == {"done": 2}
    assert desk.tickets() == [
        ("100001", "Lieferant Bäckerei Öz", "Liefert Brot", "2027-11-24"),
        ("100002", 'Lieferant O\'Neill "Weiß" & <b>', "", ""),
    ]

    assert desk.run(*first) == {"skipped": 2}

    changed = ["100001;Bäckerei Öz GmbH;Liefert Wein;25.11.2027;New", "12345;Zu kurz;;;New"]
    assert desk.run(*changed) == {"done": 1, "rejected": 1}
    assert desk.tickets()[0] == ("100001", "Lieferant Bäckerei Öz GmbH", "Liefert Wein", "2027-11-25")
    assert len(desk.tickets()) == 2
