"""Workers that are alive, gone, and back from being away."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from nahtlos.errors import LeaseLost
from nahtlos.ledger.ledger import SqlLedger


async def renewed(ledger: SqlLedger) -> None:
    """Let a transaction pass: it renews what is due."""
    await ledger.paused()


async def test_who_only_asks_is_no_worker(ledger: SqlLedger, make: Any) -> None:
    """The lease begins with the first claim."""
    await make.listed(ledger, 1)
    assert not ledger.lease_is_fresh()

    await ledger.claim("r1")

    assert ledger.lease_is_fresh()


async def test_lease_ends_without_renewal(ledger: SqlLedger, make: Any, clock: Any) -> None:
    """Fresh until its length has passed since the last durable renewal; any transaction renews it."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")

    clock.advance(4.9)
    assert ledger.lease_is_fresh()
    clock.advance(0.2)
    assert not ledger.lease_is_fresh()
    await renewed(ledger)
    assert ledger.lease_is_fresh()


async def test_computer_that_slept_has_no_fresh_lease(ledger: SqlLedger, make: Any, clock: Any) -> None:
    """The clock that only grows stands still during sleep; the time of day does not."""
    await make.listed(ledger, 1)
    await ledger.claim("r1")

    clock.time += timedelta(minutes=10)

    assert not ledger.lease_is_fresh()


async def test_renews_by_itself(open_one: Any, make: Any) -> None:
    """Nobody has to ask for anything: the writer's thread has its own timing."""
    import time

    class Real:
        def __init__(self, start: Any) -> None:
            self.start = start

        def now(self) -> Any:
            return self.start + timedelta(seconds=time.monotonic())

        def monotonic(self) -> float:
            return time.monotonic()

        async def sleep(self, seconds: float) -> None:
            await asyncio.sleep(seconds)

    async with open_one(clock=Real(make.clock.now()), lease=timedelta(seconds=0.5)) as ledger:
        await make.listed(ledger, 1)
        await ledger.claim("r1")

        for _ in range(10):
            await asyncio.sleep(0.1)
            assert ledger.lease_is_fresh()


async def test_item_of_a_living_worker_is_not_taken(open_one: Any, make: Any, clock: Any) -> None:
    """Its lease holds; the other one learns until when."""
    async with open_one("one") as one, open_one("two") as two:
        await make.listed(one, 1)
        await one.claim("r1")

        assert await two.claim("r1") is None
        assert clock.now() + timedelta(seconds=5) == await two.others_until("r1")
        assert await one.others_until("r1") is None


async def test_item_is_taken_over_when_the_lease_has_run_out(open_one: Any, make: Any, clock: Any) -> None:
    """The claim says when the other one's lease ended: from then on nothing of it can come any more."""
    async with open_one("one") as one, open_one("two") as two:
        await make.listed(one, 2)
        await one.claim("r1")
        await one.intend(make.effect("i1"))
        lease_end = clock.now() + timedelta(seconds=5)
        clock.advance(6)

        claim = await two.claim("r1")

        assert claim is not None
        assert ("i1", lease_end, "two") == (claim.item.id, claim.taken_over_from, claim.item.worker)
        assert [effect.state for effect in claim.effects] == ["intended"]


async def test_worker_that_comes_back_changes_nothing(open_one: Any, make: Any, clock: Any, finish_effect: Any) -> None:
    """Whoever was away while its items were taken over is refused, whatever it asks."""
    async with open_one("one") as one, open_one("two") as two:
        await make.listed(one, 2)
        await one.claim("r1")
        await one.intend(make.effect("i1"))
        clock.advance(6)
        await two.claim("r1")

        one.record_step(make.step("i1", "late"))
        with pytest.raises(LeaseLost):
            await finish_effect(one, "i1/report/1", "done")
        with pytest.raises(LeaseLost):
            await one.claim("r1")

        assert not one.lease_is_fresh()
        assert await two.steps("i1") == []
        assert [effect.state for effect in await two.effects(item="i1")] == ["intended"]


async def test_worker_that_was_slow_but_not_replaced_goes_on(open_one: Any, make: Any, clock: Any) -> None:
    """A lease that ran out without anybody taking over is simply renewed."""
    async with open_one("one") as one:
        await make.listed(one, 1)
        await one.claim("r1")
        clock.advance(60)
        assert not one.lease_is_fresh()

        await one.intend(make.effect("i1"))

        assert one.lease_is_fresh()


async def test_worker_that_ended_leaves_its_items_at_once(open_one: Any, make: Any, clock: Any) -> None:
    """Nobody waits for the lease of a process that said goodbye."""
    async with open_one("one") as one:
        await make.listed(one, 1)
        await one.claim("r1")
    ended = clock.now()
    clock.advance(1)

    async with open_one("two") as two:
        claim = await two.claim("r1")

    assert claim is not None
    assert ended == claim.taken_over_from


