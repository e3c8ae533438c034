"""The effects of one item: prepared for its steps, numbered, and counted, whoever wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from nahtlos.engine.effect import Effect, key_words
from nahtlos.engine.parts import Brakes, Parts
from nahtlos.engine.ports import Claim, Decision, EffectRecord, EffectState
from nahtlos.engine.screen import Value
from nahtlos.plan import nodes


class Writing(Protocol):
    """A step that writes."""

    path: str
    system: nodes.System
    decision: Decision | None


@dataclass(slots=True, kw_only=True)
class Effects:
    """What this attempt has written or will, beside what earlier ones left."""

    parts: Parts
    run: str
    claim: Claim
    brakes: Brakes
    _mine: dict[str, Effect] = field(default_factory=dict)
    _last: Effect | None = None

    def begin_step(self) -> None:
        """Forget the effect of the step before."""
        self._last = None

    @property
    def in_doubt(self) -> Effect | None:
        """The effect of the step at hand, if something may have been written of which nobody knows yet."""
        return self._last if self._last is not None and self._last.is_open else None

    @property
    def written(self) -> int:
        """How many effects of this item were or may have been written."""
        return len(self._written())

    def prepare(
        self, step: Writing, kind: Literal["create", "update", "operation"], resource: str, *,
        key: Mapping[str, Value], before: Mapping[str, Value] | None, after: Mapping[str, Value],
        saved: nodes.LocatorNode | None = None,
    ) -> Effect:  # fmt: skip
        """Prepare an effect; nothing is intended yet."""
        item, number = self.claim.item, 1 + len(self._written(step.path))
        record = EffectRecord(
            id=f"{item.id}/{step.path}/{number}", item=item.id, step=step.path, kind=kind, system=step.system.name,
            resource=resource, key=key, key_hash=self.parts.journal.lock_name(key_words(key)), before=before,
            after=after, intended_at=self.parts.clock.now(), worker=item.worker or "",
        )  # fmt: skip
        return self._take(record, step, saved=saved)

    def take_up(self, left: EffectRecord, step: Writing) -> Effect:
        """Take up an effect that somebody left in doubt."""
        effect = self._take(left, step)
        effect.state = "in_doubt"
        return effect

    def _take(self, record: EffectRecord, step: Writing, *, saved: nodes.LocatorNode | None = None) -> Effect:
        self._last = self._mine[record.id] = Effect(
            parts=self.parts, run=self.run, account=step.system.account, brakes=self.brakes, record=record,
            saved=saved, decision=None if step.decision is None else step.decision.id,
        )  # fmt: skip
        return self._last

    def _written(self, path: str | None = None) -> list[EffectState]:
        """States of effects, of one step or of all; one that is known not to have happened gives its number back."""
        left = {effect.id: effect.state for effect in self.claim.effects if path in (None, effect.step)}
        mine = {id_: effect.state for id_, effect in self._mine.items() if path in (None, effect.record.step)}
        return [state for state in {**left, **mine}.values() if state not in (None, "not_done")]
