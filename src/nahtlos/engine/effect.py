"""The effect protocol: intent, guard, save, read back, result - in this order, whatever happens in between.

    ledger: intent → journal: intent (fsync) → guard → save → read back → journal: result (fsync) → ledger: result
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypeVar

from nahtlos.engine import verbs
from nahtlos.engine.conversation import Conversation
from nahtlos.engine.parts import Brakes, Parts
from nahtlos.engine.ports import EffectRecord, EffectState
from nahtlos.engine.resolve import locator_of
from nahtlos.engine.screen import Interrupted, Value
from nahtlos.engine.transitions import may_follow
from nahtlos.errors import (
    Conflicted,
    FailedByBot,
    LeaseLost,
    NahtlosError,
    RecordError,
    RejectedBySystem,
    RunError,
    RunStopped,
    ScreenError,
    SessionLost,
    StoppedBySurprise,
)
from nahtlos.events import EffectFinished, EffectIntended
from nahtlos.plan import nodes

T = TypeVar("T")
REFUSALS = (RejectedBySystem, Conflicted)
"""What a system says when it has not saved for certain; after any other fault it may have, or may do so late."""
OPEN: frozenset[EffectState | None] = frozenset({"intended", "in_doubt"})
"""States of an effect of which nobody knows whether it happened."""


def key_words(key: Mapping[str, Value]) -> str:
    """Return the text that stands for a record's natural key where its pseudonym is made."""
    return " ".join(str(value) for value in key.values())


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
    """What the system said instead of saving, or what else went wrong from the save on."""

    @property
    def is_open(self) -> bool:
        """Whether something may have been written of which nobody knows yet."""
        return self.state in OPEN

    # -------------------------------------------------------------- the sequence and its save

    async def during(self, sequence: Awaitable[T]) -> T | None:
        """Run a writing sequence; what goes wrong from its save on is kept as `refusal`, as only a look can tell."""
        try:
            result = await sequence
        except (LeaseLost, RecordError):
            raise
        except RunStopped as stopped:
            if self.is_open:
                await self.finish("in_doubt", code=stopped.code)
            raise
        except RunError as error:
            if not self.is_open:
                raise
            self.refusal = error
            if isinstance(error, SessionLost):
                self.brakes.lost_session(self.record.system)
            return None
        except BaseException:
            if self.is_open:
                await self.finish("in_doubt")
            raise
        if self.state is None:
            raise FailedByBot(reason="The sequence ended without its save, so nothing was written.")
        return result

    async def save(self, talk: Conversation, step: nodes.Save) -> None:
        """Pass the point of no return; called by the conversation for its verb `save`."""
        if self.is_open:
            raise FailedByBot(reason="A sequence may save once; this is its second save.", place=step.place)
        await self._ready(talk, step)
        await self.around(talk, partial(verbs.act, talk, step.by))
        await self._see_answer(talk, timeout=step.timeout)

    async def around(self, talk: Conversation, act: Callable[[], Awaitable[T]]) -> T:
        """Do what writes: intended before, looked at a last time, and nothing between."""
        await self.intend()
        await self.guard(talk)
        talk.has_saved = True
        try:
            return await act()
        except Interrupted:
            # Nothing was clicked: what lies over the page is dealt with, then the save begins anew.
            talk.has_saved = False
            await self.finish("not_done")
            raise
        except ScreenError as error:
            if not error.acted:
                await self.finish("not_done")
            raise

    async def _ready(self, talk: Conversation, step: nodes.Save) -> None:
        """Have the button there before anything is promised: what fails here is no doubt."""
        if not isinstance(step.by, nodes.Click):
            return
        button = locator_of(step.by.locator, talk.scope)
        try:
            await talk.uninterrupted(partial(talk.screen.ready, button, timeout=step.timeout))
        except ScreenError:
            await talk.see_faults()  # a system that refuses early says why there is nothing to click
            raise

    async def intend(self) -> None:
        """Make the intent durable in ledger and journal, in this order."""
        self.brakes.take()
        record, before = self.record, self.state
        self._enter("intended")  # before the ledger says so: a time-out in between must not lose it
        try:
            await self.parts.ledger.intend(record)
        except NahtlosError:
            self.state = before
            self.brakes.give_back()
            raise
        fingerprint = self.parts.journal.fingerprint
        line = await self.parts.journal.write(
            EffectIntended(
                run=self.run, item=record.item, effect=record.id, kind=record.kind, system=record.system,
                resource=record.resource, account=self.account, fields=tuple(record.after),
                key=self.parts.journal.pseudonym(key_words(record.key)),
                before=None if record.before is None else fingerprint(record.before),
                after=fingerprint(record.after), decision=self.decision,
            )
        )  # fmt: skip
        self.record = replace(record, intent_line=line)

    async def guard(self, talk: Conversation) -> None:
        """Look a last time: screen as compared, address and account allowed, not paused, lease fresh, no window."""
        try:
            await talk.screen.still_holds()
            await verbs.prove_same(talk)
            await self.parts.refuse_locked([(self.record.system, self.account)])
            await self.brakes.may_write(self.record.system, self.parts.ledger)
            self.parts.refuse_closed(self.record.system)
        except LeaseLost:
            # Whoever has the item now finds out what became of it; a late word of ours would contradict theirs.
            raise
        except (NahtlosError, Interrupted):
            await self.finish("not_done")
            raise

    async def _see_answer(self, talk: Conversation, *, timeout: float | None) -> None:
        """Look what the system answers; only the read-back decides what it means."""
        try:
            if self.saved is None:
                await talk.see_faults()
            else:
                await talk.first_seen([self.saved], timeout=timeout)
        except Interrupted:
            raise StoppedBySurprise(system=talk.system.name) from None

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
