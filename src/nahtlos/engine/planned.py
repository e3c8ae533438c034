"""What a plan shows, and whether a write is among what a saved plan shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nahtlos.engine.screen import Value

Planned: TypeAlias = Mapping[tuple[str, str], Mapping[str, str | None]]
"""(item, step) → keyed hashes `before` (None: nothing is there) and `after` (None: not known yet)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a step would write: shown by a plan, bound by a saved plan."""

    item: str
    """Keyed hash of the item's key."""
    line: int
    key: str
    step: str
    record: str
    kind: Literal["create", "update", "ask", "operation"]
    before: Mapping[str, Value] | None
    after: Mapping[str, Value]
    """All that should be there, the fields that are right already among it."""
    fields: tuple[str, ...]
    """Those that differ."""


def objection(
    shown: Mapping[str, str | None] | None, *, before: Mapping[str, Value] | None, after: Mapping[str, Value],
    fingerprint: Callable[[Mapping[str, Value]], str],
) -> str | None:  # fmt: skip
    """Say why a write is not what a saved plan shows; None when it is."""
    if shown is None:
        return "The saved plan does not show this write."
    if shown["before"] != (None if before is None else fingerprint(before)):
        return "The target changed since the plan was saved."
    if shown["after"] not in (None, fingerprint(after)):
        return "The source changed since the plan was saved."
    return None
