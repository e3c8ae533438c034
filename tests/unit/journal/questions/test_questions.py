"""Questions of auditors, answered from lines that somebody wrote just so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nahtlos.events import (
    EffectFinished,
    EffectIntended,
    ItemFinished,
    ItemsErased,
    ItemStarted,
    RunResumed,
    RunStarted,
    ValuesRevealed,
)
from nahtlos.journal.questions.access import accesses
from nahtlos.journal.questions.case import happened, items_with_key
from nahtlos.journal.questions.changes import changes
from nahtlos.journal.questions.touched import touched
from nahtlos.journal.questions.versions import versions
from nahtlos.journal.scan import find_lines

OLD, NEW, KEY = "a" * 64, "b" * 64, "p2026:" + "0" * 32
HASH = "h2026:" + "1" * 32
TODAY, TOMORROW, NEXT = "2026-03-01T00", "2026-03-02T00", "2026-03-03T00"


def started(run: str, hash_: str = OLD) -> RunStarted:
    return RunStarted(
        run=run, workflow="report", workflow_hash=hash_, purpose="p", legal_basis="§ 1", started_by="anna",
        profile=None, nahtlos="0.1.0",
    )  # fmt: skip


def intended(effect: str, system: str = "exchange", run: str = "r1") -> EffectIntended:
    return EffectIntended(
        run=run, item=effect.split("/", maxsplit=1)[0], effect=effect, kind="create", system=system, resource="report",
        account="bot", key=KEY, fields=("name", "amount"), before=None, after=HASH,
    )  # fmt: skip


@pytest.fixture
async def logs(house: Any) -> Path:
    """Two runs on two days; one effect was found out about a day later."""
    async with house.journal() as journal:
        await journal.write(started("r1"))
        journal.note(ItemStarted(run="r1", item="i1", key=KEY, line=1))
        await journal.write(intended("i1/report/1"))
        await journal.write(EffectFinished(run="r1", item="i1", effect="i1/report/1", outcome="done"))
        await journal.write(intended("i1/receipt/1", "casework"))
        await journal.write(EffectFinished(run="r1", item="i1", effect="i1/receipt/1", outcome="in_doubt"))
        journal.note(ItemFinished(run="r1", item="i2", outcome="rejected", effects=0))
        await journal.write(intended("i3/report/1"))
        await journal.write(ValuesRevealed(revealed_to="anna", workflow="report", items=2, command="plan"))
    house.clock.jump(days=1)
    async with house.journal() as journal:
        await journal.write(RunResumed(run="r1", resumed_by="berta", workflow_hash=NEW, in_doubt=1))
        await journal.write(
            EffectFinished(
                run="r1", item="i1", effect="i1/receipt/1", outcome="failed", fields=("state",), recovered=True
            )
        )
        journal.note(ItemFinished(run="r1", item="i1", outcome="done", effects=2))
        await journal.write(ItemsErased(items=("i1", "i9"), erased_by="berta", because="request"))
        await journal.write(started("r2", NEW))
    return Path(house.logs)


def test_what_a_bot_changed_on_a_day(logs: Path) -> None:
    """Each effect once, with the last that is known of it, whenever that was found out."""
    answer = changes(logs, systems={"casework"}, since=TODAY, until=TOMORROW)

    (row,) = answer.rows
    assert (row["effect"], row["outcome"], row["differ"]) == ("i1/receipt/1", "failed", ["state"])
    assert row["fields"] == ["name", "amount"]
    assert str(row["intent"]).startswith("runs/pc-0:") and str(row["result"]).startswith("runs/pc-0:")


def test_an_effect_without_a_result_is_said(logs: Path) -> None:
    """Nobody knows whether it happened."""
    answer = changes(logs, systems={"exchange"}, since=TODAY, until=TOMORROW)

    assert [row["outcome"] for row in answer.rows] == ["done", "no result"]
    assert "in doubt" in answer.notes[0]


def test_nothing_happened_on_another_day(logs: Path) -> None:
    """The day of the intent counts."""
    assert changes(logs, systems={"exchange", "casework"}, since=TOMORROW, until=NEXT).rows == []


def test_which_version_ran_when_and_by_whom(logs: Path) -> None:
    """A resume may be of another version; releases are not separated yet, and that is said."""
    answer = versions(logs, workflow="report")

    assert [(row["run"], row["what"], row["version"], row["by"]) for row in answer.rows] == [
        ("r1", "started", OLD, "anna"), ("r1", "resumed", NEW, "berta"), ("r2", "started", NEW, "anna"),
    ]  # fmt: skip
    assert {row["released_by"] for row in answer.rows} == {"not separated"}
    assert versions(logs, workflow="other").rows == []
    assert [row["run"] for row in versions(logs, since=TOMORROW).rows] == ["r1", "r2"]


def test_which_cases_a_run_touched(logs: Path) -> None:
    """Those that were rejected in the list, too, and how often each was written for."""
    answer = touched(logs, run="r1")

    assert [(row["item"], row["outcome"], row["effects"]) for row in answer.rows] == [
        ("i1", "done", 2), ("i2", "rejected", 0), ("i3", None, 1),
    ]  # fmt: skip


def test_what_happened_to_a_case(logs: Path) -> None:
    """From the run that listed it to its erasure."""
    answer = happened(logs, items={"i1"})

    assert [row["what"] for row in answer.rows] == [
        "run.started", "item.started", "effect.intended", "effect.finished", "effect.intended", "effect.finished",
        "run.resumed", "effect.finished", "item.finished", "items.erased",
    ]  # fmt: skip
    assert happened(logs, items={"i"}).rows == []


def test_cases_with_a_pseudonym(logs: Path) -> None:
    """As key of the case, or of a record that was written to."""
    assert items_with_key(logs, {KEY}) == {"i1", "i3"}
    assert items_with_key(logs, {"p2026:" + "9" * 32}) == frozenset()


def test_who_saw_what(logs: Path) -> None:
    """By person and day."""
    (row,) = accesses(logs).rows

    assert (row["who"], row["what"]) == ("anna", "values.revealed")
    assert "items=2" in str(row["details"])
    assert accesses(logs, who="berta").rows == accesses(logs, since=TOMORROW).rows == []


def test_lines_that_are_none_are_passed_over(logs: Path) -> None:
    """Reading is not verifying."""
    file = next(logs.rglob("2026-03-01/runs/*.jsonl"))
    file.write_bytes(b'{"event":"run.started"}\n\xff\x00"run.started"\n' + file.read_bytes())

    assert [entry.fields["run"] for entry in find_lines(logs, events=["run.started"])] == ["r1", "r2"]


def test_a_clock_that_went_back_hides_nothing(house: Any, logs: Path) -> None:
    """Its lines stand in a later file."""
    (early,) = find_lines(logs, events=["run.resumed"])

    assert find_lines(logs, events=["run.resumed"], since=TODAY, until=NEXT) == [early]
