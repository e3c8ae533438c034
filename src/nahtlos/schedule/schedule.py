"""A schedule: which workflow runs when, with what, and what becomes of a due time that was missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import Literal, TypeAlias

from nahtlos.errors import Place
from nahtlos.schedule.due import Rule
from nahtlos.schedule.triggers import Trigger

Missed: TypeAlias = Literal["run_once", "run_all", "skip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A schedule as it was written, decided and checked."""

    name: str
    title: str
    workflow: str
    profile: str | None
    inputs: Mapping[str, str]
    rule: Rule | Trigger
    zone: tzinfo
    """The time zone in which its times are written and shown."""
    missed: Missed
    priority: int
    """What is due at the same time starts in this order, the higher number first."""
    deadline: timedelta | None
    """How long after the due time its run may still be at work."""
    enabled: bool
    place: Place
    """Where it begins; the places below are more exact, where they are known."""
    workflow_place: Place | None = None
    profile_place: Place | None = None
    rule_place: Place | None = None
    """Where it says when, or after what, it starts."""
