"""The truth counts every committed write exactly once, after a while, whoever still waits for it."""

import asyncio
import random

import pytest

from nahtlos.practice.truth import CommitTime, Truth, UnknownField, UnknownRecord


class Sleep:
    """A sleep that lasts until the test says so."""

    def __init__(self, *, held: bool = False) -> None:
        self.asked: list[float] = []
        self.go_on = asyncio.Event()
        if not held:
            self.go_on.set()

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        await self.go_on.wait()


def _truth(sleep: Sleep | None = None) -> Truth:
    truth = Truth(commit_time=CommitTime(), rng=random.Random(1), clock=lambda: 12.5, sleep=sleep or Sleep())
    truth.records["a"] = {"name": "alt", "city": "Köln"}
    return truth


async def test_update_is_committed_with_before_and_after() -> None:
    """An effect says what was there and what is there now."""
    truth = _truth()

    effect = await truth.update(key="a", values={"name": "neu"}, account="bot")

    assert truth.effects() == [effect]
    assert (effect.seq, effect.ts, effect.kind, effect.account) == (1, 12.5, "update", "bot")
    assert (effect.before, effect.after) == ({"name": "alt", "city": "Köln"}, {"name": "neu", "city": "Köln"})
    assert truth.records["a"] == effect.after


async def test_create_has_nothing_before_it() -> None:
    """A new record is an effect without before."""
    truth = _truth()

    effect = await truth.create(key="b", values={"name": "x"}, account="bot")

    assert (effect.kind, effect.before, effect.after) == ("create", None, {"name": "x"})


async def test_every_request_has_its_own_name() -> None:
    """Two effects of one request would be seen."""
    truth = _truth()
    for name in ("x", "y"):
        await truth.update(key="a", values={"name": name}, account="bot")

    assert len({effect.request for effect in truth.effects()}) == 2
    assert [effect.seq for effect in truth.effects(after=1)] == [2]


async def test_write_is_not_seen_before_its_commit() -> None:
    """Between the request and the commit nothing has changed yet."""
    sleep = Sleep(held=True)
    truth = _truth(sleep)

    async with asyncio.TaskGroup() as group:
        group.create_task(truth.update(key="a", values={"name": "neu"}, account="bot"))
        await asyncio.sleep(0)
        assert truth.records["a"]["name"] == "alt"
        sleep.go_on.set()

    assert truth.records["a"]["name"] == "neu"


async def test_write_is_committed_although_its_client_is_gone() -> None:
    """Cancelling whoever waits does not cancel the write, and it is committed once."""
    sleep = Sleep(held=True)
    truth = _truth(sleep)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await truth.update(key="a", values={"name": "neu"}, account="bot")

    sleep.go_on.set()
    effects = await truth.wait_for_effects(0, seconds=5)

    assert [effect.after["name"] for effect in effects] == ["neu"]


async def test_update_of_a_record_that_went_away() -> None:
    """Nothing is committed if the record is deleted meanwhile."""
    truth = _truth()
    truth.delete("a")

    with pytest.raises(UnknownRecord, match="There is no record 'a'"):
        await truth.update(key="a", values={"name": "neu"}, account="bot")
    assert truth.effects() == []


async def test_waiting_ends_with_the_next_effect() -> None:
    """Whoever waits learns of an effect at once."""
    truth = _truth()

    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(truth.wait_for_effects(0, seconds=5))
        await asyncio.sleep(0)
        await truth.update(key="a", values={"name": "neu"}, account="bot")

    assert truth.effects() == waiting.result()


async def test_waiting_in_vain_ends_with_nothing() -> None:
    """No effect in time is an empty list."""
    assert await _truth().wait_for_effects(0, seconds=0) == []


def test_changes_behind_the_back_are_no_effects() -> None:
    """Somebody else's edit is not a write of the bot."""
    truth = _truth()

    truth.change("a", {"name": "heimlich"})
    truth.add("b", {"name": "dazu"})
    truth.delete("a")

    assert truth.records == {"b": {"name": "dazu", "city": ""}}
    assert truth.effects() == []


def test_unknown_field_changes_nothing() -> None:
    """A misspelt field is refused by name."""
    truth = _truth()

    with pytest.raises(UnknownField, match="These fields do not exist: nmae"):
        truth.change("a", {"nmae": "x"})
    with pytest.raises(UnknownField):
        truth.add("b", {"nmae": "x"})
    assert list(truth.records) == ["a"]


@pytest.mark.parametrize(
    ("commit_time", "low", "high"),
    [
        (CommitTime(), 0.02, 2.1),
        (CommitTime(low=0.1, high=0.2, settle=1), 0.1, 0.7),
        (CommitTime(low=1, high=2, settle=0.5), 0.35, 0.35),  # never beyond the declared settle
        (CommitTime(low=0, high=0), 0, 0),
    ],
)
def test_commits_stay_below_the_declared_settle(commit_time: CommitTime, low: float, high: float) -> None:
    """A write is committed within 0.7 of what the system declares."""
    rng = random.Random(2)

    delays = [commit_time.before_commit(rng) for _ in range(2000)]

    assert low <= min(delays) <= max(delays) <= high + 1e-9


def test_few_commits_take_almost_as_long_as_declared() -> None:
    """About three in a hundred are late: long enough for a kill in between."""
    rng = random.Random(2)

    late = [delay for delay in (CommitTime().before_commit(rng) for _ in range(2000)) if delay > 0.4]

    assert 30 < len(late) < 100
