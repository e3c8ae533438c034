"""The states of items and effects and every way between them: the one table that code, docs and tests share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Transition:
    """When `event` happens to a thing in state `before`, it is in state `after`."""

    thing: Literal["item", "effect"]
    before: str
    event: str
    after: str


TRANSITIONS: tuple[Transition, ...] = (
    Transition("item", "", "listed", "pending"),
    Transition("item", "", "wrong or a duplicate", "finished"),
    Transition("item", "pending", "claimed", "running"),
    Transition("item", "running", "steps ended", "finished"),
    Transition("item", "running", "a person must decide", "waiting"),
    Transition("item", "running", "a write is uncertain", "in_doubt"),
    Transition("item", "running", "run stops or worker is gone", "pending"),
    Transition("item", "waiting", "a person decided", "running"),
    Transition("item", "in_doubt", "taken over", "running"),
    Transition("item", "waiting", "looked at again", "pending"),
    Transition("item", "finished", "looked at again", "pending"),
    Transition("effect", "", "intent is durable", "intended"),
    Transition("effect", "intended", "save never began", "not_done"),
    Transition("effect", "intended", "refused by the system, read back as before", "not_done"),
    Transition("effect", "intended", "read back equal", "done"),
    Transition("effect", "intended", "read back different", "failed"),
    Transition("effect", "intended", "anything else", "in_doubt"),
    Transition("effect", "in_doubt", "probe: as intended", "done"),
    Transition("effect", "in_doubt", "probe: as before, twice, after settle", "not_done"),
    Transition("effect", "in_doubt", "probe: neither", "in_doubt"),
    Transition("effect", "in_doubt", "a person says it is there", "done"),
    Transition("effect", "in_doubt", "a person says it is not there", "not_done"),
    Transition("effect", "not_done", "intent is durable", "intended"),
)
"""An intent whose worker is gone counts as `in_doubt`."""


def may_follow(thing: Literal["item", "effect"], before: str, after: str) -> bool:
    """Tell whether the table knows a way from one state to the other."""
    return any((t.thing, t.before, t.after) == (thing, before, after) for t in TRANSITIONS)


def as_mermaid(thing: Literal["item", "effect"]) -> str:
    """Draw the states of one thing for the docs."""
    rows = [
        f"    {t.before or '[*]'} --> {t.after}: {t.event.replace(':', ' -')}" for t in TRANSITIONS if t.thing == thing
    ]
    return "\n".join(["stateDiagram-v2", *rows])
