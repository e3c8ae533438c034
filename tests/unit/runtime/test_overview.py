"""How a run is just now, in one word, and what everybody may know of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from nahtlos.engine.ports import ItemState, NewItem, Outcome, RunRecord
from nahtlos.engine.shift import Ending, Shift, StopRequest
from nahtlos.engine.slots import Slot
from nahtlos.errors import RunNotAtWork, StillAtWork, UnknownRun
from nahtlos.journal.history import read_events
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.overview import Overview, ask_to_stop, look_at, newest, wait_for_stop
from nahtlos.runtime.records import open_records
from nahtlos.runtime.workspace import Workspace

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ASKED = StopRequest(by="anna", at=NOON, reason="Payments begin.")


def run(**changes: Any) -> RunRecord:
    facts: dict[str, Any] = {
        "id": "r1", "workflow": "w", "workflow_hash": "f00d" * 4, "started_by": "anna", "started_at": NOON,
        "profile": None, "inputs": {"name": "Quastenflosser"}, "options": {}, "state": "listed",
    }  # fmt: skip
    return RunRecord(**{**facts, **changes})


def shift(**changes: Any) -> Shift:
    facts: dict[str, Any] = {"run": "r1", "host": "pc", "pid": 7, "begun_at": NOON, "is_at_work": False}
    return Shift(**{**facts, **changes})


@pytest.mark.parametrize(
    ("state", "of_shift", "condition"),
    [
        ("listed", {"is_at_work": True}, "at_work"),
        ("listing", {"is_at_work": True}, "at_work"),
        ("listed", {"is_at_work": True, "stop": ASKED}, "stopping"),
        ("paused", {"ended_at": NOON, "ending": Ending(code="E431")}, "paused"),
        # stopped before it had listed: a resume has to list
        ("listing", {"ended_at": NOON, "ending": Ending(code="E435")}, "paused"),
        ("finished", {"ended_at": NOON, "ending": Ending()}, "finished"),
        # came to its end, and cases wait for people
        ("listed", {"ended_at": NOON, "ending": Ending()}, "open"),
        # killed: it never said how it ended
        ("listed", {}, "broken_off"),
        # of a nahtlos that knew no shifts
        ("listed", None, "broken_off"),
        # taken up again while its last state is still `paused`
        ("paused", {"is_at_work": True}, "at_work"),
    ],
)
def test_condition(state: str, of_shift: Mapping[str, Any] | None, condition: str) -> None:
    """The process decides before the last stored state does."""
    seen = Overview(run=run(state=state), tally={}, shift=None if of_shift is None else shift(**of_shift))

    assert seen.condition == condition


def test_counts() -> None:
    """Cases that wait have an outcome and are open; cases nobody has touched have none."""
    tally: Mapping[tuple[ItemState, Outcome | None], int] = {
        ("finished", "done"): 3, ("waiting", "waiting"): 2, ("pending", None): 4,
    }  # fmt: skip
    seen = Overview(run=run(), tally=tally)

    assert {name: count for name, count in seen.outcomes.items() if count} == {"done": 3, "waiting": 2}
    assert (seen.open_cases, seen.cases_in_all) == (6, 9)


def test_nothing_about_a_person() -> None:
    """Inputs of a run are left out: they may be personal."""
    inputs = {"name": "Quastenflosser"}
    slot = Slot(schedule="nightly", slot="2026-11-22T05:30", due_at=NOON, workflow="w", inputs=inputs)

    facts = Overview(run=run(), tally={}, shift=shift(stop=ASKED), slot=slot).as_json()

    assert "Quastenflosser" not in str(facts)
    assert facts["trigger"]["schedule"] == "nightly"
    assert facts["stop"]["by"] == "anna"


async def test_stop_is_journaled_before_it_is_asked(workspace: Workspace) -> None:
    """Who asked and why stands in the journal."""
    async with open_records(workspace, read_settings(workspace)) as records:
        await records.ledger.start_run(run())
        await records.ledger.shifts.begin("r1")

        seen = await ask_to_stop(records, "r1", by="berta", reason="Payments begin.")

        assert seen.condition == "stopping"
        with pytest.raises(StillAtWork):
            await wait_for_stop(records, "r1", seconds=0)
        await records.ledger.shifts.end("r1", Ending(code="E435", why="Stopped."))
        assert (await wait_for_stop(records, "r1", seconds=0)).condition == "paused"
    (asked,) = [entry for entry in read_events(workspace.logs, log_class="runs") if entry.event == "run.stop_asked"]
    assert (asked.fields["asked_by"], asked.fields["reason"]) == ("berta", "Payments begin.")


async def test_stop_of_a_run_at_which_nobody_works(workspace: Workspace) -> None:
    """It is refused, and nothing is left behind that would stop the next resume."""
    async with open_records(workspace, read_settings(workspace)) as records:
        await records.ledger.start_run(run())

        with pytest.raises(RunNotAtWork, match="Nobody works on the run r1"):
            await ask_to_stop(records, "r1", by="berta", reason=None)
        with pytest.raises(UnknownRun, match='no run "r2"'):
            await ask_to_stop(records, "r2", by="berta", reason=None)


async def test_look_at_one_and_at_all(workspace: Workspace) -> None:
    """A run has its counts, the slot that started it, and the cases that wait for people."""
    slot = Slot(schedule="nightly", slot="s1", due_at=NOON, workflow="w", because="it is time")
    async with open_records(workspace, read_settings(workspace)) as records:
        ledger = records.ledger
        await ledger.start_run(run(state="listing"))
        item = NewItem(id="case", line=1, key="k", key_hash="h", record={})
        await ledger.store_items("r1", [item], stated=1, left_out=0)
        await ledger.slots.add([slot])
        taken = await ledger.slots.take()
        assert taken is not None
        await ledger.slots.begin(taken, run="r1")
        claim = await ledger.claim("r1")
        assert claim is not None
        await ledger.finish_item("case", "waiting", reason="Somebody has to look.", code="E406")

        seen = await look_at(ledger, "r1")
        (listed,) = await newest(ledger)

    assert [case.id for case in seen.cases] == ["case"]
    assert seen.slot is not None and seen.slot.schedule == "nightly"
    assert listed.outcomes["waiting"] == 1 == listed.open_cases
