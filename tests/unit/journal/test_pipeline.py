"""From events to lines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from nahtlos.engine.ports import LineRef
from nahtlos.errors import LineTooLong, NotForTheJournal
from nahtlos.events import AccountLocked, ItemStarted, StepFinished
from nahtlos.journal.line import Line, read_line, seal
from nahtlos.journal.pipeline import EventLog, event_log


class Tray:
    """A desk that keeps what it gets."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def write(self, line: Line) -> asyncio.Future[LineRef]:
        raise NotImplementedError

    def note(self, line: Line) -> None:
        self.lines.append(line)

    def shape(self, line: Line) -> Line:
        return line


@pytest.fixture
def log(house: Any) -> EventLog:
    return event_log(Tray(), now=house.clock.now, salt=house.salt)


def test_an_event_becomes_a_line(log: EventLog, started: Callable[[int], ItemStarted]) -> None:
    """Time, salt and version come first, then the event with its own fields."""
    line = log.shape(started(3))

    assert line.body == (
        b'"ts":"2026-03-01T12:00:00.001000Z","salt":"00000000000000000000000000000001","v":1,"event":"item.started",'
        b'"run":"r1","item":"i3","key":"p2026:00000000000000000000000000000000","line":3}'
    )


def test_a_line_knows_its_day_in_utc(started: Callable[[int], ItemStarted]) -> None:
    """The day of a line is that of Greenwich, whatever zone the clock has."""
    berlin = timezone(timedelta(hours=2))
    log = event_log(Tray(), now=lambda: datetime(2026, 7, 1, 0, 30, tzinfo=berlin), salt=lambda: "0" * 32)

    assert log.shape(started(1)).day == "2026-06-30"


def test_a_line_belongs_to_the_class_of_its_event(log: EventLog) -> None:
    """What administrators do is kept apart from what bots do."""
    assert log.shape(AccountLocked(system="casework", account="bot", code="E431")).log_class == "admin"


def test_a_note_arrives_at_the_desk(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """The logger's methods are those of the desk."""
    tray = Tray()

    event_log(tray, now=house.clock.now, salt=house.salt).note(started(1))

    assert len(tray.lines) == 1


def test_a_value_of_a_record_is_refused_without_being_repeated(log: EventLog) -> None:
    """The error names the field and what it should be, and never what it was."""
    with pytest.raises(NotForTheJournal) as refused:
        log.shape(ItemStarted(run="r1", item="i1", key="Müller, Hans", line=1))

    assert "item.started" in str(refused.value)
    assert '"key" must be a pseudonym' in str(refused.value)
    assert "Müller" not in repr(refused.value.__dict__) + str(refused.value)


def test_an_event_longer_than_a_line_is_refused(log: EventLog) -> None:
    """A reader never needs more than 64 KB for a line."""
    step = StepFinished(
        run="r1", item="i1", step="ticket", verb="transfer", outcome="done", fields=("name" * 30,) * 600, milliseconds=1
    )

    with pytest.raises(LineTooLong, match=r"step\.finished needs 7"):
        log.shape(step)


@pytest.mark.parametrize(
    "line",
    [b"", b"null", b"[1]", b'"text"', b"{}", b'{"prev":1,"seq":1,"event":"x"}', b'{"prev":"","seq":true}', b"\xff"],
)
def test_what_is_no_line_is_not_read_as_one(line: bytes) -> None:
    """Garbage is not a line, and no error either."""
    assert read_line(line) is None


def test_a_sealed_line_is_read_again(log: EventLog, started: Callable[[int], ItemStarted]) -> None:
    """The chain's part comes first."""
    sealed = seal(log.shape(started(1)).body, prev="a" * 64, seq=7)

    said = read_line(sealed)

    assert said is not None
    assert list(said)[:6] == ["prev", "seq", "ts", "salt", "v", "event"]
    assert (said["prev"], said["seq"], said["line"]) == ("a" * 64, 7, 1)
