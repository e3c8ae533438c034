"""What a person decides about a case, bound to what it waits with, and noted in the journal first."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from nahtlos.engine.ports import EffectRecord, NewItem, RunRecord, StepRecord
from nahtlos.errors import NothingToDecide, NotInLedger, WrongChoice
from nahtlos.journal.history import read_events
from nahtlos.runtime.deciding import decide, find_question
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.workspace import Workspace

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
async def records(workspace: Workspace) -> AsyncIterator[Records]:
    """A run with one case that is being worked on."""
    run = RunRecord(
        id="run", workflow="w", workflow_hash="0" * 64, started_by="anna", started_at=NOW, profile=None, inputs={},
        options={}, state="listing",
    )  # fmt: skip
    async with open_records(workspace, read_settings(workspace)) as opened:
        await opened.ledger.start_run(run)
        item = NewItem(id="case", line=1, key="BGS-1", key_hash="h1", record={"city": "Bonn"})
        await opened.ledger.store_items("run", [item], stated=None, left_out=0)
        assert await opened.ledger.claim("run") is not None
        yield opened


async def wait_with_difference(records: Records, *, binds: str | None) -> None:
    records.ledger.record_step(
        StepRecord(item="case", path="report", outcome="waiting", before={"city": "Köln"}, after={"city": "Bonn"},
                   binds=binds, fields=("city",))
    )  # fmt: skip
    await records.ledger.finish_item("case", "waiting", reason="differs", code="E406")


async def wait_in_doubt(records: Records) -> None:
    await records.ledger.intend(
        EffectRecord(id="case/report/1", item="case", step="report", kind="create", system="exchange",
                     resource="report", key={"voucher_no": "BGS-1"}, key_hash="p1:" + "0" * 32, before=None,
                     after={"city": "Bonn"}, intended_at=NOW, worker="w")
    )  # fmt: skip
    await records.ledger.finish_effect("case/report/1", "in_doubt", found=None, intent_line=None, result_line=None)
    await records.ledger.finish_item("case", "in_doubt", reason="?", code="E405")


async def test_difference_is_written_or_kept(workspace: Workspace, records: Records) -> None:
    """A difference can be written or kept; the decision binds to exactly it and lies in ledger and journal."""
    binds = records.journal.fingerprint({"before": {"city": "Köln"}, "after": {"city": "Bonn"}})
    await wait_with_difference(records, binds=binds)

    question = await find_question(records, "case")
    made = await decide(records, question, "write", reason="called Ada", noted="called …")

    assert tuple(question.choices) == ("write", "keep")
    assert (made.step, made.binds, made.reason) == ("report", binds, "called Ada")
    claim = await records.ledger.claim("run")
    assert claim is not None and [decision.choice for decision in claim.decisions] == ["write"]
    (entry,) = read_events(workspace.logs, events={"decision.made"})
    assert (entry.fields["choice"], entry.fields["binds"], entry.fields["separated"]) == ("write", binds, False)
    assert entry.fields["reason"] == "called …"


async def test_doubt_is_done_or_again(records: Records) -> None:
    """A doubt is answered for its effect: it is there, or it is not and may be written."""
    await wait_in_doubt(records)

    question = await find_question(records, "case")
    made = await decide(records, question, "done", reason="seen")

    assert tuple(question.choices) == ("done", "again")
    assert made.binds == "case/report/1"


async def test_waiting_without_a_difference(records: Records) -> None:
    """Where no difference is known, a person corrects the target and lets it be looked at again."""
    await wait_with_difference(records, binds=None)

    question = await find_question(records, "case")

    assert tuple(question.choices) == ("again",)
    await decide(records, question, "again", reason="the second one was deleted")
    assert await records.ledger.claim("run") is not None


async def test_choice_that_decides_nothing(records: Records) -> None:
    """What is no answer to the question is refused, and the answers are named."""
    await wait_in_doubt(records)

    with pytest.raises(WrongChoice) as caught:
        await decide(records, await find_question(records, "case"), "keep", reason="x")

    assert "--done or --again" in caught.value.message()


async def test_case_that_does_not_wait(records: Records) -> None:
    """A case that is done asks nothing; neither does one that is not there."""
    await records.ledger.finish_item("case", "done", reason=None, code=None)

    with pytest.raises(NothingToDecide) as caught:
        await find_question(records, "case")
    with pytest.raises(NotInLedger):
        await find_question(records, "nowhere")

    assert "it is done" in caught.value.message()
