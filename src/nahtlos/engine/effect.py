"""The effect protocol: intent, guard, save, read back, result - in this order, whatever happens in between.

    ledger: intent → journal: intent (fsync) → guard → save → read back → journal: result (fsync) → ledger: result
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from nahtlos.engine import verbs
from nahtlos.engine.conversation import Conversation
from nahtlos.engine.parts import Brakes, Parts
from nahtlos.engine.ports import EffectRecord, EffectState
from nahtlos.engine.resolve import locator_of
from nahtlos.engine.screen import Interrupted, Value
from nahtlos.engine.transitions import may_follow
from nahtlos.errors import FailedByBot, NahtlosError, RunError, ScreenError
from nahtlos.events import EffectFinished, EffectIntended
from nahtlos.plan import nodes

OPEN: frozenset[EffectState | None] = frozenset({"intended", "in_doubt"})
"""States of an effect of which nobody knows whether it happened."""


@dataclass(slots=True, kw_only=True)
class Effect:
    """One write to a foreign system."""

    parts: Parts
    run: str
    account: str
    brakes: Brakes
    record: EffectRecord
    saved: nodes.LocatorNode | None = None
    """What proves a save on the screen."""
    decision: str | None = None
    state: EffectState | None = None
    """None: nothing was intended yet."""
    refusal: RunError | None = None
    """What the system said instead of saving."""

    @property
    def is_open(self) -> bool:
        """Whether something may have been written of which nobody knows yet."""
        return self.state in OPEN

    async def save(self, talk: Conversation, step: nodes.Save) -> None:
        """Pass the point of no return; called by the conversation for its verb `save`."""
        if self.state == "intended":
            raise FailedByBot(reason="A sequence may save once; this is its second save.", place=step.place)
        await self._ready(talk, step)
        await self.intend()
        try:
            await self.guard(talk)
        except NahtlosError:
            await self.finish("not_done")
            raise
        await self._act(talk, step)
        await self._see_answer(talk, step)

    async def _ready(self, talk: Conversation, step: nodes.Save) -> None:
        """Have the button there before anything is promised: what fails here is no doubt."""
        while isinstance(step.by, nodes.Click):
            try:
                await talk.screen.ready(locator_of(step.by.locator, talk.scope), timeout=step.timeout)
            except Interrupted as interrupted:
                await talk.meet(interrupted.index)
            else:
                return

    async def intend(self) -> None:
        """Make the intent durable in ledger and journal, in this order."""
        self.brakes.take()
        record = self.record
        try:
            await self.parts.ledger.intend(record)
        except NahtlosError:
            self.brakes.give_back()
            raise
        self._enter("intended")
        fingerprint = self.parts.journal.fingerprint
        line = await self.parts.journal.write(
            EffectIntended(
                run=self.run, item=record.item, effect=record.id, kind=record.kind, system=record.system,
                resource=record.resource, account=self.account, key=record.key_hash, fields=tuple(record.after),
                before=None if record.before is None else fingerprint(record.before),
                after=fingerprint(record.after), decision=self.decision,
            )
        )  # fmt: skip
        self.record = replace(record, intent_line=line)

    async def guard(self, talk: Conversation) -> None:
        """Look a last time: screen as compared, address allowed, not paused, lease fresh."""
        await talk.screen.still_holds()
        await self.brakes.may_write(self.record.system, self.parts.ledger)

    async def _act(self, talk: Conversation, step: nodes.Save) -> None:
        try:
            await verbs.act(talk, step.by)
        except Interrupted:
            await self.finish("not_done")
            raise FailedByBot(reason="Something came over the page right before the save; nothing was saved.") from None
        except ScreenError as error:
            if not error.acted:
                await self.finish("not_done")
            raise

    async def _see_answer(self, talk: Conversation, step: nodes.Save) -> None:
        """Look what the system answers; only the read-back decides what it means."""
        if self.saved is None:
            return
        try:
            await talk.first_seen([self.saved], timeout=step.timeout)
        except RunError as error:
            self.refusal = error

    async def finish(
        self,
        state: Literal["done", "not_done", "failed", "in_doubt"],
        *,
        found: Mapping[str, Value] | None = None,
        fields: tuple[str, ...] = (),
        code: str | None = None,
        recovered: bool = False,
    ) -> None:
        """Make the result durable in journal and ledger, in this order."""
        self._enter(state)
        record = self.record
        line = await self.parts.journal.write(
            EffectFinished(
                run=self.run, item=record.item, effect=record.id, outcome=state, fields=fields, code=code,
                found=None if found is None else self.parts.journal.fingerprint(found), recovered=recovered,
            )
        )  # fmt: skip
        await self.parts.ledger.finish_effect(
            record.id, state, found=found, intent_line=record.intent_line, result_line=line
        )
        if state == "not_done":
            self.brakes.give_back()

    def _enter(self, state: EffectState) -> None:
        assert may_follow("effect", self.state or "", state), f"no way from {self.state} to {state}"
        self.state = state
