"""What auditors and people may ask after a real run, and what is left of a case that was erased."""

from __future__ import annotations

import asyncio
import csv
import io
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.leaks import Search
from tests.workspace import Workspace, practice_workspace

from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.records import open_records
from nahtlos.runtime.two_persons import grant
from nahtlos.runtime.workspace import Workspace as Folder

PERSONAL = ("customer_no", "last_name", "street", "iban", "phone", "email")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace after one run of the main job."""
    with practice_workspace(tmp_path_factory.mktemp("privacy") / "county", cases=12) as workspace:
        done = workspace.nahtlos("run", "report-participation", "--profile", "practice")
        assert done.status in (0, 3), done.err
        yield workspace


def written(workspace: Workspace, *, last: bool = False) -> dict[str, Any]:
    """A case that was written, as `audit run` lists it."""
    (start,) = workspace.nahtlos("audit", "workflow", "--json").json["rows"]
    rows = workspace.nahtlos("audit", "run", start["run"], "--json").json["rows"]
    twice: list[dict[str, Any]] = [row for row in rows if row["effects"] == 2]
    return twice[-1 if last else 0]


def granted(workspace: Workspace, request: str) -> None:
    """Agree as somebody else; the command line would take who signed in here."""

    async def agree() -> None:
        folder = Folder(root=workspace.path)
        async with open_records(folder, read_settings(folder)) as records:
            await grant(records, request, by="erika")

    asyncio.run(agree())


def test_auditors_get_answers(ran: Workspace) -> None:
    """What happened to a case, what a bot changed today, which version ran, where a field came from."""
    item = written(ran)["item"]
    today = datetime.now(UTC).astimezone().date().isoformat()

    case = ran.nahtlos("audit", "case", item, "--json").json["rows"]
    changed = ran.nahtlos("audit", "changes", "--bot", "exchange", "--day", today, "--csv").out
    lineage = ran.nahtlos("audit", "lineage", item, "receipt_no", "--json").json["rows"]
    access = ran.nahtlos("audit", "access").status

    assert [row["what"] for row in case].count("effect.finished") == 2
    assert item in {row["item"] for row in csv.DictReader(io.StringIO(changed))}
    assert [row["of"] for row in lineage] == ["casework.voucher.receipt_no", "steps.report.receipt_no"]
    assert access == 0


def test_a_person_is_found_by_two_only(ran: Workspace) -> None:
    """The requester cannot grant; after another one has, the cases and the data are shown to who asked."""
    item = written(ran)["item"]
    record = ran.nahtlos("items", "show", item, "--reveal", "--json").json["record"]
    asked = ran.nahtlos("audit", "request", record["customer_no"], "--reason", "file 12/26", "--json").json["request"]

    alone = ran.nahtlos("audit", "grant", asked)
    too_early = ran.nahtlos("audit", "case", "--request", asked)
    granted(ran, asked)
    answer = ran.nahtlos("audit", "case", "--request", asked, "--json")
    too_much = ran.nahtlos("privacy", "disclose", "--request", asked)
    wanted = ("privacy", "disclose", "--key", record["customer_no"], "--reason", "file 12/26", "--json")
    asked = ran.nahtlos(*wanted).json["request"]
    granted(ran, asked)
    told = ran.nahtlos("privacy", "disclose", "--request", asked, "--english")

    assert (alone.status, too_early.status, too_much.status) == (1, 1, 1)
    assert "E590" in alone.err and "E591" in too_early.err
    assert item in {row["item"] for row in answer.json["rows"]}
    assert record["last_name"] in told.out and "legal basis" in told.out


def test_nothing_of_an_erased_case_is_left(ran: Workspace) -> None:
    """In no file below logs, in fourteen shapes, nor in the database; what is not erased, is not touched."""
    item = written(ran, last=True)["item"]
    record = ran.nahtlos("items", "show", item, "--reveal", "--json").json["record"]
    looked = ran.nahtlos("privacy", "erase", item)

    erased = ran.nahtlos("privacy", "erase", item, "--yes", "--reason", "file 12/26", "--json")

    search = Search(values={name: record[name] for name in PERSONAL if record.get(name)})
    with sqlite3.connect(ran.logs / "ledger.sqlite3") as ledger:
        dump = "\n".join(ledger.iterdump())
    assert "Nothing was erased" in looked.out
    assert erased.json["receipt"]["clean"] is True
    assert search.in_folder(ran.logs) | search.in_text("dump", dump) == set()
    assert ran.nahtlos("audit", "verify").status == 0
    assert ran.nahtlos("audit", "case", item, "--json").json["rows"][-1]["what"] == "items.erased"
    shown = ran.nahtlos("items", "show", item, "--reveal", "--json").json
    assert (shown["record"], shown["key"], shown["outcome"]) == ({}, "(erased)", "done")


def test_a_run_with_erased_cases_is_still_balanced(ran: Workspace) -> None:
    """Counted again, both sides agree; the table says what nobody can look for any more."""
    item = written(ran)["item"]
    ran.nahtlos("privacy", "erase", item, "--yes", "--reason", "file 14/26")

    counted = ran.nahtlos("recount")

    assert counted.status == 0, counted.out + counted.err
    assert "cases with records in exchange.report were erased" in counted.out
    assert "Balanced" in counted.out


def test_prune_says_first_what_it_would_do(ran: Workspace) -> None:
    """Nothing is due on the first day."""
    due = ran.nahtlos("privacy", "prune", "--json").json

    assert (due["pruned"], due["receipt"]) == (False, None)
    assert [row["count"] for row in due["due"]] == [0]
