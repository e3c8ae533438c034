"""What an expression may call: functions that the plan hands in, and those of the run's clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from nahtlos.expressions.operators import Stop, number
from nahtlos.expressions.types import Names, Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of expressions; it is called with the scope and its arguments, and answers at once."""

    parameters: Names
    """Its arguments in their order; all of them are required."""
    result: Typed
    call: Callable[..., object]
    """`call(scope, *arguments)`; raises `InvalidValue` where it has no answer."""
    reads: frozenset[str] = frozenset()
    """The paths of the scope it looks at itself, such as `run.now`."""
    checks: Mapping[str, Callable[[str], object]] = field(default_factory=dict)
    """Arguments that are checked before the run where they are written literally; each raises one of our errors."""


Functions: TypeAlias = Mapping[str, Function]


def _now(scope: Mapping[str, object]) -> datetime:
    run = scope.get("run")
    now = run.get("now") if isinstance(run, Mapping) else None
    if not isinstance(now, datetime):
        raise Stop("the run has no clock")
    return now


def _days(_: Mapping[str, object], count: Any) -> timedelta:
    if number(count) != int(count) or abs(count) > 100_000:
        raise Stop("a number of days is a whole number up to 100000")
    return timedelta(days=int(count))


CLOCK = frozenset({"run.now"})

CLOCK_FUNCTIONS: Functions = {
    "today": Function(parameters={}, result=Typed(kind="date"), call=lambda scope: _now(scope).date(), reads=CLOCK),
    "now": Function(parameters={}, result=Typed(kind="moment"), call=_now, reads=CLOCK),
    "days": Function(parameters={"n": Typed(kind="integer")}, result=Typed(kind="duration"), call=_days),
}
"""The functions every expression has; the clock is `run.now` of the scope, a `datetime`."""
