"""What the fields of events may hold."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pytest

from nahtlos import events
from nahtlos.events import AddressRefused, Event, ItemStarted, LogOpened, RunFinished, RunStarted, StepFinished
from nahtlos.journal.shapes import checks_of

HASH = "0" * 32


EVENTS = [
    kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
]


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: str(kind.event))
def test_each_field_of_each_event_says_what_it_may_hold(kind: type[Event]) -> None:
    """An event with a field of any text cannot be written."""
    assert [field.name for field in fields(kind)] == list(checks_of(kind))


def test_a_field_that_may_hold_any_text_is_refused() -> None:
    """Whoever adds an event has to say what its texts look like."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Careless(Event):
        event = "careless"
        text: str

    with pytest.raises(TypeError, match="does not say what the journal may hold"):
        checks_of(Careless)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        (ItemStarted, "key", f"p2026:{HASH}"),
        (ItemStarted, "item", "0b1f4c"),
        (ItemStarted, "line", 0),
        (RunStarted, "workflow", "report-participation"),
        (RunStarted, "workflow_hash", "sha256:" + "a" * 64),
        (RunStarted, "legal_basis", "§ 9 SGB IX\nund Satzung"),
        (RunStarted, "started_by", "AMT\\jürgen.müller"),
        (RunFinished, "outcomes", {"done": 194, "rejected": 6}),
        (RunFinished, "balanced", True),
        (StepFinished, "fields", ("strasse", "postal_code")),
        (StepFinished, "fields", ()),
        (StepFinished, "step", "1.either.0.3"),
        (StepFinished, "verb", "rpa.Archive.extract_archive"),
        (LogOpened, "previous_file", "2026-03-01/runs/pc-0.jsonl"),
        (AddressRefused, "host", "[::1]"),
    ],
)
def test_a_value_of_the_right_shape_passes(kind: type[Event], field: str, value: object) -> None:
    """Names, ids, hashes, pseudonyms, counts and outcomes enter the journal."""
    assert checks_of(kind)[field].passes(value)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        (ItemStarted, "key", "4711"),  # a natural key in clear
        (ItemStarted, "key", "Müller, Hans"),
        (ItemStarted, "item", "Müller"),
        (ItemStarted, "item", "Hans Meier"),
        (ItemStarted, "item", ""),
        (ItemStarted, "line", True),  # a flag is no count
        (ItemStarted, "line", "3"),
        (ItemStarted, "line", 2**63),
        (RunStarted, "workflow", "report participation"),
        (RunStarted, "started_by", "a\nb"),
        (RunStarted, "legal_basis", "\ud800"),  # not a character
        (RunFinished, "outcomes", {"Hans Meier": 1}),
        (RunFinished, "outcomes", {"done": "1"}),
        (RunFinished, "outcomes", ["done"]),
        (RunFinished, "balanced", 1),
        (StepFinished, "fields", ("name", "Hans Meier")),
        (StepFinished, "fields", "name"),
        (StepFinished, "code", "something went wrong"),
        (StepFinished, "milliseconds", 1.5),
        (LogOpened, "previous_file", "../secrets"),
        (AddressRefused, "host", "Hans Meier"),
    ],
)
def test_everything_else_is_stopped(kind: type[Event], field: str, value: object) -> None:
    """Values of records are no names, and do not look like them."""
    assert not checks_of(kind)[field].passes(value)
