"""Outcomes of steps and items, and how anything that goes wrong becomes one: the only place that decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nahtlos.engine.ports import Outcome
from nahtlos.engine.retry import is_passing
from nahtlos.engine.screen import Value
from nahtlos.errors import (
    Conflicted,
    DeliveryError,
    ExpressionFailed,
    InDoubt,
    NahtlosError,
    NotEquipped,
    RecordError,
    RejectedBySystem,
    Rejection,
    RunStopped,
    ScreenError,
    UnreadableField,
    WaitsForPerson,
    WorkspaceError,
)

SEVERITY: tuple[Outcome, ...] = ("in_doubt", "waiting", "failed", "rejected", "done", "kept", "skipped")
"""The worst first: the outcome of an item is the worst of its steps."""

OPEN: frozenset[Outcome] = frozenset({"waiting", "in_doubt"})
"""Outcomes that leave an item open."""

STOPS_ITEM: frozenset[Outcome] = frozenset({"in_doubt", "waiting", "failed", "rejected"})
"""Outcomes of a step after which the steps behind it are not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOutcome:
    """What came of a step."""

    outcome: Outcome
    result: Mapping[str, Value] | None = None
    reason: str | None = None
    code: str | None = None
    fields: tuple[str, ...] = ()
    before: Mapping[str, Value] | None = None
    after: Mapping[str, Value] | None = None
    binds: str | None = None
    is_passing: bool = False
    """A failure that may be over in a moment."""
    is_conflict: bool = False
    """Someone else was faster and nothing was written: the workflow may go back and try again."""


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the outcome of an item from those of its steps; nothing to do is `skipped`."""
    seen = set(outcomes)
    return next((outcome for outcome in SEVERITY if outcome in seen), "skipped")


def what_stops(error: NahtlosError) -> NahtlosError | None:
    """Return the error that ends the run instead of this one, if it is about no case; a delivery may be about one."""
    match error:
        case RunStopped() | RecordError():
            return error
        case DeliveryError():
            return None
        case WorkspaceError():
            return NotEquipped(because=error)
    return None


def outcome_of(error: NahtlosError) -> StepOutcome:
    """Say what an error means for the step in which it happened."""
    stop = what_stops(error)
    if stop is not None:
        raise stop
    match error:
        case Rejection() | RejectedBySystem() | UnreadableField() | ExpressionFailed(is_wrong_case=True):
            return StepOutcome(outcome="rejected", reason=error.message(), code=error.code)
        case InDoubt():
            return StepOutcome(outcome="in_doubt", reason=error.message(), code=error.code, binds=error.effect)
        case WaitsForPerson():
            return StepOutcome(
                outcome="waiting", reason=error.message(), code=error.code,
                before=error.before, after=error.after, binds=error.binds, fields=error.fields,
            )  # fmt: skip
        case Conflicted():
            return StepOutcome(outcome="failed", reason=error.message(), code=error.code, is_conflict=True)
        case _:
            return StepOutcome(
                outcome="failed", reason=said_of(error), code=error.code, fields=getattr(error, "fields", ()),
                is_passing=is_passing(error),
            )


def said_of(error: NahtlosError) -> str:
    """Word a failure; where a screen is not as the bot says, with the line of the bot that says so."""
    if not isinstance(error, ScreenError) or error.place is None:
        return error.message()
    place = error.place
    line = place.source.line(place.line).strip()
    return f"{error.message()} The bot says so in {place.source.name}:{place.line}: {line}"
