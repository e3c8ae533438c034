"""The thread that writes, with nothing behind it but an empty database."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from nahtlos.errors import LeaseLost, LedgerUnreachable
from nahtlos.ledger.writer import Writer


class Quiet:
    """A pulse that can be made to ask for something, or to refuse."""

    seconds = 0.01

    def __init__(self) -> None:
        self.due = False
        self.refuses = False
        self.beats = 0
        self.commits = 0
        self.committed_once = threading.Event()

    def is_due(self) -> bool:
        return self.due

    def beat(self, connection: Connection) -> None:
        self.beats += 1
        if self.refuses:
            raise LeaseLost

    def committed(self) -> None:
        self.commits += 1
        self.due = False
        self.committed_once.set()


class Refusal(Exception):  # noqa: N818 - stands for any
    """What a driver raises."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(f"refused with {sqlstate}")
        self.sqlstate = sqlstate


def fails(times: int, sqlstate: str) -> Callable[[Connection], int]:
    """A request that fails a number of times, as PostgreSQL would let it; then it tells how often it was tried."""
    tries = 0

    def work(_: Connection) -> int:
        nonlocal tries
        tries += 1
        if tries <= times:
            raise OperationalError("statement", {}, Refusal(sqlstate))
        return tries

    return work


async def together(writer: Writer, *works: Callable[[Connection], Any]) -> list[Any]:
    """Ask for things that wait at the same time, so that one transaction takes them all."""
    gate = threading.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(caught(writer.ask(lambda _: gate.wait(10))))
        await asyncio.sleep(0)
        asked = [group.create_task(caught(writer.ask(work))) for work in works]
        await asyncio.sleep(0)
        gate.set()
    return [task.result() for task in asked]


async def caught(asking: Awaitable[Any]) -> Any:
    """Return a result, or the error in its place."""
    try:
        return await asking
    except Exception as error:  # noqa: BLE001 - whatever it is
        return error


def nothing(_: Connection) -> None:
    """Do nothing."""


@pytest.fixture
def pulse() -> Quiet:
    return Quiet()


@pytest.fixture
def engine() -> Engine:
    return create_engine("sqlite://")


@pytest.fixture
async def writer(engine: Engine, pulse: Quiet) -> AsyncIterator[Writer]:
    made = Writer(engine=engine, ledger="the ledger", pulse=pulse)
    yield made
    await made.close(nothing)


async def test_answers_with_what_the_work_gave(writer: Writer) -> None:
    """From another thread."""
    result, thread = await writer.ask(
        lambda connection: (connection.scalar(text("SELECT 1")), threading.current_thread().name)
    )

    assert (result, thread) == (1, "nahtlos-ledger")


async def test_after_a_deadlock_each_goes_by_itself(writer: Writer) -> None:
    """Nobody hears of it, and no transaction holds more than it needs."""
    assert await together(writer, lambda _: 1, fails(1, "40P01")) == [1, 2]


async def test_deadlock_of_one_alone_is_told(writer: Writer) -> None:
    """There is nothing left to take apart."""
    with pytest.raises(LedgerUnreachable, match="the ledger cannot be used: refused with 40P01"):
        await writer.ask(fails(1, "40P01"))


async def test_other_faults_are_told_at_once_to_all_who_wait(writer: Writer) -> None:
    """The transaction is lost for everybody in it."""
    results = await together(writer, lambda _: 1, fails(1, "08006"))

    assert [type(result) for result in results] == [LedgerUnreachable, LedgerUnreachable]
    assert await writer.ask(lambda _: 1) == 1


async def test_rides_outlive_a_fault(writer: Writer) -> None:
    """They are done with the next transaction that holds, in their order."""
    done: list[str] = []
    writer.ride(lambda _: done.append("first"))
    writer.ride(lambda _: done.append("second"))
    with pytest.raises(LedgerUnreachable):
        await writer.ask(fails(1, "08006"))
    done.clear()

    await writer.ask(lambda _: done.append("asked"))

    assert done == ["first", "second", "asked"]


async def test_fault_at_the_end_is_told_by_close(engine: Engine, pulse: Quiet) -> None:
    """There is no next transaction, so rides are lost, and that is said."""
    writer = Writer(engine=engine, ledger="the ledger", pulse=pulse)

    with pytest.raises(LedgerUnreachable):
        await writer.close(fails(9, "08006"))  # type: ignore[arg-type]


async def test_bug_in_a_request_is_its_own(writer: Writer) -> None:
    """Any error goes to the one who asked; the others get what they asked for."""

    def bug(_: Connection) -> int:
        return int("none")

    results = await together(writer, bug, lambda _: 1)

    assert [type(result) for result in results] == [ValueError, int]


async def test_lost_lease_refuses_everything(writer: Writer, pulse: Quiet) -> None:
    """Rides are dropped: they are about items that somebody else has now."""
    done: list[str] = []
    pulse.refuses = True
    writer.ride(lambda _: done.append("late"))
    with pytest.raises(LeaseLost):
        await writer.ask(nothing)
    pulse.refuses = False

    await writer.ask(nothing)

    assert done == []


async def test_pulse_beats_without_anybody_asking(writer: Writer, pulse: Quiet) -> None:
    """When it is due, and only then."""
    await writer.ask(nothing)
    beats = pulse.beats
    pulse.committed_once.clear()

    pulse.due = True

    assert await asyncio.to_thread(pulse.committed_once.wait, 10)
    assert beats < pulse.beats


async def test_result_that_nobody_hears_is_taken_back(writer: Writer) -> None:
    """Who was cancelled while waiting keeps nothing."""
    taken_back: list[int] = []
    gate = threading.Event()

    def work(_: Connection) -> int:
        gate.wait(10)
        return 7

    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(writer.ask(work, unheard=lambda _, result: taken_back.append(result)))
        await asyncio.sleep(0)
        waiting.cancel()
    gate.set()
    await writer.ask(nothing)
    await writer.ask(nothing)

    assert taken_back == [7]


async def test_nothing_is_asked_after_the_end(engine: Engine, pulse: Quiet) -> None:
    """A request that could never be answered fails at once."""
    writer = Writer(engine=engine, ledger="the ledger", pulse=pulse)
    await writer.close(nothing)

    with pytest.raises(AssertionError, match="the ledger is closed"):
        await writer.ask(nothing)
