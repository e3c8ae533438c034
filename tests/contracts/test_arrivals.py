"""What arrives by itself is noted once, whoever of several processes sees it."""

from __future__ import annotations

import asyncio
from typing import Any

from nahtlos.engine.shift import Ending
from nahtlos.engine.slots import Slot


def slot(clock: Any, content: str = "c1", **changes: Any) -> Slot:
    facts: dict[str, Any] = {
        "schedule": "deliveries", "slot": content, "kind": "file", "due_at": clock.now(), "workflow": "import-vouchers",
        "inputs": {"file": "in/Jürgen.csv"},
    }  # fmt: skip
    return Slot(**{**facts, **changes})


async def test_content_is_delivered_once(ledger: Any, clock: Any) -> None:
    """The same sighting is old, the same content in another one has come again."""
    assert await ledger.arrivals.note(slot(clock), sighting="s1") == "new"
    assert await ledger.arrivals.note(slot(clock), sighting="s1") == "known"
    assert await ledger.arrivals.note(slot(clock), sighting="s2") == "repeated"
    assert await ledger.arrivals.note(slot(clock), sighting="s2") == "known"
    assert await ledger.arrivals.note(slot(clock, "c2"), sighting="s3") == "new"

    assert len(await ledger.slots.list(schedule="deliveries")) == 2


async def test_one_of_many_processes_hears_new(open_one: Any, clock: Any) -> None:
    """All see the same file; none takes it for a second delivery."""
    async with open_one("one") as one, open_one("two") as two:
        heard = await asyncio.gather(*(each.arrivals.note(slot(clock), sighting="s1") for each in (one, two) * 5))

    assert sorted(heard) == ["known"] * 9 + ["new"]


async def test_known_sightings(ledger: Any, clock: Any) -> None:
    """Asked for many at once; each schedule has its own."""
    await ledger.arrivals.note(slot(clock), sighting="s7")
    await ledger.arrivals.note(slot(clock, schedule="others"), sighting="s8")

    assert await ledger.arrivals.known("deliveries", [f"s{n}" for n in range(1200)]) == {"s7"}
    assert await ledger.arrivals.known("deliveries", []) == frozenset()


async def test_ended_runs(ledger: Any, make: Any, clock: Any) -> None:
    """Only those that came to their end, since then, of that workflow, and without a slot."""
    since = clock.now()
    for number, (workflow, code) in enumerate([("a", None), ("a", "E435"), ("b", None), ("a", None)], start=1):
        clock.advance(1)
        run = f"r{number}"
        await ledger.start_run(make.run(run, workflow=workflow))
        rejected = make.item(1, prefix=run, outcome="rejected", key_hash=run)
        await ledger.store_items(run, [rejected], stated=None, left_out=0)
        await ledger.shifts.begin(run)
        await ledger.shifts.end(run, Ending(code=code))
    await ledger.shifts.begin("r5")

    found = await ledger.arrivals.ended("chain", workflow="a", since=since)
    assert [(each.run, each.outcomes) for each in found] == [("r1", ("rejected",)), ("r4", ("rejected",))]

    await ledger.slots.add([slot(clock, "r1", schedule="chain", kind="run")])
    assert [each.run for each in await ledger.arrivals.ended("chain", workflow="a", since=since)] == ["r4"]
    assert await ledger.arrivals.ended("chain", workflow="a", since=clock.now()) == []


async def test_what_started_runs(ledger: Any, clock: Any) -> None:
    """Asked for many runs at once; a run that a person started has no slot."""
    await ledger.slots.add([slot(clock), slot(clock, "c2")])
    taken = await ledger.slots.take()
    await ledger.slots.begin(taken, run="r1")

    found = await ledger.slots.of_runs(["r1", "r2"])

    assert {run: each.slot for run, each in found.items()} == {"r1": taken.slot}
    known = await ledger.slots.find("deliveries", "c2")
    assert known is not None and known.inputs == {"file": "in/Jürgen.csv"}
    assert await ledger.slots.find("deliveries", "c3") is None
