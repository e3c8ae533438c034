"""FAULTS row 25: upgraded in the middle of a run, it resumes; what is too new says which version is needed.

`old/schema-0001.zip` is a workspace as the first nahtlos left it when it was killed: one case done, one written whose
result nobody had recorded, one not begun; tables of version 0001, a journal without signatures.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import ZipFile

import pytest
import pytest_asyncio
from tests.faults.without import (
    Without,
    without_asking_the_journal_for_its_version,
    without_asking_the_ledger_for_its_version,
    without_comparing_workflows,
    without_looking,
)
from tests.faults.world import QUICK, SUBMIT, World
from tests.workspace import ask

from nahtlos.browser import Warm
from nahtlos.errors import JournalTooNew, LedgerTooNew, NahtlosError, WorkflowChanged
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


# ------------------------------------------------------------------ refused


def with_another_bot(left: World) -> None:
    """An upgrade brings another bot."""
    bot = left.workspace.path("bots/exchange/bot.yaml")
    bot.write_text(bot.read_text("utf-8") + "# new\n", "utf-8")


def with_a_newer_ledger(left: World) -> None:
    """Its tables are of a version that nobody here knows."""
    with sqlite3.connect(left.workspace.logs / "ledger.sqlite3") as ledger:
        ledger.execute("UPDATE alembic_version SET version_num = '9999'")
    ledger.close()


def with_a_newer_journal(left: World) -> None:
    """Its lines are of a format that nobody here knows."""
    [file] = left.workspace.logs.glob("*/runs/*.jsonl")
    text = file.read_text("utf-8")
    file.write_text(text.replace(f'"v":{VERSION},', f'"v":{VERSION + 1},'), "utf-8")


Change: TypeAlias = Callable[[World], None]
REFUSED: dict[Change, tuple[type[NahtlosError], str]] = {
    with_another_bot: (WorkflowChanged, "has changed since the run .* then, .* now"),
    with_a_newer_ledger: (LedgerTooNew, "version 9999"),
    with_a_newer_journal: (JournalTooNew, f"version {VERSION + 1}.*up to {VERSION}"),
}


async def done_all_the_same(left: World, change: Change) -> list[str]:
    """What a resume did after a change for which it has to be refused, or how it did not say why."""
    change(left)
    error, said = REFUSED[change]
    found = []
    try:
        await left.resume()
        found.append("it went on")
    except error as refusal:
        if not re.search(said, refusal.message(), re.DOTALL):
            found.append(f"it did not say why: {refusal.message()}")
    return found + [f"{len(left.effects(system))} writes" for system in SUBMIT if left.effects(system)]


@pytest.mark.parametrize("change", REFUSED)
async def test_what_is_too_new_or_other_is_refused(left: World, change: Change) -> None:
    """It says which version is needed, or what differs; nothing is touched, no line is written behind newer ones."""
    await left.left()  # its tables are brought up to date: the change alone is in the way
    assert await done_all_the_same(left, change) == []


@pytest.mark.parametrize(
    ("without", "change"),
    [
        (without_comparing_workflows, with_another_bot),
        (without_asking_the_ledger_for_its_version, with_a_newer_ledger),
        (without_asking_the_journal_for_its_version, with_a_newer_journal),
    ],
)
@pytest.mark.faults
async def test_without_asking_it_goes_on(left: World, without: Without, change: Change) -> None:
    """The test above can fail."""
    await left.left()
    with without():
        assert "it went on" in await done_all_the_same(left, change)
