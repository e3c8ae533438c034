"""The ledger in memory says what the real one says: tests that trust it would else prove nothing."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from nahtlos.engine.ports import Claim, Decision, EffectRecord, Ledger, NewItem, RunRecord, StepRecord
from nahtlos.errors import NahtlosError
from nahtlos.ledger.opening import open_ledger
from nahtlos.testing import FakeClock, Killed, Life
from nahtlos.testing.ledger import MemoryLedger
from nahtlos.testing.records import Records

OUTCOMES = ("done", "skipped", "rejected", "failed", "waiting", "in_doubt")
STATES = ("done", "not_done", "failed", "in_doubt")


class Pair:
    """Two workers on one ledger; the second can be killed."""

    def __init__(self, first: Ledger, second: Ledger, *, clock: FakeClock, kill: Callable[[], Any]) -> None:
        self.workers: dict[str, Ledger] = {"a": first, "b": second}
        self.clock = clock
        self.kill = kill


@asynccontextmanager
async def in_memory() -> AsyncIterator[Pair]:
    """The ledger of `nahtlos.testing`."""
    clock, records, life = FakeClock(), Records(), Life()
    first = MemoryLedger(records, worker="a", clock=clock, life=Life())
    second = MemoryLedger(records, worker="b", clock=clock, life=life)

    async def kill() -> None:
        records.leases["b"].stop(clock.now())
        records.leases["b"].is_cut = True

    yield Pair(first, second, clock=clock, kill=kill)


@asynccontextmanager
async def on_disk(folder: Path) -> AsyncIterator[Pair]:
    """The real one, on SQLite."""
    clock = FakeClock()
    facts: Any = {"folder": folder / "state", "clock": clock}
    address = f"sqlite:///{folder / 'ledger.db'}"
    async with AsyncExitStack() as opened, AsyncExitStack() as mortal:
        first = await opened.enter_async_context(open_ledger(address, worker_name="a", **facts))
        second = await mortal.enter_async_context(open_ledger(address, worker_name="b", **facts))
        yield Pair(first, second, clock=clock, kill=mortal.aclose)


def effect(item: str, number: int, key: str) -> EffectRecord:
    """An effect of an item."""
    return EffectRecord(
        id=f"{item}/s/{number}", item=item, step="s", kind="create", system="target", resource="record",
        key={"number": key}, key_hash=key, before=None, after={"name": "x"}, intended_at=FakeClock().now(), worker="a",
    )  # fmt: skip


def shown(result: Any) -> Any:
    """What can be compared of an answer."""
    if isinstance(result, Claim):
        return (
            result.item.id, result.item.state, result.item.attempts, result.item.worker,
            {path: step.outcome for path, step in result.steps.items()},
            [(each.id, each.state, each.found) for each in result.effects], [each.id for each in result.decisions],
            result.taken_over_from is None,
        )  # fmt: skip
    if isinstance(result, list | tuple):
        return [(each.id, each.state, each.outcome, each.is_answered) for each in result]
    return result


async def story(pair: Pair, seed: int) -> list[Any]:
    """Ask many things in an order that the seed decides; return all answers."""
    dice = random.Random(seed)
    run = RunRecord(
        id="r", workflow="w", workflow_hash="h", started_by="x", started_at=pair.clock.now(), profile=None, inputs={},
        options={}, state="listing",
    )  # fmt: skip
    items = [NewItem(id=f"i{n}", line=n, key=str(n), key_hash=f"h{n}", record={"n": n}) for n in range(1, 5)]
    first = pair.workers["a"]
    await first.start_run(run)
    await first.store_items("r", items, stated=4, left_out=0)
    answers: list[Any] = []
    held: set[tuple[str, str]] = set()
    for turn in range(60):
        if turn == 30:
            await pair.kill()
            del pair.workers["b"]
        name = dice.choice(sorted(pair.workers))
        ledger, item = pair.workers[name], f"i{dice.randint(1, 4)}"
        act = dice.choice(sorted(ACTS))
        if act == "step" and (name, item) not in held:
            continue  # the engine says nothing of items that it does not hold
        try:
            answer = await ACTS[act](ledger, item, dice)
        except NahtlosError as error:
            answers.append((turn, name, act, item, type(error).__name__))
            continue
        answers.append((turn, name, act, item, shown(answer)))
        if isinstance(answer, Claim):
            held.add((name, answer.item.id))
        if act in ("release", "finish item"):
            held.discard((name, item))
        if act == "resume":
            held -= {(name, f"i{n}") for n in range(1, 5)}
    answers.append(shown(await first.items(run="r")))
    answers.append(sorted((each.id, each.state) for each in await first.effects(run="r")))
    answers.append(await first.writes_of("r"))
    return answers


async def _step(ledger: Ledger, item: str, dice: random.Random) -> None:
    await ledger.begin_item(item)
    ledger.record_step(StepRecord(item=item, path=f"s{dice.randint(1, 2)}", outcome=dice.choice(OUTCOMES)))  # type: ignore[arg-type]  # thrown by dice


async def _decide(ledger: Ledger, item: str, dice: random.Random) -> None:
    await ledger.decide(
        Decision(
            id=f"d{dice.random()}", item=item, step="s", choice="write", binds="b", reason="x", by="y",
            at=FakeClock().now(),
        )
    )  # fmt: skip


async def _finish_effect(ledger: Ledger, item: str, dice: random.Random) -> None:
    state: Any = dice.choice(STATES)
    await ledger.finish_effect(
        f"{item}/s/{dice.randint(1, 2)}", state, found={"name": "x"}, intent_line=None, result_line=None
    )


ACTS: dict[str, Callable[[Any, str, random.Random], Any]] = {
    "claim": lambda ledger, item, dice: ledger.claim("r"),
    "claim again": lambda ledger, item, dice: ledger.claim("r"),
    "step": _step,
    "intend": lambda ledger, item, dice: ledger.intend(effect(item, dice.randint(1, 2), f"k{dice.randint(1, 2)}")),
    "finish effect": _finish_effect,
    "finish item": lambda ledger, item, dice: ledger.finish_item(item, dice.choice(OUTCOMES), reason="x", code="E401"),
    "release": lambda ledger, item, dice: ledger.release(item),
    "decide": _decide,
    "resume": lambda ledger, item, dice: ledger.set_run_state("r", "listed"),
    "items": lambda ledger, item, dice: ledger.items(run="r"),
}


@pytest.mark.parametrize("seed", range(12))
async def test_both_ledgers_give_the_same_answers(tmp_path: Path, seed: int) -> None:
    """Sixty questions and changes by two workers, one of which dies: item for item the same."""
    async with in_memory() as pair:
        remembered = await story(pair, seed)
    async with on_disk(tmp_path) as pair:
        stored = await story(pair, seed)

    assert remembered == stored


async def test_what_rides_is_lost_with_its_worker() -> None:
    """A step that no commit followed is gone after a kill."""
    clock, records, life = FakeClock(), Records(), Life()
    ledger = MemoryLedger(records, worker="a", clock=clock, life=life)
    ledger.record_step(StepRecord(item="i1", path="s", outcome="done"))
    life.is_over = True

    with pytest.raises(Killed):
        await ledger.paused()
    assert records.steps == {}
