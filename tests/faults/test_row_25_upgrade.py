"""FAULTS row 25: upgraded in the middle of a run, it resumes; what is too new says which version is needed.

`old/schema-0001.zip` is a workspace as the first nahtlos left it when it was killed: one case done, one written whose
result nobody had recorded, one not begun; tables of version 0001, a journal without signatures.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import pytest_asyncio
from tests.faults.without import without_looking
from tests.faults.world import QUICK, World
from tests.workspace import ask

from nahtlos.browser import Warm
from nahtlos.errors import JournalTooNew, LedgerTooNew, WorkflowChanged
from nahtlos.journal.line import VERSION
from nahtlos.journal.verify import verify_journal
from nahtlos.practice.cases import read_csv
from nahtlos.practice.start import start_practice
from nahtlos.runtime.workspace import Workspace

pytestmark = pytest.mark.asyncio(loop_scope="module")

OLD = Path(__file__).parent / "old" / "schema-0001.zip"


@pytest_asyncio.fixture(loop_scope="module")
async def left(warm: Warm, tmp_path: Path) -> AsyncIterator[World]:
    """The old workspace, and both systems with what they had when its run was killed."""
    with ZipFile(OLD) as old:
        old.extractall(tmp_path)
    for key in (tmp_path / "county" / "config" / "keys").iterdir():
        key.chmod(0o600)
    vouchers = read_csv(tmp_path / "delivery.csv")
    options: dict[str, Any] = {"data": tmp_path / "delivery.csv", "settle": 0.3, "extra": QUICK}
    with start_practice("casework", **options) as casework, start_practice("exchange", **options) as exchange:
        for record in json.loads((tmp_path / "exchange.json").read_text("utf-8")):
            ask(exchange, "/records/create", record)
        for record in json.loads((tmp_path / "casework.json").read_text("utf-8")):
            changed = {name: value for name, value in record.items() if name != "key"}
            ask(casework, "/records/change", {"key": record["key"], "set": changed})
        workspace = Workspace(root=tmp_path / "county")
        settle(workspace)
        yield World(workspace=workspace, casework=casework, exchange=exchange, vouchers=vouchers, warm=warm)


def settle(workspace: Workspace) -> None:
    """Point the profile to nowhere in particular: the practice systems say themselves where they are."""
    file = workspace.path("config/systems.yaml")
    text = file.read_text("utf-8").partition("profiles:")[0].replace("settle: 2 s", "settle: 0.3 s")
    file.write_text(text + "profiles:\n  practice: {}\n", "utf-8")


def times(world: World) -> list[int]:
    """How often each voucher stands in exchange."""
    records = [record["voucher_no"] for record in ask(world.exchange, "/records")]
    return [records.count(voucher.voucher_no) for voucher in world.vouchers]


async def test_a_run_of_the_first_nahtlos_is_resumed_by_this_one(left: World) -> None:
    """Its tables are brought up to date, its journal goes on, the write without a result is found and not repeated."""
    before = times(left)
    report = await left.resume()
    receipts = [record["receipt_no"] for record in ask(left.casework, "/records")]

    assert before == [1, 1, 0]
    assert (report.state, dict(report.outcomes)) == ("finished", {"done": 3})
    assert times(left) == [1, 1, 1]
    assert len(left.effects("exchange")) == 1
    assert all(receipts)
    assert verify_journal(left.workspace.logs).intact


async def test_without_a_look_the_old_write_is_repeated(left: World) -> None:
    """The test above can fail."""
    with without_looking():
        await left.resume()

    assert max(times(left)) > 1


async def test_an_upgrade_that_brings_another_bot_says_so(left: World) -> None:
    """The difference is shown, and nothing goes on by itself."""
    bot = left.workspace.path("bots/exchange/bot.yaml")
    bot.write_text(bot.read_text("utf-8") + "# new\n", "utf-8")

    with pytest.raises(WorkflowChanged):
        await left.resume()

    assert left.effects("exchange") == []


async def test_a_ledger_of_a_newer_nahtlos_names_the_version(left: World) -> None:
    """It is refused before anything is touched."""
    with sqlite3.connect(left.workspace.logs / "ledger.sqlite3") as ledger:
        ledger.execute("UPDATE alembic_version SET version_num = '9999'")
    ledger.close()

    with pytest.raises(LedgerTooNew, match="version 9999"):
        await left.resume()

    assert left.effects("exchange") == []


async def test_a_journal_of_a_newer_nahtlos_names_the_version(left: World) -> None:
    """No line of an older format is written behind lines of a newer one, and nothing is done without a line."""
    [file] = left.workspace.logs.glob("*/runs/*.jsonl")
    text = file.read_text("utf-8")
    file.write_text(text.replace(f'"v":{VERSION},', f'"v":{VERSION + 1},'), "utf-8")

    with pytest.raises(JournalTooNew, match=f"version {VERSION + 1}.*up to {VERSION}"):
        await left.resume()

    assert left.effects("exchange") == []
