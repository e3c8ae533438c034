"""What becomes of errors, and the worst of several outcomes."""

from __future__ import annotations

import pytest

from nahtlos.engine.outcome import SEVERITY, outcome_of, worst
from nahtlos.engine.ports import Outcome
from nahtlos.errors import (
    Conflicted,
    ExpressionFailed,
    FailedByBot,
    InDoubt,
    ItemNotHeld,
    JournalNotWritable,
    LeaseLost,
    NahtlosError,
    ReadBackDiffers,
    RejectedBySystem,
    Rejection,
    StopRequested,
    UnreadableField,
    WaitsForPerson,
)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ((), "skipped"),
        (("skipped",), "skipped"),
        (("skipped", "kept"), "kept"),
        (("done", "kept"), "done"),
        (("rejected", "done"), "rejected"),
        (("failed", "rejected"), "failed"),
        (("waiting", "failed"), "waiting"),
        (("in_doubt", "waiting"), "in_doubt"),
    ],
)
def test_the_worst_outcome_counts(outcomes: tuple[Outcome, ...], expected: Outcome) -> None:
    """in_doubt > waiting > failed > rejected > done > kept > skipped."""
    assert worst(outcomes) == expected
    assert worst(reversed(outcomes)) == expected


def test_every_outcome_has_its_place() -> None:
    """There are seven, from the worst to the best."""
    assert SEVERITY == ("in_doubt", "waiting", "failed", "rejected", "done", "kept", "skipped")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Rejection(reason="x"), "rejected"),
        (RejectedBySystem(system="s", shown="x"), "rejected"),
        (UnreadableField(name="f", record="r", reason="is blank"), "rejected"),
        (ExpressionFailed(expression="{{ x }}", reason="x", is_wrong_case=True), "rejected"),
        (ExpressionFailed(expression="{{ x }}", reason="x"), "failed"),
        (InDoubt(effect="e", why="x"), "in_doubt"),
        (WaitsForPerson(why="x"), "waiting"),
        (Conflicted(system="s", shown="x"), "failed"),
        (FailedByBot(reason="x"), "failed"),
        (ReadBackDiffers(record="r", fields=("f",)), "failed"),
    ],
)
def test_what_an_error_means_for_its_step(error: NahtlosError, outcome: str) -> None:
    """The case is wrong, the system is wrong, a person is needed, or nobody knows."""
    found = outcome_of(error)

    assert (found.outcome, found.reason, found.code) == (outcome, error.message(), error.code)


def test_what_a_person_is_shown_and_what_a_doubt_binds_to() -> None:
    """A difference goes with the waiting, the effect with the doubt, the fields with the failure."""
    waiting = outcome_of(WaitsForPerson(why="x", before={"a": 1}, after={"a": 2}, binds="h", fields=("a",)))

    assert (waiting.before, waiting.after, waiting.binds, waiting.fields) == ({"a": 1}, {"a": 2}, "h", ("a",))
    assert outcome_of(InDoubt(effect="e", why="x")).binds == "e"
    assert outcome_of(ReadBackDiffers(record="r", fields=("f",))).fields == ("f",)
    assert outcome_of(Conflicted(system="s", shown="x")).is_conflict


@pytest.mark.parametrize(
    "error", [StopRequested(), LeaseLost(), JournalNotWritable(path="p", problem="x"), ItemNotHeld(item="i")]
)
def test_what_is_no_outcome_of_a_step(error: NahtlosError) -> None:
    """What stops a run, and what ledger and journal say, goes on as it is."""
    with pytest.raises(type(error)):
        outcome_of(error)
