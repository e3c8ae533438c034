"""One attempt at one item: its steps in order, each with an outcome that is written down."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, cast

from nahtlos.engine.conversation import Conversation
from nahtlos.engine.effect import OPEN, Effect
from nahtlos.engine.effects import Effects
from nahtlos.engine.history import History
from nahtlos.engine.operate import Operating, do, look_up
from nahtlos.engine.outcome import STOPS_ITEM, StepOutcome, outcome_of, worst
from nahtlos.engine.parts import Brakes, Parts
from nahtlos.engine.planned import Difference as Difference  # noqa: PLC0414 - other rooms know it from here
from nahtlos.engine.planned import Planned, objection
from nahtlos.engine.ports import Claim, EffectRecord, Outcome, RunRecord, StepRecord
from nahtlos.engine.resolve import text_of
from nahtlos.engine.screen import Screen, Value
from nahtlos.engine.signin import run_names, system_names
from nahtlos.engine.transfer import Transferring
from nahtlos.engine.tries import Tries
from nahtlos.errors import FailedByBot, InternalFault, NahtlosError, Rejection, StepTimedOut, WaitsForPerson
from nahtlos.events import StepFinished
from nahtlos.expressions import UNKNOWN, Template
from nahtlos.plan import nodes
from nahtlos.plan.endings import walk

LOG = logging.getLogger(__name__)
ROUND = "#"
"""Stands in a path before the key of a round of a `for_each`."""
SETTLED: frozenset[Outcome] = frozenset({"done", "skipped", "kept"})
"""Outcomes of a step that a resume takes as they are."""


def says_something(step: nodes.Step) -> bool:
    """Whether a step that went well says what became of the case; reading and naming do not."""
    return isinstance(step, nodes.Transfer) or (isinstance(step, nodes.Do) and step.is_effect)


def system_of(step: nodes.Step) -> str | None:
    """Return the system a step works with."""
    return step.system if isinstance(step, nodes.Transfer | nodes.LookUp | nodes.Do) else None


def system_written_by(step: nodes.Step) -> str | None:
    """Return the system a step may write to."""
    if isinstance(step, nodes.Transfer) or (isinstance(step, nodes.Do) and step.is_effect):
        return step.system
    return None


@dataclass(slots=True, kw_only=True)
class Attempt:
    """An item, everything known about it, and the names its steps have set so far."""

    parts: Parts
    plan: nodes.Plan
    run: RunRecord
    claim: Claim
    brakes: Brakes
    is_plan: bool = False
    planned: Planned | None = None
    """A saved plan: nothing else is written."""
    differences: list[Difference] = field(default_factory=list)
    history: History = field(init=False)
    effects: Effects = field(init=False)
    scope: dict[str, Any] = field(init=False)
    lease_end: float | None = field(init=False)
    _rounds: tuple[str, ...] = ()
    _known: dict[str, StepRecord] = field(init=False)
    """What earlier attempts said of the steps, by path."""
    _outcomes: list[StepOutcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        clock = self.parts.clock
        left = self.claim.taken_over_from
        self.lease_end = None if left is None else clock.monotonic() + (left - clock.now()).total_seconds()
        self.scope = {
            "inputs": self.run.inputs, "item": self.claim.item.record, "key": self.claim.item.key,
            "steps": {}, "run": run_names(self.run),
        }  # fmt: skip
        self._known = dict(self.claim.steps)
        self.history = History(claim=self.claim, fingerprint=self.parts.journal.fingerprint)
        self.effects = Effects(parts=self.parts, run=self.run.id, claim=self.claim, brakes=self.brakes)

    async def work(self) -> StepOutcome:
        """Do the steps; the item's outcome is the worst of theirs, with its reason."""
        try:
            await self._steps(self.plan.steps)
        except NahtlosError:
            raise
        except Exception as error:  # one bad item must not end the run; its text may hold values
            LOG.error("case %s broke", self.claim.item.id, exc_info=error)
            fault = InternalFault(kind=type(error).__name__)
            outcome: Outcome = "in_doubt" if self.effects.in_doubt else "failed"
            return StepOutcome(outcome=outcome, reason=fault.message(), code=fault.code)
        if not self._outcomes:
            return StepOutcome(outcome="done")
        decided = worst(step.outcome for step in self._outcomes)
        said = next(step for step in self._outcomes if step.outcome == decided)
        return StepOutcome(outcome=decided, reason=said.reason, code=said.code)

    # -------------------------------------------------------------- steps

    async def _steps(self, steps: Sequence[nodes.Step]) -> StepOutcome:
        """Do steps in order until one of them stops the item; `on_conflict` goes back."""
        number, conflicts = 0, 0
        last = StepOutcome(outcome="skipped")
        while number < len(steps):
            step = steps[number]
            last = await self._step(step)
            back = step.on_conflict if isinstance(step, nodes.Transfer) and last.is_conflict else None
            if back is not None and conflicts < back.times:
                conflicts += 1
                number = next(n for n, earlier in enumerate(steps) if earlier.id == back.back_to)
                self._forget(steps[number:])
                continue
            if last.outcome in STOPS_ITEM or says_something(step):
                self._outcomes.append(last)
            if last.outcome in STOPS_ITEM:
                return last
            number += 1
        return last

    def _forget(self, steps: Sequence[nodes.Step]) -> None:
        """Do steps anew whatever an earlier attempt said of them, those inside them too."""
        again = {step.path for step in walk(tuple(steps))}
        self._known = {path: known for path, known in self._known.items() if path.split(ROUND)[0] not in again}

    async def _step(self, step: nodes.Step) -> StepOutcome:
        path = self.path(step)
        known = self._known.get(path)
        if known is not None and known.outcome in SETTLED:
            self._name_result(step, known.result)
            return StepOutcome(outcome=known.outcome, result=known.result)
        started = self.parts.clock.monotonic()
        outcome = await self._with_retries(step, path)
        if isinstance(step, nodes.ForEach | nodes.EitherOr):
            return outcome
        if outcome.outcome in SETTLED:
            self._name_result(step, outcome.result)
        self._write_down(step, path, outcome, milliseconds=round((self.parts.clock.monotonic() - started) * 1000))
        return outcome

    def path(self, step: nodes.Step) -> str:
        """The step's path with the keys of the rounds it stands in."""
        return step.path + "".join(f"{ROUND}{key}" for key in self._rounds)

    def _name_result(self, step: nodes.Step, result: Mapping[str, Value] | None) -> None:
        if step.id is not None:
            self.scope["steps"][step.id] = result
        if isinstance(step, nodes.Set) and result is not None:
            self.scope.update(result)

    def _write_down(self, step: nodes.Step, path: str, outcome: StepOutcome, *, milliseconds: int) -> None:
        item = self.claim.item
        if not self.is_plan:
            self.parts.ledger.record_step(
                StepRecord(
                    item=item.id, path=path, outcome=outcome.outcome, result=outcome.result, reason=outcome.reason,
                    code=outcome.code, fields=outcome.fields, before=outcome.before, after=outcome.after,
                    binds=outcome.binds,
                )
            )  # fmt: skip
            self.parts.journal.note(
                StepFinished(
                    run=self.run.id, item=item.id, step=path, verb=type(step).__name__.lower(), code=outcome.code,
                    outcome=outcome.outcome, fields=outcome.fields, milliseconds=milliseconds,
                )
            )  # fmt: skip

    async def _with_retries(self, step: nodes.Step, path: str) -> StepOutcome:
        """Try again what failed before anything was written, as often as the workflow or the system says."""
        name = None if self.is_plan else system_of(step)
        tries = Tries(
            parts=self.parts, brakes=self.brakes, step=step, run=self.run.id, item=self.claim.item.id,
            system=self.plan.systems[name] if name else None, is_in_doubt=lambda: self.effects.in_doubt is not None,
        )  # fmt: skip
        while True:
            outcome = await tries.one(partial(self._once, step, path))
            if not await tries.may_go_on(outcome):
                return outcome

    async def _once(self, step: nodes.Step, path: str) -> StepOutcome:
        self.effects.begin_step()
        try:
            if step.when is not None and not self._holds(step.when, step):
                return StepOutcome(outcome="skipped", result=None)
            self._refuse_closed(step)
            await self._prove_release(step)
            try:
                async with asyncio.timeout(step.timeout):
                    return await self._verb(step, path)
            except TimeoutError:
                raise StepTimedOut(seconds=step.timeout or 0, place=step.place) from None
        except NahtlosError as error:
            outcome = outcome_of(error)
            effect = self.effects.in_doubt
            if effect is not None and outcome.outcome == "failed":
                return StepOutcome(outcome="in_doubt", reason=outcome.reason, code=outcome.code, binds=effect.record.id)
            return outcome

    def _refuse_closed(self, step: nodes.Step) -> None:
        """Let no step that may write begin while its system is closed; a plan only reads."""
        system = system_written_by(step)
        if system is not None and not self.is_plan:
            self.parts.refuse_closed(system)

    async def _prove_release(self, step: nodes.Step) -> None:
        """Let no step that may write begin in a system that is not as it was accepted."""
        system = system_written_by(step)
        if system is not None and not self.is_plan and self.parts.releases is not None:
            await self.parts.releases.prove(self.parts, system)

    async def _verb(self, step: nodes.Step, path: str) -> StepOutcome:  # noqa: PLR0911 - one line per verb
        match step:
            case nodes.Transfer():
                return await Transferring(attempt=self, step=step, path=path).run()
            case nodes.LookUp():
                return await look_up(self, step)
            case nodes.Do():
                return await do(self, step, path)
            case nodes.Set():
                values = {name: cast(Value, template.evaluate(self.scope)) for name, template in step.values}
                return StepOutcome(outcome="done", result=values)
            case nodes.Reject():
                raise Rejection(reason=text_of(step.reason, self.scope), place=step.place)
            case nodes.ForEach():
                return await self._for_each(step)
            case nodes.EitherOr():
                way = next((c for c in step.cases if c.when is None or c.when.evaluate(self.scope)), None)
                return StepOutcome(outcome="skipped") if way is None else await self._steps(way.steps)
            case _:
                return StepOutcome(outcome="skipped")

    def _holds(self, condition: Template, step: nodes.Step) -> bool:
        """Whether a condition holds; where a plan cannot know yet, it shows what may be written and rejects nothing."""
        value = condition.evaluate(self.scope)
        return not isinstance(step, nodes.Reject) if value is UNKNOWN else bool(value)

    async def _for_each(self, step: nodes.ForEach) -> StepOutcome:
        elements = step.elements.evaluate(self.scope)
        if elements is UNKNOWN:
            return StepOutcome(outcome="done")
        if isinstance(elements, str) or not isinstance(elements, Sequence):
            raise FailedByBot(reason=f"`for_each` needs a list, and `{step.elements.text}` is none.", place=step.place)
        outer, last = self._rounds, StepOutcome(outcome="skipped")
        for element, key in zip(elements, self._keys(step, elements), strict=True):
            self.scope[step.name] = element
            self._rounds = (*outer, key)
            try:
                last = await self._steps(step.steps)
            finally:
                self._rounds = outer
            if last.outcome in STOPS_ITEM:
                return last
        return last

    def _keys(self, step: nodes.ForEach, elements: Sequence[object]) -> Sequence[str]:
        """Tell the effects of the rounds apart: by a keyed hash, because a key may name a person."""
        keys = []
        for number, element in enumerate(elements):
            key = str(number) if step.key is None else text_of(step.key, {**self.scope, step.name: element})
            keys.append(self.parts.journal.fingerprint({"key": key})[:16])
        if len(set(keys)) < len(keys):
            raise Rejection(reason=f"Two entries of `{step.elements.text}` have the same key.", place=step.place)
        return keys

    # -------------------------------------------------------------- what steps ask of the attempt

    def bot_scope(self, system: nodes.System) -> dict[str, Any]:
        """The names a bot's steps begin with."""
        return system_names(system, self.run, self.parts.secrets)

    def talk(self, screen: Screen, system: nodes.System) -> Conversation:
        """Begin a conversation about nothing in particular."""
        return Conversation(screen=screen, system=system, scope=self.bot_scope(system))

    def open_effect(self, path: str) -> EffectRecord | None:
        """An effect of this step of which nobody knows yet whether it happened."""
        left = self.history.left_by(path)
        return left if left is not None and left.state in OPEN else None

    def left_effect(self, left: EffectRecord, step: Transferring | Operating) -> Effect:
        """Take up an effect that is in doubt."""
        return self.effects.take_up(left, step)

    def differs(
        self, path: str, record: str, kind: Literal["create", "update", "ask", "operation"], *,
        before: Mapping[str, Value] | None, after: Mapping[str, Value], fields: tuple[str, ...] | None = None,
    ) -> None:  # fmt: skip
        """Note what a step would write; without names of fields, all of them."""
        item = self.claim.item
        self.differences.append(
            Difference(
                item=item.key_hash, line=item.line, key=item.key, step=path, record=record, kind=kind, before=before,
                after=after, fields=tuple(after) if fields is None else fields,
            )
        )  # fmt: skip

    def check_planned(self, path: str, *, before: Mapping[str, Value] | None, after: Mapping[str, Value]) -> None:
        """With a saved plan: stop unless it shows exactly this."""
        if self.planned is None:
            return
        decision = self.history.decision_on(path, before=before, after=after)
        if decision is not None and decision.choice == "write":
            return
        why = objection(
            self.planned.get((self.claim.item.key_hash, path)), before=before, after=after,
            fingerprint=self.parts.journal.fingerprint,
        )  # fmt: skip
        if why is not None:
            raise WaitsForPerson(
                why=f"{why} Make a new plan, or decide with `nahtlos items resolve ID --write|--keep`.",
                before=before, after=after, binds=self.history.binds(before, after),
            )  # fmt: skip
