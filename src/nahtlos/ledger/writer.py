"""The one thread that owns the connection: it takes what waits, does it in one transaction, and commits once.

It knows no tables. Requests are done again when their transaction could not be used, so they must not care.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from nahtlos.errors import LeaseLost
from nahtlos.ledger.faults import explain, is_deadlock, spoils_all

T = TypeVar("T")


class Pulse(Protocol):
    """What the thread does by itself, in its own time."""

    seconds: float
    """How often to look."""

    def is_due(self) -> bool:
        """Whether a transaction is needed for it now."""

    def beat(self, connection: Connection) -> None:
        """Do what is due, at the beginning of every transaction."""

    def committed(self) -> None:
        """Hear that the transaction is durable."""


@dataclass(slots=True, kw_only=True, eq=False)
class Request:
    """Something to do in a transaction; nobody waits for a ride."""

    work: Callable[[Connection], Any]
    future: asyncio.Future[Any] | None = None
    unheard: Callable[[Connection, Any], None] | None = None
    result: Any = None
    error: Exception | None = None


class Writer:
    """Does requests in their order. Used from one event loop."""

    def __init__(self, *, engine: Engine, ledger: str, pulse: Pulse) -> None:
        self.engine = engine
        self._ledger = ledger
        self._pulse = pulse
        self._bell = threading.Condition()
        self._waiting: deque[Request] = deque()
        self._is_urgent = False
        self._is_closing = False
        self._owed: Exception | None = None
        """What a ride failed with: the next one who waits is told."""
        self._loop = asyncio.get_running_loop()
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._serve, name="nahtlos-ledger", daemon=True)
        self._thread.start()

    async def ask(
        self, work: Callable[[Connection], T], *, unheard: Callable[[Connection, T], None] | None = None
    ) -> T:
        """Do it and return when it is durable. `unheard` takes it back when nobody waits any more for the result."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._queue(Request(work=work, future=future, unheard=unheard))
        return await future

    def ride(self, work: Callable[[Connection], None]) -> None:
        """Do it in order, durable with the next commit."""
        self._queue(Request(work=work))

    async def close(self, last: Callable[[Connection], None]) -> None:
        """Do what waits and one thing after it; end the thread and the connection."""
        with self._bell:
            self._waiting.append(Request(work=last))
            self._is_closing = True
            self._bell.notify()
        await asyncio.to_thread(self._thread.join)
        if self._owed is not None:
            raise self._owed

    def _queue(self, request: Request) -> None:
        with self._bell:
            assert not self._is_closing, "the ledger is closed"
            self._waiting.append(request)
            if request.future is not None:
                self._is_urgent = True
                self._bell.notify()

    def _answer(self, batch: Sequence[Request]) -> None:
        for request in batch:
            if request.future is None:
                continue
            if not request.future.cancelled():
                _settle(request.future, request)
            elif request.unheard is not None and request.error is None and not self._is_closing:
                self.ride(partial(_take_back, request.unheard, request.result))

    # -------------------------------------------------------------- in the thread

    def _serve(self) -> None:
        while (batch := self._take()) is not None:
            self._do(batch)
            self._loop.call_soon_threadsafe(self._answer, batch)
        self._disconnect()

    def _take(self) -> Sequence[Request] | None:
        """Wait until somebody waits, or the pulse is due; None when the end has come."""
        with self._bell:
            while not self._is_urgent and not self._is_closing:
                rang = self._bell.wait(self._pulse.seconds)
                if not rang and (self._waiting or self._pulse.is_due()):
                    break
            if self._is_closing and not self._waiting:
                return None
            batch = tuple(self._waiting)
            self._waiting.clear()
            self._is_urgent = False
            return batch

    def _do(self, batch: Sequence[Request]) -> None:
        try:
            self._commit(batch)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
            self._disconnect()
            if len(batch) > 1 and is_deadlock(error):
                # Each for itself holds nothing that another one waits for.
                for request in batch:
                    self._do((request,))
            else:
                self._fail(batch, error)

    def _commit(self, batch: Sequence[Request]) -> None:
        """Do all in one transaction; when one of them fails, do them again, each in a savepoint."""
        if self._owed is None:
            try:
                return self._transact(batch, self._together)
            except Exception as error:
                if spoils_all(error):
                    raise
        return self._transact(batch, self._one_by_one)

    def _transact(self, batch: Sequence[Request], way: Callable[[Sequence[Request], Connection], None]) -> None:
        connection = self._connection = self._connection or self.engine.connect()
        with connection.begin():
            self._pulse.beat(connection)
            way(batch, connection)
        self._pulse.committed()

    def _together(self, batch: Sequence[Request], connection: Connection) -> None:
        for request in batch:
            request.result = request.work(connection)

    def _one_by_one(self, batch: Sequence[Request], connection: Connection) -> None:
        for request in batch:
            request.error = None
            if self._owed is not None and request.future is not None:
                request.error, self._owed = self._owed, None
                continue
            try:
                with connection.begin_nested():
                    request.result = request.work(connection)
            except Exception as error:
                if spoils_all(error):
                    raise
                request.error = self._worded(error)
                if request.future is None:
                    self._owed = request.error

    def _fail(self, batch: Sequence[Request], error: Exception) -> None:
        """Tell those who wait; rides wait for the next commit, unless there will be none."""
        for request in batch:
            request.error = self._worded(error)
        rides = [request for request in batch if request.future is None]
        with self._bell:
            if isinstance(error, LeaseLost) or not rides:
                return
            if self._is_closing:
                self._owed = self._worded(error)
            else:
                self._waiting.extendleft(reversed(rides))

    def _worded(self, error: Exception) -> Exception:
        if not isinstance(error, DBAPIError):
            return error
        fault = explain(error, ledger=self._ledger)
        fault.__cause__ = error
        return fault

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _take_back(unheard: Callable[[Connection, T], None], result: T, connection: Connection) -> None:
    unheard(connection, result)


def _settle(future: asyncio.Future[Any], request: Request) -> None:
    if request.error is None:
        future.set_result(request.result)
    else:
        future.set_exception(request.error)
