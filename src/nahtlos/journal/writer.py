"""One thread writes what waits, in one write per file and one fsync: whoever waits together pays for one."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf

from nahtlos.engine.ports import LineRef
from nahtlos.errors import JournalError, JournalStopped, SignerAway
from nahtlos.events import LogClass
from nahtlos.journal.chain import Chain
from nahtlos.journal.line import Line
from nahtlos.journal.reserve import Reserve, is_full

LONGEST_WAIT = 3600.0
NOTES_AT_MOST = 64
"""So many notes may wait for somebody who needs durability; then they are written anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A line on its way, and who waits for it."""

    line: Line
    future: asyncio.Future[LineRef] | None = None


class Inbox:
    """Lines that wait for the writer, in order; the desk of the pipeline."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._changed = threading.Condition()
        self._waiting: list[Waiting] = []
        self._taken: list[Waiting] = []
        self._is_urgent = False
        self._is_closed = False
        self._refusal: JournalError | None = None

    def write(self, line: Line) -> asyncio.Future[LineRef]:
        """Take a line that somebody waits for."""
        future = self._loop.create_future()
        self._put(Waiting(line=line, future=future))
        return future

    def note(self, line: Line) -> None:
        """Take a line that rides along."""
        self._put(Waiting(line=line))

    def shape(self, line: Line) -> Line:
        """Give the line back."""
        return line

    def close(self) -> None:
        """Take nothing more; the writer gets what is here, and then an empty batch."""
        with self._changed:
            self._is_closed = True
            self._refusal = self._refusal or JournalStopped(because="it was closed.")
            self._changed.notify()

    def take(self, patience: float = inf) -> Sequence[Waiting] | None:
        """Wait for a batch: an empty one when patience ends, nothing when all is done."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_urgent or self._is_closed, min(patience, LONGEST_WAIT))
            if not self._is_urgent and not (self._is_closed and self._waiting):
                return None if self._is_closed else ()
            self._taken, self._waiting = self._waiting, []
            self._is_urgent = False
            return self._taken

    def deliver(self, waiting: Sequence[Waiting], refs: Sequence[LineRef]) -> None:
        """Tell those who wait that their lines are durable."""
        self._tell([(each.future, ref) for each, ref in zip(waiting, refs, strict=True)])

    def refuse(self, refusal: JournalError) -> None:
        """Tell those who wait, and all who come, that nothing more is written."""
        with self._changed:
            self._refusal = refusal
            left, self._taken, self._waiting = [*self._taken, *self._waiting], [], []
        self._tell([(each.future, refusal.again()) for each in left])

    def _put(self, waiting: Waiting) -> None:
        with self._changed:
            if self._refusal is not None:
                raise self._refusal.again()
            self._waiting.append(waiting)
            if waiting.future is not None or len(self._waiting) >= NOTES_AT_MOST:
                self._is_urgent = True
                self._changed.notify()

    def _tell(self, answers: Sequence[tuple[asyncio.Future[LineRef] | None, LineRef | JournalError]]) -> None:
        # If the loop is gone, nobody waits any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(_answer, answers)


def _answer(answers: Sequence[tuple[asyncio.Future[LineRef] | None, LineRef | JournalError]]) -> None:
    for future, answer in answers:
        if future is None or future.done():
            continue
        if isinstance(answer, JournalError):
            future.set_exception(answer)
        else:
            future.set_result(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWords:
    """What is still said when the disk is full, and the room for it."""

    reserve: Reserve
    lines: Callable[[], Sequence[Line]]


class Writer(threading.Thread):
    """Takes batches until the inbox is closed or the disk fails; a failure is final."""

    def __init__(
        self,
        inbox: Inbox,
        open_chain: Callable[[LogClass], Chain],
        *,
        last_words: LastWords,
        at_end: Callable[[], None],
    ) -> None:
        super().__init__(name="journal", daemon=True)
        self.failure: JournalError | None = None
        self._last_words = last_words
        self._inbox = inbox
        self._open_chain = open_chain
        self._chains: dict[LogClass, Chain] = {}
        self._at_end = at_end

    def run(self) -> None:
        """Write, close the files, free the slot."""
        failure: JournalError | None = JournalStopped(because="its writer ended unexpectedly.")
        try:
            self._write_all()
            failure = None
        except JournalError as error:
            failure = error
        finally:
            self.failure = failure
            self._inbox.refuse(failure or JournalStopped(because="it was closed."))
            self._let_go()
            if failure is not None and is_full(failure):
                self._say_last_words()
            self._at_end()

    def _write_all(self) -> None:
        while (batch := self._inbox.take(self._patience())) is not None:
            by_class: defaultdict[LogClass, list[Waiting]] = defaultdict(list)
            for waiting in batch:
                by_class[waiting.line.log_class].append(waiting)
            for log_class, part in by_class.items():
                self._inbox.deliver(part, self._chain(log_class).append([waiting.line for waiting in part]))
                if any(waiting.line.ends_run for waiting in part):
                    self._chains[log_class].sign()
            self._sign_what_is_due()
        self._close_all()

    def _patience(self) -> float:
        return min((chain.due_in() for chain in self._chains.values()), default=inf)

    def _sign_what_is_due(self) -> None:
        for chain in self._chains.values():
            if not chain.due_in():
                chain.sign()

    def _close_all(self) -> None:
        """Close each chain, even if the signer is away for one before it."""
        away: SignerAway | None = None
        for chain in self._chains.values():
            try:
                chain.close()
            except SignerAway as error:
                away = away or error
        if away is not None:
            raise away

    def _let_go(self) -> None:
        for chain in self._chains.values():
            chain.let_go()
        self._chains.clear()

    def _say_last_words(self) -> None:
        """Go on with the chain as the next process would, in the room that was kept for this."""
        self._last_words.reserve.release()
        with suppress(JournalError):
            chain = self._chain("runs")
            chain.append(self._last_words.lines())
            chain.close()
        self._let_go()

    def _chain(self, log_class: LogClass) -> Chain:
        if log_class not in self._chains:
            self._chains[log_class] = self._open_chain(log_class)
        return self._chains[log_class]
