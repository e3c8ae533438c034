"""What earlier attempts and people left behind about one item: its effects, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nahtlos.engine.ports import Claim, Decision, EffectRecord
from nahtlos.engine.screen import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The past of an item, as its claim tells it."""

    claim: Claim
    fingerprint: Callable[[Mapping[str, Value]], str]

    def left_by(self, path: str) -> EffectRecord | None:
        """Return the last effect of a step, as an earlier attempt left it."""
        return next((effect for effect in reversed(self.claim.effects) if effect.step == path), None)

    def binds(self, before: Mapping[str, Value] | None, after: Mapping[str, Value]) -> str:
        """Return the keyed hash of a difference: a decision holds for exactly this one."""
        return self.fingerprint({"before": dict(before or {}), "after": dict(after)})

    def decision(self, path: str, binds: str) -> Decision | None:
        """Return what a person decided about a step, bound to exactly this."""
        return next((d for d in reversed(self.claim.decisions) if (d.step, d.binds) == (path, binds)), None)

    def decision_on(
        self, path: str, *, before: Mapping[str, Value] | None, after: Mapping[str, Value]
    ) -> Decision | None:
        """Return what a person decided about a difference; a plan, whose values may not be known, has none."""
        if all(decision.step != path for decision in self.claim.decisions):
            return None
        return self.decision(path, self.binds(before, after))
