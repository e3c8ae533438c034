"""The journal in the formats of others: what their standards ask for is there, and nothing else."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from nahtlos.errors import ExportNotWritten
from nahtlos.events import (
    AccountUnlocked,
    DecisionMade,
    EffectFinished,
    EffectIntended,
    ItemFinished,
    ItemStarted,
    RunFinished,
    RunStarted,
)
from nahtlos.journal.exports.csv import harmless
from nahtlos.journal.exports.writing import Wanted, write_export

XES = "{http://www.xes-standard.org/}"
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
EVIL = '=cmd|\'/c calc\'!A1"><x>&'


@pytest.fixture
async def journal(
    house: Any, intended: Callable[[str], EffectIntended], finished: Callable[[str], EffectFinished]
) -> Path:
    """A run with two cases and two days, and what an administrator did."""
    async with house.journal() as journal:
        await journal.write(
            RunStarted(
                run="r1", workflow="move", workflow_hash="0" * 64, purpose="Umzug\n<b>&", legal_basis="§ 28 SGB II",
                started_by=EVIL, profile=None, nahtlos="0.1.0",
            )
        )  # fmt: skip
        for item in ("i1", "i2"):
            await journal.write(ItemStarted(run="r1", item=item, key="p2026:" + "0" * 32, line=1))
            await journal.write(replace(intended(f"{item}/s/1"), item=item))
            await journal.write(replace(finished(f"{item}/s/1"), item=item))
            await journal.write(ItemFinished(run="r1", item=item, outcome="done", effects=1))
        house.clock.jump(days=1)
        await journal.write(
            DecisionMade(
                item="i1", step="s", decision="d1", choice="update", decided_by="Ada", binds="h2026:" + "1" * 32,
                separated=False,
            )
        )  # fmt: skip
        await journal.write(RunFinished(run="r1", outcomes={"done": 2}, balanced=True))
        await journal.write(AccountUnlocked(system="exchange", account="bot", unlocked_by="Ada"))
    logs: Path = house.logs
    return logs


def exported(journal: Path, tmp_path: Path, name: str, **changes: Any) -> str:
    """Export, and return what was written."""
    out = tmp_path / f"export.{name}"
    write_export(journal, out, Wanted(format=name, **changes))
    with out.open(encoding="utf-8", newline="") as file:
        return file.read()


def test_ocel_as_its_schema_asks(journal: Path, tmp_path: Path) -> None:
    """Required keys, declared types and attributes, unique ids, and no relation into nothing."""
    log = json.loads(exported(journal, tmp_path, "ocel"))

    assert set(log) == {"objectTypes", "eventTypes", "objects", "events"}
    kinds = {kind["name"] for kind in log["objectTypes"]}
    objects = {thing["id"]: thing for thing in log["objects"]}
    assert len(objects) == len(log["objects"])
    assert all(set(thing) == {"id", "type", "attributes"} and thing["type"] in kinds for thing in objects.values())
    declared = {
        kind["name"]: {each["name"]: each["type"] for each in kind["attributes"]} for kind in log["eventTypes"]
    }
    python = {"string": str, "integer": int, "boolean": bool}
    for event in log["events"]:
        assert {"id", "type", "time", "attributes", "relationships"} == set(event)
        assert ISO.fullmatch(event["time"])
        for attribute in event["attributes"]:
            assert type(attribute["value"]) is python[declared[event["type"]][attribute["name"]]]
        assert all(set(each) == {"objectId", "qualifier"} and each["objectId"] in objects
                   for each in event["relationships"])  # fmt: skip
    assert len({event["id"] for event in log["events"]}) == len(log["events"]) > 10
    [effect] = [each for each in log["events"] if each["id"] == "runs/pc-0:4"]
    assert {each["objectId"] for each in effect["relationships"]} == {
        "run:r1", "case:i1", "effect:i1/s/1", "system:exchange"
    }  # fmt: skip


def test_xes_as_ieee_1849_asks(journal: Path, tmp_path: Path) -> None:
    """Well-formed; elements in the order of the schema; typed attributes; declared extensions; dates that are dates."""
    log = ET.fromstring(exported(journal, tmp_path, "xes").encode())

    order = ["extension", "global", "classifier", "string", "trace"]
    tags = [child.tag.removeprefix(XES) for child in log]
    assert log.tag == f"{XES}log" and log.attrib["xes.version"] == "1849.2016" and "xes.features" in log.attrib
    assert tags == sorted(tags, key=order.index)
    assert {each.attrib["prefix"] for each in log.iter(f"{XES}extension")} == {"concept", "time", "org"}
    traces = [*log.iter(f"{XES}trace")]
    names = [next(each.attrib["value"] for each in trace if each.tag == f"{XES}string") for trace in traces]
    assert names == ["i1", "i2"]
    for event in log.iter(f"{XES}event"):
        values = {each.attrib["key"]: each for each in event}
        assert all(set(each.attrib) == {"key", "value"} for each in event)
        assert {"concept:name", "time:timestamp"} <= set(values)
        assert values["time:timestamp"].tag == f"{XES}date"
        assert ISO.fullmatch(values["time:timestamp"].attrib["value"])
        assert all(int(each.attrib["value"]) is not None for each in event if each.tag == f"{XES}int")
        assert all(each.attrib["value"] in ("true", "false") for each in event if each.tag == f"{XES}boolean")
    assert [each.attrib["value"] for each in traces[0].iter() if each.attrib.get("key") == "concept:name"] == [
        "i1", "item.started", "effect.intended", "effect.finished", "item.finished", "decision.made"
    ]  # fmt: skip


def test_ecs_as_its_fields_ask(journal: Path, tmp_path: Path) -> None:
    """One object a line, with the fields and the words that ECS allows."""
    lines = [json.loads(line) for line in exported(journal, tmp_path, "ecs").splitlines()]

    for line in lines:
        assert ISO.fullmatch(line["@timestamp"]) and line["ecs"]["version"]
        assert line["event"]["kind"] == "event"
        assert set(line["event"]["category"]) <= {"database", "iam", "network", "process", "configuration"}
        assert set(line["event"]["type"]) <= {"change", "access", "denied", "info"}
        assert line["event"]["outcome"] in {"success", "failure", "unknown"}
    [unlocked] = [line for line in lines if line["event"]["action"] == "account.unlocked"]
    assert (unlocked["user"]["name"], unlocked["nahtlos"]["account"]) == ("Ada", "bot")


def test_csv_is_a_table_without_formulas(journal: Path, tmp_path: Path) -> None:
    """Each cell is text, whatever somebody is called."""
    text = exported(journal, tmp_path, "csv")

    assert text.startswith("\ufeff")
    rows = [*csv.reader(text[1:].splitlines(keepends=True), delimiter=";")]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert f"'{EVIL}" in {cell for row in rows for cell in row}


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_cells_that_would_compute_are_texts(cell: str) -> None:
    """Every way in which a cell can begin to be a formula."""
    assert harmless(cell) == f"'{cell}"
    assert harmless("a=1") == "a=1"


@pytest.mark.parametrize("name", ["ocel", "xes", "ecs", "csv"])
def test_only_the_days_that_were_asked_for(journal: Path, tmp_path: Path, name: str) -> None:
    """Both days are included, nothing else."""
    first = exported(journal, tmp_path, name, until="2026-03-01")
    second = exported(journal, tmp_path, name, since="2026-03-02")

    assert ("item.started" in first, "decision.made" in first) == (True, False)
    assert ("item.started" in second, "decision.made" in second) == (False, True)


@pytest.mark.parametrize("name", ["ocel", "xes", "ecs", "csv"])
def test_a_journal_without_lines(tmp_path: Path, name: str) -> None:
    """Nothing is something that can be read, too."""
    (tmp_path / "logs").mkdir()

    text = exported(tmp_path / "logs", tmp_path, name)

    if name == "xes":
        assert ET.fromstring(text.encode()).tag == f"{XES}log"
    elif name == "ocel":
        assert json.loads(text)["events"] == []


@pytest.mark.parametrize("name", ["ocel", "xes", "ecs", "csv"])
def test_the_disk_says_no(journal: Path, tmp_path: Path, name: str) -> None:
    """It is said, and no half file is left."""
    with pytest.raises(ExportNotWritten, match="cannot be written"):
        write_export(journal, tmp_path / "not/there", Wanted(format=name))

    assert not [*tmp_path.glob(".*")]
