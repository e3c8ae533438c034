"""Slots are rows: each is run once, whoever asks and whoever dies."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nahtlos.engine.slots import Slot
from nahtlos.errors import LeaseLost, NotInLedger, SlotNotHeld
from nahtlos.ledger.ledger import SqlLedger

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def slot(number: int = 1, **changes: Any) -> Slot:
    facts: dict[str, Any] = {
        "schedule": "nightly", "slot": f"2026-03-{number:02}T12:00", "due_at": NOON + timedelta(days=number - 1),
        "workflow": f"report-{number}",
    }  # fmt: skip
    return Slot(**{**facts, **changes})


async def test_same_slot_is_added_once(ledger: SqlLedger) -> None:
    """Whoever adds a slot second learns that it was there."""
    assert [slot(1)] == await ledger.slots.add([slot(1)])

    assert [slot(2)] == await ledger.slots.add([slot(1), slot(2)])


async def test_same_slot_twice_in_one_call(ledger: SqlLedger) -> None:
    """A doubled row of one call is one row."""
    await ledger.slots.add([slot(1), slot(1)])

    assert len(await ledger.slots.list()) == 1


async def test_slot_comes_back_as_it_was_added(ledger: SqlLedger) -> None:
    """Everything that a run needs is kept."""
    added = slot(
        inputs={"file": "Müller.csv"}, profile="practice", because="every day at 12:00", by="anna", priority=7,
        deadline=timedelta(minutes=90), kind="person",
    )  # fmt: skip

    await ledger.slots.add([added])

    assert [added] == await ledger.slots.list(schedule="nightly")


async def test_inputs_are_sealed_and_erased(ledger: SqlLedger, stored: Any) -> None:
    """What may be personal is not readable on disk, and gone when the slot has ended."""
    await ledger.slots.add([slot(inputs={"person": "Waldemar Kruschinski"})])
    taken = await ledger.slots.take()
    assert taken is not None and taken.inputs == {"person": "Waldemar Kruschinski"}

    await ledger.slots.finish(taken, "done")

    assert b"Kruschinski" not in stored()
    (ended,) = await ledger.slots.list()
    assert (ended.inputs, ended.state) == ({}, "done")


async def test_order_is_priority_then_age(ledger: SqlLedger) -> None:
    """The higher priority goes first, then the older slot."""
    await ledger.slots.add([slot(3), slot(1), slot(2, priority=5)])

    taken = [await ledger.slots.take() for _ in range(4)]

    assert [one and one.workflow for one in taken] == ["report-2", "report-1", "report-3", None]


async def test_second_slot_of_a_running_workflow_waits(ledger: SqlLedger) -> None:
    """Two runs of one workflow never run at once; the next one follows."""
    await ledger.slots.add([slot(1, workflow="report"), slot(2, workflow="report")])

    first = await ledger.slots.take()
    assert first is not None and await ledger.slots.take() is None
    await ledger.slots.finish(first, "done")

    second = await ledger.slots.take()
    assert second is not None and second.slot == slot(2).slot


async def test_put_back_until_later(ledger: SqlLedger, clock: Any) -> None:
    """What something is in the way of comes again when its time has come, and still knows its run."""
    await ledger.slots.add([slot()])
    taken = await ledger.slots.take()
    assert taken is not None
    await ledger.slots.begin(taken, run="r1")
    await ledger.slots.put_back(taken, not_before=clock.now() + timedelta(seconds=30), code="E405")

    assert await ledger.slots.take() is None
    clock.advance(31)

    again = await ledger.slots.take()
    assert again is not None and (again.run, again.attempts) == ("r1", 2)


async def test_slot_of_another_is_not_finished(ledger: SqlLedger) -> None:
    """Only the holder says what came of it."""
    await ledger.slots.add([slot()])

    with pytest.raises(SlotNotHeld):
        await ledger.slots.finish(slot(), "done")
    with pytest.raises(NotInLedger):
        await ledger.slots.finish(slot(9), "done")


async def test_dead_process_is_taken_over(open_one: Any, clock: Any) -> None:
    """A slot whose holder is gone goes to the next who asks, with the run to resume; the old holder is refused."""
    async with open_one("host-1") as first, open_one("host-2") as second:
        await first.slots.add([slot()])
        taken = await first.slots.take()
        assert taken is not None
        await first.slots.begin(taken, run="r1")
        assert await second.slots.take() is None

        clock.advance(60)
        over = await second.slots.take()

        assert over is not None and (over.run, over.attempts) == ("r1", 2)
        with pytest.raises(LeaseLost):
            await first.slots.finish(taken, "done")
        await second.slots.finish(over, "done")


async def test_many_claimers_take_each_slot_once(open_one: Any) -> None:
    """Of many that ask at once, each slot goes to one."""
    async with open_one("host-1") as first, open_one("host-2") as second:
        many = [slot(1, slot=f"s{number}", workflow=f"w{number}") for number in range(60)]
        halves = await asyncio.gather(first.slots.add(many), second.slots.add(many))
        assert sum(map(len, halves)) == 60

        async def all_of(ledger: SqlLedger) -> list[str]:
            taken = []
            while one := await ledger.slots.take():
                taken.append(one.slot)
            return taken

        lanes = await asyncio.gather(*(all_of(ledger) for ledger in (first, second) for _ in range(3)))

        assert sorted(one.slot for one in many) == sorted(name for lane in lanes for name in lane)


async def test_claimers_of_one_workflow(open_one: Any) -> None:
    """Of many that ask at once for slots of one workflow, one gets one."""
    async with open_one("host-1") as first, open_one("host-2") as second:
        await first.slots.add([slot(1, slot=f"s{number}", workflow="report") for number in range(8)])

        taken = await asyncio.gather(*(ledger.slots.take() for ledger in (first, second) for _ in range(4)))

        assert sum(one is not None for one in taken) == 1


async def test_newest_slot_of_the_clock(ledger: SqlLedger) -> None:
    """Only slots of the clock count, and only those until now: a clock that once ran ahead stops nothing."""
    await ledger.slots.add([slot(1), slot(2), slot(9), slot(3, kind="person", slot="by-anna")])

    newest = await ledger.slots.newest(NOON + timedelta(days=3))

    assert {"nightly": NOON + timedelta(days=1)} == newest


async def test_schedule_begins_when_it_is_first_seen(ledger: SqlLedger, clock: Any) -> None:
    """A schedule begins once, and again when its rule changes or when it began in a wrong future."""
    begun = clock.now()
    await ledger.slots.know({"nightly": "a"})
    clock.advance(100)
    assert begun == (await ledger.slots.know({"nightly": "a"}))["nightly"].since

    assert clock.now() == (await ledger.slots.know({"nightly": "b"}))["nightly"].since
    clock.advance(-50)
    assert clock.now() == (await ledger.slots.know({"nightly": "b"}))["nightly"].since


async def test_paused_schedule(ledger: SqlLedger, clock: Any) -> None:
    """Nothing of a paused schedule is taken, except what a person wants; the ledger knows who paused it."""
    await ledger.slots.know({"nightly": "a"})
    await ledger.slots.add([slot(1), slot(2, kind="person")])
    await ledger.slots.pause("nightly", by="anna")
    await ledger.slots.pause("nightly", by="berta")

    taken = [await ledger.slots.take(), await ledger.slots.take()]
    state = (await ledger.slots.states())["nightly"]

    assert [one and one.kind for one in taken] == ["person", None]
    assert ("anna", clock.now()) == (state.paused_by, state.paused_at)
    clock.advance(10)
    await ledger.slots.resume("nightly")
    state = (await ledger.slots.states())["nightly"]
    assert (None, clock.now()) == (state.paused_by, state.since)
    assert await ledger.slots.take() is not None


async def test_unknown_schedule_cannot_be_paused(ledger: SqlLedger) -> None:
    """A wrong name is an error."""
    with pytest.raises(NotInLedger):
        await ledger.slots.pause("nigthly", by="anna")


async def test_made_up_for(ledger: SqlLedger) -> None:
    """What has no row is added, what was missed or skipped runs after all, and what ran does not run again."""
    await ledger.slots.add([slot(1, state="missed"), slot(2, state="skipped"), slot(3)])
    taken = await ledger.slots.take()
    assert taken is not None
    await ledger.slots.finish(taken, "done")
    wanted = [slot(number, kind="person", by="anna", inputs={"day": str(number)}) for number in (1, 2, 3, 4)]

    seen = await ledger.slots.make_up(wanted, really=False)
    made = await ledger.slots.make_up(wanted)

    assert [one.due_at.day for one in seen] == [one.due_at.day for one in made] == [1, 2, 4]
    again = await ledger.slots.take_several(9)
    assert [(one.due_at.day, one.by, one.inputs) for one in again] == [
        (day, "anna", {"day": str(day)}) for day in (1, 2, 4)
    ]
    assert await ledger.slots.make_up(wanted) == []


async def test_listing_and_counts(ledger: SqlLedger) -> None:
    """The latest comes first; only what is open is counted."""
    await ledger.slots.add([slot(1), slot(2), slot(3, state="missed")])
    await ledger.slots.take()

    assert [one.due_at.day for one in await ledger.slots.list()] == [3, 2, 1]
    assert [one.due_at.day for one in await ledger.slots.list(state="waiting")] == [2]
    assert await ledger.slots.count() == {"waiting": 1, "running": 1}


async def test_ten_thousand_at_once(ledger: SqlLedger) -> None:
    """All of them are kept, each once, in one call; `benchmarks/service.py` says how long that takes."""
    many = [slot(1, slot=f"s{number}", schedule=f"n{number}", workflow=f"w{number}") for number in range(10_000)]

    added = await ledger.slots.add(many)

    assert len(added) == 10_000
    assert not await ledger.slots.add(many[:10])
