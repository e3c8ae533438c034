"""How an event becomes a line: redact → stamp → encode, as processors of structlog."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol, cast

import orjson
import structlog
from structlog.typing import EventDict, Processor, ProcessorReturnValue

from nahtlos.engine.ports import LineRef
from nahtlos.errors import LineTooLong, NotForTheJournal
from nahtlos.events import Event, RunFinished, RunPaused
from nahtlos.journal.line import MAX_LINE, ROOM_FOR_CHAIN, VERSION, Line
from nahtlos.journal.shapes import Check, checks_of


class Desk(Protocol):
    """Takes finished lines."""

    def write(self, line: Line) -> Future[LineRef]:
        """Take a line that somebody waits for."""

    def note(self, line: Line) -> None:
        """Take a line that rides along."""

    def shape(self, line: Line) -> Line:
        """Give the line back; the log itself uses this for its own events."""


class EventLog(structlog.BoundLoggerBase):
    """The logger: its methods are those of the desk, and take events."""

    def write(self, event: Event) -> Future[LineRef]:
        """Hand over an event; the future ends when it is durable."""
        return cast("Future[LineRef]", self._proxy_to_logger("write", happened=event))

    def note(self, event: Event) -> None:
        """Hand over an event that rides along."""
        self._proxy_to_logger("note", happened=event)

    def shape(self, event: Event) -> Line:
        """Return the event as a line."""
        return cast(Line, self._proxy_to_logger("shape", happened=event))


def event_log(desk: Desk, *, now: Callable[[], datetime], salt: Callable[[], str]) -> EventLog:
    """Return a logger whose events arrive at the desk as lines."""
    processors: list[Processor] = [Redact(), Stamp(now, salt), encode]
    return cast(EventLog, structlog.wrap_logger(desk, processors=processors, wrapper_class=EventLog).bind())


class Redact:
    """Lets through only the fields of the event, and only if they hold what their types say."""

    def __init__(self) -> None:
        self._checks: dict[type[Event], Mapping[str, Check]] = {}

    def __call__(self, _logger: object, _method: str, entry: EventDict) -> EventDict:
        """Put the event's fields beside it."""
        event: Event = entry["happened"]
        fields = event.as_fields()
        checks = self._checks_of(type(event))
        for name, value in fields.items():
            if not checks[name].passes(value):
                raise NotForTheJournal(event=event.event, field=name, shape=checks[name].words)
        return {**entry, "fields": fields}

    def _checks_of(self, kind: type[Event]) -> Mapping[str, Check]:
        if kind not in self._checks:
            self._checks[kind] = checks_of(kind)
        return self._checks[kind]


class Stamp:
    """Says when, and adds a salt so that nobody can guess a line from its hash."""

    def __init__(self, now: Callable[[], datetime], salt: Callable[[], str]) -> None:
        self._now = now
        self._salt = salt

    def __call__(self, _logger: object, _method: str, entry: EventDict) -> EventDict:
        """Add time and salt."""
        moment = self._now().astimezone(UTC).replace(tzinfo=None)
        return {**entry, "ts": f"{moment.isoformat(timespec='microseconds')}Z", "salt": self._salt()}


def encode(_logger: object, _method: str, entry: EventDict) -> ProcessorReturnValue:
    """Turn the entry into the bytes of a line and make them the only argument of the desk's method."""
    event: Event = entry["happened"]
    head = {"ts": entry["ts"], "salt": entry["salt"], "v": VERSION, "event": event.event}
    body = orjson.dumps({**head, **entry["fields"]})[1:]
    if len(body) + ROOM_FOR_CHAIN > MAX_LINE:
        raise LineTooLong(event=event.event, size=len(body) + ROOM_FOR_CHAIN, most=MAX_LINE)
    ends_run = isinstance(event, RunFinished | RunPaused)
    return (Line(log_class=event.log_class, day=entry["ts"][:10], body=body, ends_run=ends_run),), {}
