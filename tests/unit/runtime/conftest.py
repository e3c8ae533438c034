"""A workspace made from the example, and one in which a case has come to its end."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from nahtlos.engine.ports import Decision, EffectRecord, NewItem, RunRecord, StepRecord
from nahtlos.events import EffectFinished, EffectIntended, ItemFinished, ItemsListed, ItemStarted, RunStarted
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.example import write_example
from nahtlos.runtime.job import prepare
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.versions import keep_version
from nahtlos.runtime.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return write_example(tmp_path / "county")


RECORD = {
    "voucher_no": "BGS-2026-777001", "customer_no": "904C521971", "last_name": "Kanarienvögel",
    "street": "Zeisigweg 17", "iban": "DE02120300000000202051",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A workspace in which one case was worked on, with everything that can be known of one."""

    workspace: Workspace
    version: str
    run: str = "2026-11-22-report-participation-3f9a41"
    item: str = "3f9a41c07be25d18"
    record = RECORD

    def open(self) -> AbstractAsyncContextManager[Records]:
        return open_records(self.workspace, read_settings(self.workspace))

    @asynccontextmanager
    async def live(self, *, outcome: Literal["done", "waiting"] = "done") -> AsyncIterator[Records]:
        """Do what the engine does, to one case."""
        async with self.open() as records:
            await _begin(records, self)
            await _work(records, self)
            await records.ledger.finish_item(self.item, outcome, reason=f"because of {RECORD['last_name']}", code=None)
            records.journal.note(ItemFinished(run=self.run, item=self.item, outcome=outcome, effects=1))
            if outcome == "done":
                await records.ledger.set_run_state(self.run, "finished")
            yield records


async def _begin(records: Records, lived: Lived) -> None:
    run = RunRecord(
        id=lived.run, workflow="report-participation", workflow_hash=lived.version, started_by="anna",
        started_at=records.clock.now(), profile=None, inputs={"who": RECORD["last_name"]}, options={}, state="listing",
    )  # fmt: skip
    key = RECORD["voucher_no"]
    item = NewItem(id=lived.item, line=1, key=key, key_hash=records.journal.fingerprint({"key": key}), record=RECORD)
    await records.ledger.start_run(run)
    await records.journal.write(
        RunStarted(run=run.id, workflow=run.workflow, workflow_hash=run.workflow_hash, purpose="reporting",
                   legal_basis="§ 81 SGB III", started_by="anna", profile=None, nahtlos="0.1.0")
    )  # fmt: skip
    await records.ledger.store_items(run.id, [item], stated=1, left_out=0)
    await records.journal.write(ItemsListed(run=run.id, items=1, stated=1, left_out=0, duplicates=0))
    assert await records.ledger.claim(run.id) is not None
    records.journal.note(ItemStarted(run=run.id, item=item.id, key=records.journal.pseudonym(key), line=1))


async def _work(records: Records, lived: Lived) -> None:
    key = {"voucher_no": RECORD["voucher_no"]}
    effect = EffectRecord(
        id=f"{lived.item}/report/1", item=lived.item, step="report", kind="create", system="exchange",
        resource="report", key=key, key_hash=records.journal.lock_name(RECORD["voucher_no"]), before=None,
        after=RECORD, intended_at=records.clock.now(), worker="w",
    )  # fmt: skip
    await records.ledger.intend(effect)
    await records.journal.write(
        EffectIntended(
            run=lived.run, item=lived.item, effect=effect.id, kind="create", system="exchange", resource="report",
            account="exchange-bot", key=records.journal.pseudonym(RECORD["voucher_no"]), fields=tuple(RECORD),
            before=None, after=records.journal.fingerprint(RECORD),
        )
    )  # fmt: skip
    await records.journal.write(EffectFinished(run=lived.run, item=lived.item, effect=effect.id, outcome="done"))
    await records.ledger.finish_effect(effect.id, "done", found=RECORD, intent_line=None, result_line=None)
    records.ledger.record_step(
        StepRecord(item=lived.item, path="report", outcome="done", result=RECORD, reason=RECORD["street"])
    )
    await records.ledger.decide(
        Decision(id="d1", item=lived.item, step="report", choice="write", binds="b1", reason=RECORD["iban"],
                 by="berta", at=records.clock.now())
    )  # fmt: skip


@pytest.fixture
def lived(workspace: Workspace) -> Lived:
    plan = prepare(workspace, "report-participation").plan
    keep_version(workspace, plan)
    return Lived(workspace=workspace, version=plan.hash)
