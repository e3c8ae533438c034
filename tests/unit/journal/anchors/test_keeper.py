"""Who tells the anchors: what is new, when it is due, and how far behind one may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from nahtlos.errors import AnchorAway, AnchorDisagrees, AnchorsLate
from nahtlos.events import ItemStarted
from nahtlos.journal.anchors.keeper import Anchor, Keeper
from nahtlos.journal.anchors.statement import Anchored
from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import ChainName
from nahtlos.journal.note import Checkpoint, Note

HOUR = timedelta(hours=1)


class Listener:
    """An anchor that listens, or does not."""

    def __init__(self) -> None:
        self.heard: list[list[int]] = []
        self.error: Exception | None = None

    def bring(self, newest: Mapping[ChainName, tuple[Note, Checkpoint]]) -> None:
        if self.error is not None:
            raise self.error
        self.heard.append([checkpoint.size for _, checkpoint in newest.values()])

    def knows(self) -> list[Anchored]:
        return []


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def more(house: Any, started: Callable[[int], ItemStarted]) -> Callable[[], Any]:
    """A process that writes something and ends."""

    async def write() -> None:
        async with house.journal() as journal:
            await journal.write(started(1))

    return write


def a_keeper(house: Any, listener: Listener, *, every: timedelta = timedelta()) -> Keeper:
    """Somebody who looks after one anchor."""
    anchor = Anchor(name="one", place=listener, every=every, lag=HOUR)
    return Keeper(house.logs, [anchor], now=lambda: house.clock.moment, disk=Disk())


async def test_each_checkpoint_is_told_once(house: Any, listener: Listener, more: Callable[[], Any]) -> None:
    """Also by the next process."""
    await more()
    a_keeper(house, listener).look()
    a_keeper(house, listener).look()
    await more()

    a_keeper(house, listener).look()

    assert listener.heard == [[3], [6]]


async def test_it_is_told_when_it_is_due(house: Any, listener: Listener, more: Callable[[], Any]) -> None:
    """Once in so much time, or at once if somebody wants it."""
    keeper = a_keeper(house, listener, every=timedelta(minutes=30))
    for _ in range(4):
        await more()
        keeper.look()
        house.clock.jump(minutes=12)

    assert listener.heard == [[3], [12]]
    await more()
    keeper.look(at_once=True)
    assert listener.heard[-1] == [15]


async def test_the_lag_begins_with_the_oldest_that_was_not_taken(
    house: Any, listener: Listener, more: Callable[[], Any]
) -> None:
    """Newer checkpoints do not make it younger; a quiet time makes none; being told ends it."""
    keeper = a_keeper(house, listener)
    await more()
    keeper.look()
    house.clock.jump(days=3)
    keeper.look()
    keeper.must_not_lag()
    listener.error = AnchorAway(anchor="one", problem="gone")
    for _ in range(4):
        await more()
        house.clock.jump(minutes=16)
        [standing] = keeper.look()

    with pytest.raises(AnchorsLate, match=r'"one" has not taken the journal since 2026-03-04 12:00 UTC.*gone'):
        keeper.must_not_lag()
    assert (standing.stands, standing.is_late) == ("late", True)
    listener.error = None
    keeper.look()
    keeper.must_not_lag()


async def test_another_journal_is_an_alarm(house: Any, listener: Listener, more: Callable[[], Any]) -> None:
    """It does not wait for any lag, and is not forgotten in this process."""
    keeper = a_keeper(house, listener)
    await more()
    listener.error = AnchorDisagrees(anchor="one", chain="runs/pc-0", problem="9 lines.")
    keeper.look()
    listener.error = None
    keeper.look()

    with pytest.raises(AnchorDisagrees):
        keeper.must_not_lag()


@pytest.mark.parametrize("garbage", [b"", b"{", b"[]", b'{"sizes": 7}', b"\xff"])
async def test_a_state_that_cannot_be_read_is_none(
    house: Any, listener: Listener, more: Callable[[], Any], garbage: bytes
) -> None:
    """Then everything is told again."""
    await more()
    a_keeper(house, listener).look()
    (house.logs / "anchors/one/state.json").write_bytes(garbage)

    a_keeper(house, listener).look()

    assert listener.heard == [[3], [3]]


async def test_starting_and_stopping_tells_what_is_new(
    house: Any, listener: Listener, more: Callable[[], Any]
) -> None:
    """At the start, before anything is done, and at the end, when the last checkpoint is there."""
    await more()
    keeper = a_keeper(house, listener)
    keeper.start()
    await more()

    keeper.stop()

    assert listener.heard == [[3], [6]]
