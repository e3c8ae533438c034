"""`do` and `look_up`: operations of systems, actions of the library, and records that are only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

from nahtlos.engine import record
from nahtlos.engine.conversation import Conversation
from nahtlos.engine.effect import OPEN, Effect
from nahtlos.engine.outcome import StepOutcome
from nahtlos.engine.ports import EffectRecord, Listing
from nahtlos.engine.screen import Screen, Value
from nahtlos.engine.values import is_empty, typed
from nahtlos.errors import InDoubt, NotOne, Rejection, RunError, SignedOut, WaitsForPerson
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
    for is_fresh in (False, True):
        try:
            async with attempt.parts.sessions.hold(system.name, fresh=is_fresh) as screen:
                talk = Conversation(screen=screen, system=system, resource=resource, scope=attempt.bot_scope(system))
                found = await record.find(talk, key)
                shown = await record.read(talk) if found.ending == "found" else {}
                break
        except SignedOut:
            if is_fresh:
                raise
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
    if any(value is UNKNOWN for value in inputs.values()):
        return StepOutcome(outcome="done", result={"value": UNKNOWN})
    if step.system is None:
        result = await attempt.parts.actions.call(step.name, inputs)
        return StepOutcome(outcome="done", result=_as_mapping(result))
    operation = attempt.plan.systems[step.system].bot.operations[cast(str, step.operation)]
    if operation.effect:
        return await Operating(attempt=attempt, step=step, path=path, operation=operation, inputs=inputs).run()
    return StepOutcome(outcome="done", result=await call_operation(attempt, step, operation, inputs))


def _as_mapping(result: Value | Listing) -> Mapping[str, Value]:
    if isinstance(result, Listing):
        return {"rows": tuple(result.rows)}
    return result if isinstance(result, Mapping) else {"value": result}


async def call_operation(
    attempt: Attempt, step: nodes.Do, operation: nodes.Operation, inputs: Mapping[str, Value]
) -> dict[str, Value]:
    """Run an operation without effect in a session of its own; an expired session is renewed once."""
    system = attempt.plan.systems[cast(str, step.system)]
    try:
        async with attempt.parts.sessions.hold(system.name) as screen:
            return await attempt.talk(screen, system).operate(operation, inputs)
    except SignedOut:
        async with attempt.parts.sessions.hold(system.name, fresh=True) as screen:
            return await attempt.talk(screen, system).operate(operation, inputs)


@dataclass(slots=True, kw_only=True)
class Operating:
    """An operation with an effect: probed before, written once, probed after."""

    attempt: Attempt
    step: nodes.Do
    path: str
    operation: nodes.Operation
    inputs: Mapping[str, Value]
    system: nodes.System = field(init=False)
    effect: Effect | None = None

    def __post_init__(self) -> None:
        self.system = self.attempt.plan.systems[cast(str, self.step.system)]

    async def run(self) -> StepOutcome:
        """Ask the probe, write if it is not done, ask again."""
        left = self.attempt.left_by(self.path)
        if left is not None and left.state == "done":
            return StepOutcome(outcome="done", result=dict(left.found or {}))
        if left is not None and left.state in OPEN and not await self._take_over(left):
            return StepOutcome(outcome="done", result={})
        async with self.attempt.parts.sessions.hold(self.system.name) as screen:
            talk = self.attempt.talk(screen, self.system)
            match await self._probe(talk):
                case "done":
                    return StepOutcome(outcome="skipped", result={})
                case "unknown" if self.operation.probe is not None:
                    raise WaitsForPerson(why=f"{self.step.name}: the probe cannot tell whether it is done already.")
            self.attempt.check_planned(self.path, before=None, after=self.inputs)
            if self.attempt.is_plan:
                self.attempt.differs(self.path, self.step.name, "operation", before=None, after=self.inputs)
                return StepOutcome(outcome="done", result=dict.fromkeys(self.operation.outputs, UNKNOWN))
            return await self._write(talk)

    async def _write(self, talk: Conversation) -> StepOutcome:
        self.effect = effect = self.attempt.effect_of_operation(self)
        talk.saving = effect.save
        outputs: dict[str, Value] = {}
        try:
            outputs = await talk.operate(self.operation, self.inputs)
        except RunError as error:
            if not effect.is_open:
                raise
            effect.refusal = error
        except BaseException:
            if effect.is_open:
                await effect.finish("in_doubt")
            raise
        talk.saving = None
        if self.operation.probe is None:
            if effect.refusal is None:
                await effect.finish("done", found=outputs)
                return StepOutcome(outcome="done", result=outputs)
        elif await self._quietly_probe(talk) == "done":
            await effect.finish("done", found=outputs)
            return StepOutcome(outcome="done", result=outputs)
        await effect.finish("in_doubt", code=effect.refusal.code if effect.refusal else None)
        raise InDoubt(effect=effect.record.id, why=f"{self.step.name} is not seen to be done.")

    async def _quietly_probe(self, talk: Conversation) -> Probed:
        try:
            return await self._probe(talk)
        except RunError:
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
        answer = self.attempt.decided(self.path, left.id)
        if answer in ("done", "again"):
            await effect.finish("done" if answer == "done" else "not_done", recovered=True)
            return answer == "again"
        clock = self.attempt.parts.clock
        end = self.attempt.lease_end or clock.monotonic()
        probed: list[Probed] = []
        for seconds in (max(0.0, end - clock.monotonic()), self.system.settle, min(1.0, self.system.settle)):
            await clock.sleep(seconds)
            async with self.attempt.parts.sessions.hold(self.system.name, fresh=not probed) as screen:
                probed.append(await self._quietly_probe(self.attempt.talk(screen, self.system)))
            if probed[-1] == "done":
                await effect.finish("done", recovered=True)
                return False
        if probed[-2:] == ["not_done", "not_done"]:
            await effect.finish("not_done", recovered=True)
            return True
        await effect.finish("in_doubt", recovered=True)
        raise InDoubt(effect=left.id, why=f"nobody can tell whether {self.step.name} was done.")
