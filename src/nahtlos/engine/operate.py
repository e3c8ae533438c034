"""`do` and `look_up`: operations of systems, actions of the library, and records that are only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

from nahtlos.engine import record
from nahtlos.engine.conversation import Conversation
from nahtlos.engine.effect import REFUSALS, Effect
from nahtlos.engine.outcome import StepOutcome
from nahtlos.engine.ports import Decision, EffectRecord, Listing
from nahtlos.engine.screen import Screen, Value
from nahtlos.engine.session import in_session
from nahtlos.engine.values import has_unknown, is_empty, typed
from nahtlos.errors import (
    AddressUnreachable,
    FailedByBot,
    InDoubt,
    NahtlosError,
    NotOne,
    RecordError,
    Rejection,
    RunStopped,
    WaitsForPerson,
)
from nahtlos.expressions import UNKNOWN, InvalidValue
from nahtlos.plan import nodes

if TYPE_CHECKING:
    from nahtlos.engine.attempt import Attempt

Probed = Literal["done", "not_done", "unknown"]


async def look_up(attempt: Attempt, step: nodes.LookUp) -> StepOutcome:
    """Read one record of a system; what the case lacks there rejects it."""
    system = attempt.plan.systems[step.system]
    resource = system.bot.resources[step.resource]
    key = _key(attempt, step, resource)
    if any(value is UNKNOWN for value in key.values()):
        return StepOutcome(outcome="done", result=dict.fromkeys(resource.fields, UNKNOWN))

    async def look(screen: Screen) -> tuple[record.Found, dict[str, Value]]:
        talk = Conversation(screen=screen, system=system, resource=resource, scope=attempt.bot_scope(system))
        found = await record.find(talk, key)
        return found, await record.read(talk) if found.ending == "found" else {}

    found, shown = await in_session(attempt.parts.sessions, system.name, look)
    name = f"{system.name}.{resource.name}"
    if found.ending == "many":
        if step.if_many == "ask":
            raise WaitsForPerson(why=f"{name}: several records have this key. A person has to say which one.")
        raise Rejection(reason=f"{name}: several records have this key.", place=step.place)
    if found.ending == "none":
        if step.if_missing == "reject":
            raise Rejection(reason=f"{name} does not exist there.", place=step.place)
        return StepOutcome(outcome="done", result=None)
    required = [field for field in resource.fields.values() if not (field.optional or field.unreadable)]
    blank = [field.name for field in required if is_empty(shown.get(field.name))]
    if blank:
        raise Rejection(reason=f"{name} has no {', '.join(blank)}.", place=step.place)
    return StepOutcome(outcome="done", result=shown)


def _key(attempt: Attempt, step: nodes.LookUp, resource: nodes.Resource) -> dict[str, Value]:
    key: dict[str, Value] = {}
    for name, template in step.key:
        try:
            key[name] = typed(template.evaluate(attempt.scope), resource.fields[name])
        except InvalidValue as error:
            raise Rejection(reason=f"{name} {error}.", place=template.place) from None
    return key


async def do(attempt: Attempt, step: nodes.Do, path: str) -> StepOutcome:
    """Run an action or an operation; one that writes goes through the effect protocol."""
    inputs = {name: cast(Value, template.evaluate(attempt.scope)) for name, template in step.arguments}
    if step.system is None:
        return await _act(attempt, step, inputs)
    operation = attempt.plan.systems[step.system].bot.operations[cast(str, step.operation)]
    if operation.effect:
        return await Operating(attempt=attempt, step=step, path=path, operation=operation, inputs=inputs).run()
    if has_unknown(inputs):
        return StepOutcome(outcome="done", result=dict.fromkeys(operation.outputs, UNKNOWN))
    return StepOutcome(outcome="done", result=await call_operation(attempt, step, operation, inputs))


async def _act(attempt: Attempt, step: nodes.Do, inputs: Mapping[str, Value]) -> StepOutcome:
    if step.is_effect:
        raise FailedByBot(
            reason=f"{step.name} writes, and nobody could see whether it did: only systems are written to.",
            place=step.place,
        )
    if has_unknown(inputs):
        return StepOutcome(outcome="done", result={"value": UNKNOWN, "rows": UNKNOWN})
    return StepOutcome(outcome="done", result=_as_mapping(await attempt.parts.actions.call(step.name, inputs)))


def _as_mapping(result: Value | Listing) -> Mapping[str, Value]:
    if isinstance(result, Listing):
        return {"rows": tuple(result.rows)}
    return result if isinstance(result, Mapping) else {"value": result}


async def call_operation(
    attempt: Attempt, step: nodes.Do, operation: nodes.Operation, inputs: Mapping[str, Value]
) -> dict[str, Value]:
    """Run an operation without effect in a session of its own; an expired session is renewed once."""
    system = attempt.plan.systems[cast(str, step.system)]
    return await in_session(
        attempt.parts.sessions, system.name, lambda screen: attempt.talk(screen, system).operate(operation, inputs)
    )


@dataclass(slots=True, kw_only=True)
class Operating:
    """An operation with an effect: probed before, written once, probed after."""

    attempt: Attempt
    step: nodes.Do
    path: str
    operation: nodes.Operation
    inputs: Mapping[str, Value]
    system: nodes.System = field(init=False)
    decision: Decision | None = None
    """On whose word it writes."""

    def __post_init__(self) -> None:
        self.system = self.attempt.plan.systems[cast(str, self.step.system)]

    async def run(self) -> StepOutcome:
        """Ask the probe, write if it is not done, ask again."""
        left = self.attempt.history.left_by(self.path)
        if left is not None and left.state == "done":
            return StepOutcome(outcome="done", result=dict(left.found or {}))
        left = self.attempt.open_effect(self.path)
        if left is not None and not await self._take_over(left):
            return StepOutcome(outcome="done", result={})
        if has_unknown(self.inputs):
            return self._foreseen()
        attempt, system = self.attempt, self.system
        return await in_session(
            attempt.parts.sessions, system.name, lambda screen: self._on(attempt.talk(screen, system))
        )

    async def _on(self, talk: Conversation) -> StepOutcome:
        probed = await self._probe(talk)
        if probed == "done":
            return StepOutcome(outcome="skipped", result={})
        self.decision = self.attempt.history.decision_on(self.path, before=None, after=self.inputs) or self.decision
        if self.decision is not None and self.decision.choice == "keep":
            return StepOutcome(outcome="kept", result={}, reason=f"{self.step.name} was not done.")
        if probed == "unknown" and self.operation.probe is not None and self.decision is None:
            why = f"{self.step.name}: the probe cannot tell whether it is done already."
            raise WaitsForPerson(why=why, after=self.inputs, binds=self.attempt.history.binds(None, self.inputs))
        self.attempt.check_planned(self.path, before=None, after=self.inputs)
        return self._foreseen() if self.attempt.is_plan else await self._write(talk)

    def _foreseen(self) -> StepOutcome:
        """Note what a run would do."""
        self.attempt.differs(self.path, self.step.name, "operation", before=None, after=self.inputs)
        return StepOutcome(outcome="done", result=dict.fromkeys(self.operation.outputs, UNKNOWN))

    async def _write(self, talk: Conversation) -> StepOutcome:
        effect = self.attempt.effects.prepare(
            self, "operation", self.operation.name, key=self.inputs, before=None, after=self.inputs
        )
        operate = partial(talk.operate, self.operation, self.inputs)
        talk.saving = effect.save
        # A script saves where nobody sees it, so all of it is the save.
        around = partial(talk.from_start, partial(talk.uninterrupted, partial(effect.around, talk, operate)))
        outputs = await effect.during(operate() if self.operation.script is None else around()) or {}
        talk.saving, talk.has_saved = None, False
        try:
            probed = await self._probe_after(talk, effect)
        except AddressUnreachable as error:
            await effect.finish("in_doubt", code=error.code)
            raise
        if probed == "done":
            await effect.finish("done", found=outputs)
            return StepOutcome(outcome="done", result=outputs)
        if probed == "not_done" and isinstance(effect.refusal, REFUSALS):
            await effect.finish("not_done", code=effect.refusal.code)
            raise effect.refusal
        await effect.finish("in_doubt", code=effect.refusal.code if effect.refusal else None)
        raise InDoubt(effect=effect.record.id, why=f"{self.step.name} is not seen to be done.")

    async def _probe_after(self, talk: Conversation, effect: Effect) -> Probed:
        """Without a probe, what went well is taken for done."""
        if self.operation.probe is None:
            return "done" if effect.refusal is None else "unknown"
        return await self._quietly_probe(talk)

    async def _quietly_probe(self, talk: Conversation) -> Probed:
        try:
            return await self._probe(talk)
        except AddressUnreachable:
            raise  # it is asked again when the system is there
        except NahtlosError:
            return "unknown"

    async def _quietly_look(self, *, fresh: bool) -> Probed:
        """Ask the probe in a session of its own."""
        sessions, system = self.attempt.parts.sessions, self.system
        try:
            return await in_session(
                sessions, system.name, lambda screen: self._probe(self.attempt.talk(screen, system)), fresh=fresh
            )
        except (RunStopped, RecordError):
            raise
        except NahtlosError:
            return "unknown"

    async def _probe(self, talk: Conversation) -> Probed:
        bot = self.system.bot
        name = self.operation.probe
        if name is None:
            return "unknown"
        if name in bot.resources:
            return await self._probe_resource(talk.screen, bot.resources[name])
        probe = bot.operations[name]
        outputs = await talk.operate(probe, {name: self.inputs[name] for name in probe.inputs if name in self.inputs})
        state = outputs.get("state")
        if state not in ("done", "not_done", "unknown"):
            raise NotOne(what="answer done, not_done or unknown of the probe", count="another one")
        return cast(Probed, state)

    async def _probe_resource(self, screen: Screen, resource: nodes.Resource) -> Probed:
        talk = Conversation(
            screen=screen, system=self.system, resource=resource, scope=self.attempt.bot_scope(self.system)
        )
        found = await record.find(talk, record.key_of(resource, self.inputs))
        return {"found": "done", "none": "not_done", "many": "unknown"}[found.ending]  # type: ignore[return-value]

    async def _take_over(self, left: EffectRecord) -> bool:
        """Find out what became of a doubt; True when it certainly did not happen and may be done now."""
        effect = self.attempt.left_effect(left, self)
        self.decision = self.attempt.history.decision(self.path, left.id)
        if self.decision is not None and self.decision.choice in ("done", "again"):
            is_done = self.decision.choice == "done"
            await effect.finish("done" if is_done else "not_done", recovered=True)
            return not is_done
        clock = self.attempt.parts.clock
        end = self.attempt.lease_end or clock.monotonic()
        probed: list[Probed] = []
        for seconds in (max(0.0, end - clock.monotonic()), self.system.settle, min(1.0, self.system.settle)):
            await self.attempt.brakes.wait(clock, seconds)
            probed.append(await self._quietly_look(fresh=not probed))
            if probed[-1] == "done":
                await effect.finish("done", recovered=True)
                return False
        if probed[-2:] == ["not_done", "not_done"]:
            await effect.finish("not_done", recovered=True)
            return True
        await effect.finish("in_doubt", recovered=True)
        raise InDoubt(effect=left.id, why=f"Nobody can tell whether {self.step.name} was done.")