async def test_doubt_says_until_when_it_could_still_happen(open_one: Any, make: Any, clock: Any) -> None:
    """An item left with an open effect: nothing of it comes after it was left."""
    async with open_one("one") as one, open_one("two") as two:
        await make.listed(one, 2)
        await one.claim("r1")
        await one.intend(make.effect("i1"))
        clock.advance(3)
        left = clock.now()
        await one.finish_item("i1", "in_doubt", reason=None, code=None)
        clock.advance(3)

        claim = await two.claim("r1")

        assert claim is not None
        assert ("i1", left) == (claim.item.id, claim.taken_over_from)


# ------------------------------------------------------------------ processes that are killed

WORKER = """
import asyncio, json, sys, time
from datetime import UTC, datetime
from pathlib import Path
from nahtlos.engine.ports import EffectRecord, StepRecord
from nahtlos.ledger.opening import open_ledger

class Clock:
    def now(self): return datetime.now(UTC)
    def monotonic(self): return time.monotonic()
    async def sleep(self, seconds): await asyncio.sleep(seconds)

def tell(**facts):
    print(json.dumps(facts), flush=True)

async def lane(ledger):
    while claim := await ledger.claim("r1"):
        item = claim.item.id
        await ledger.begin_item(item)
        ledger.record_step(StepRecord(item=item, path="look", outcome="done", result={"seen": item}))
        effect = EffectRecord(
            id=f"{item}/report/1", item=item, step="report", kind="create", system="exchange", resource="report",
            key={"number": item}, key_hash=item, before=None, after={"name": "x"}, intended_at=Clock().now(),
            worker="doomed")
        await ledger.intend(effect)
        tell(intended=item)
        await ledger.finish_effect(effect.id, "done", found=None, intent_line=None, result_line=None)
        tell(done=item)
        if stays:
            ledger.record_step(StepRecord(item=item, path="rides", outcome="done"))
            await asyncio.sleep(60)
        await ledger.finish_item(item, "done", reason=None, code=None)
        tell(finished=item)

async def main(address, folder):
    async with open_ledger(address, folder=Path(folder), clock=Clock(), worker_name="doomed") as ledger:
        async with asyncio.TaskGroup() as lanes:
            for _ in range(3):
                lanes.create_task(lane(ledger))

stays = sys.argv[3] == "stays"
asyncio.run(main(sys.argv[1], sys.argv[2]))
"""


@pytest.fixture
def doomed(address: str, tmp_path: Path) -> Iterator[Any]:
    """A worker in a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def start(*, stays: bool = False) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", WORKER, address, str(tmp_path / "state"), "stays" if stays else "goes on"]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def told(process: subprocess.Popen[str], *, lines: int) -> list[dict[str, str]]:
    """Hear what a worker holds for durable, then kill it; what it still said is heard too."""
    assert process.stdout is not None
    heard = [json.loads(process.stdout.readline()) for _ in range(lines)]
    process.kill()
    process.wait()
    return heard + [json.loads(line) for line in process.stdout if line.endswith("\n")]


@pytest.mark.parametrize("lines", [1, 4, 40, 113])
async def test_what_was_durable_survives_a_kill(open_one: Any, make: Any, doomed: Any, lines: int) -> None:
    """kill -9 at some moment: everything that was said to be durable is there, with the steps that rode along."""
    async with open_one() as ledger:
        await make.listed(ledger, 200)
    heard = told(doomed(), lines=lines)

    async with open_one() as ledger:
        effects = {effect.item: effect for effect in await ledger.effects(run="r1")}
        for fact in heard:
            ((what, item),) = fact.items()
            assert item in effects
            assert [step.path for step in await ledger.steps(item)] == ["look"]
            assert what == "intended" or effects[item].state == "done"
            assert what != "finished" or (await ledger.item(item)).state == "finished"


async def test_killed_worker_is_replaced_at_once(open_one: Any, make: Any, doomed: Any) -> None:
    """On the same computer nobody waits for a lease: the dead worker's lifeline is cut."""
    async with open_one() as ledger:
        await make.listed(ledger, 4)
    heard = told(doomed(stays=True), lines=6)
    held = {item for fact in heard for item in fact.values()}

    async with open_one() as ledger:
        claims = [await ledger.claim("r1") for _ in range(4)]

        assert [claim and claim.item.id for claim in claims] == ["i1", "i2", "i3", "i4"]
        for claim in claims:
            assert claim is not None
            assert (claim.item.id in held) == (claim.taken_over_from is not None)
            assert (claim.item.attempts == 1) == (claim.item.id in held)


async def test_living_worker_in_another_process_keeps_its_items(open_one: Any, make: Any, doomed: Any) -> None:
    """Its lifeline is held: only its lease could end it."""
    async with open_one() as ledger:
        await make.listed(ledger, 3)
    process = doomed(stays=True)
    for _ in range(6):
        process.stdout.readline()

    async with open_one() as ledger:
        assert await ledger.claim("r1") is None
        assert await ledger.others_until("r1") is not None

        process.kill()
        process.wait()

        assert await ledger.claim("r1") is not None
