"""A journal in memory: it takes what the real one takes, refuses what the real one refuses, and forgets what rides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from nahtlos.engine.ports import LineRef
from nahtlos.engine.screen import Value
from nahtlos.errors import NahtlosError, NotForTheJournal
from nahtlos.events import Event
from nahtlos.journal.keys import Key
from nahtlos.journal.shapes import Check, checks_of
from nahtlos.testing.life import Life

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """A durable line."""

    at: LineRef
    event: Event


@dataclass(slots=True, kw_only=True)
class JournalLines:
    """All durable lines of all streams, in the order in which they became durable."""

    lines: list[JournalLine] = field(default_factory=list)
    key: Key = field(default_factory=lambda: Key(number=1, secret=b"a secret of a test"))
    broken: Callable[[], NahtlosError] | None = None
    """Makes the error that every write raises from now on."""

    def of(self, kind: type[E]) -> Sequence[E]:
        """Return the events of one kind."""
        return [line.event for line in self.lines if isinstance(line.event, kind)]

    def has(self, at: LineRef) -> bool:
        """Tell whether a line is durable."""
        return any(line.at == at for line in self.lines)


class MemoryJournal:
    """The journal of one worker, which is one stream."""

    def __init__(self, shared: JournalLines, *, stream: str, life: Life) -> None:
        self._shared = shared
        self._stream = stream
        self._life = life
        self._seq = 0
        self._noted: list[Event] = []

    async def write(self, event: Event) -> LineRef:
        """Write an event and all that were noted before it."""
        async with self._life.call(f"journal.{event.event}"):
            if self._shared.broken is not None:
                raise self._shared.broken()
            _refuse_values(event)
            for noted in [*self._noted, event]:
                self._seq += 1
                at = LineRef(stream=self._stream, seq=self._seq)
                self._shared.lines.append(JournalLine(at=at, event=noted))
            self._noted.clear()
            return at

    def note(self, event: Event) -> None:
        """Keep an event for the next write; a kill loses it."""
        _refuse_values(event)
        self._noted.append(event)

    def pseudonym(self, value: str) -> str:
        """Return a pseudonym."""
        return self._shared.key.pseudonym(value)

    def lock_name(self, value: str) -> str:
        """Return what stands for a record in the ledger."""
        return self._shared.key.pseudonym(value)

    def fingerprint(self, values: Mapping[str, Value]) -> str:
        """Return a keyed hash."""
        return self._shared.key.fingerprint(values)


def _refuse_values(event: Event) -> None:
    checks = _checks(type(event))  # type: ignore[arg-type]
    for name, value in event.as_fields().items():
        if not checks[name].passes(value):
            raise NotForTheJournal(event=event.event, field=name, shape=checks[name].words)


@cache
def _checks(kind: type[Event]) -> Mapping[str, Check]:
    return checks_of(kind)
