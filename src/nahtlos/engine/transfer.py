"""`transfer`: make one record in the target as it should be, and prove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

from nahtlos.engine import record
from nahtlos.engine.conversation import Conversation
from nahtlos.engine.effect import REFUSALS, Effect
from nahtlos.engine.outcome import StepOutcome
from nahtlos.engine.ports import Decision, EffectRecord
from nahtlos.engine.resolve import SeenRow
from nahtlos.engine.screen import Screen, Value
from nahtlos.engine.session import in_session
from nahtlos.engine.values import differing, is_empty, typed
from nahtlos.errors import (
    AnotherRecord,
    FailedByBot,
    InDoubt,
    NahtlosError,
    ReadBackDiffers,
    RecordError,
    Rejection,
    RunStopped,
    SessionLost,
    WaitsForPerson,
    listed,
)
from nahtlos.expressions import UNKNOWN, InvalidValue, Template
from nahtlos.plan import nodes

if TYPE_CHECKING:
    from nahtlos.engine.attempt import Attempt

Look = Literal["as_intended", "as_before", "missing", "other"]


class Doubt(Exception):  # noqa: N818 - a signal within the transfer, never seen outside
    """Something may have been written in this session; find out in another one."""

    def __init__(self, effect: Effect) -> None:
        super().__init__(effect.record.id)
        self.effect = effect


@dataclass(slots=True, kw_only=True)
class Transferring:
    """One transfer of one item on its way."""

    attempt: Attempt
    step: nodes.Transfer
    path: str
    system: nodes.System = field(init=False)
    resource: nodes.Resource = field(init=False)
    want: dict[str, Value] = field(init=False)
    on_create: dict[str, Value] = field(init=False)
    key: dict[str, Value] = field(init=False)
    decision: Decision | None = None
    """On whose word it writes."""
    before: Mapping[str, Value] | None = None
    """What was there, if it was different."""
    is_written: bool = False
    """An earlier attempt wrote it, and was killed before it could say so of the step, or it is looked at again."""
    read_back_wrong: bool = False
    """What an earlier attempt wrote read back different: it may be right now, and is never written again."""

    def __post_init__(self) -> None:
        self.system = self.attempt.plan.systems[self.step.system]
        self.resource = self.system.bot.resources[self.step.resource]
        self.want = self._values(self.step.values)
        self.on_create = self._values(self.step.on_create)
        self.key = record.key_of(self.resource, self.want)

    def _values(self, pairs: tuple[tuple[str, Template], ...]) -> dict[str, Value]:
        values = {}
        for name, template in pairs:
            try:
                values[name] = typed(template.evaluate(self.attempt.scope), self.resource.fields[name])
            except InvalidValue as error:
                raise Rejection(reason=f"{name} {error}.", place=template.place) from None
        return values

    @property
    def name(self) -> str:
        """What a message calls the record."""
        return f"{self.system.name}.{self.resource.name}"

    async def run(self) -> StepOutcome:
        """Take over an open doubt, then transfer; a doubt that turns out as not done is tried once more."""
        if any(value is UNKNOWN for value in self.key.values()):
            return StepOutcome(outcome="done", result=self._unknown(), before=None, after=self.want)
        if any(is_empty(value) for value in self.key.values()):
            raise Rejection(reason=f"{self.name} needs {' and '.join(self.key)} to be found.", place=self.step.place)
        left = self.attempt.history.left_by(self.path)
        self.is_written = left is not None and left.state in ("done", "failed")
        self.read_back_wrong = left is not None and left.state == "failed"
        left = self.attempt.open_effect(self.path)
        if left is not None:
            outcome = await self.take_over(left, since=self.attempt.lease_end)
            if outcome is not None:
                return outcome
        for is_last in (False, True):
            try:
                return await self._in_session()
            except Doubt as doubt:
                outcome = await self.take_over(doubt.effect.record, since=None)
                if outcome is not None:
                    return outcome
                refusal = doubt.effect.refusal
                if is_last or isinstance(refusal, FailedByBot):
                    raise refusal or FailedByBot(reason=f"{self.name}: saving had no effect.") from None
        raise AssertionError("unreachable")

    async def _in_session(self) -> StepOutcome:
        """Do it in one session; an expired one is renewed as long as nothing was saved."""
        return await in_session(
            self.attempt.parts.sessions, self.system.name, lambda screen: self._on(self._talk(screen))
        )

    def _talk(self, screen: Screen) -> Conversation:
        personal = {name for name, template in (*self.step.values, *self.step.on_create) if template.is_personal}
        return Conversation(
            screen=screen, system=self.system, resource=self.resource,
            scope=self.attempt.bot_scope(self.system), personal=frozenset(personal),
        )  # fmt: skip

    # -------------------------------------------------------------- find, compare, decide

    async def _on(self, talk: Conversation) -> StepOutcome:
        found = await record.find(talk, self.key)
        if found.ending == "many":
            raise WaitsForPerson(why=f"{self.name}: several records have this key. A person has to say which one.")
        if found.ending == "none":
            if self.read_back_wrong:
                raise ReadBackDiffers(record=self.name, fields=tuple(self.want))
            return await self._missing(talk)
        shown = await record.read(talk)
        fields = differing(self.want, shown, self.resource.fields)
        if not fields:
            outcome: Literal["done", "skipped"] = "done" if self.is_written else "skipped"
            return StepOutcome(outcome=outcome, result=self._result(outcome, talk, shown))
        if self.read_back_wrong:
            raise ReadBackDiffers(record=self.name, fields=fields)
        return await self._different(talk, shown, fields)

    async def _missing(self, talk: Conversation) -> StepOutcome:
        match self.step.if_missing:
            case "keep":
                return StepOutcome(outcome="kept", result={"outcome": "kept"}, reason=f"{self.name} does not exist.")
            case "reject":
                raise Rejection(reason=f"{self.name} does not exist there.", place=self.step.place)
        after = {**self.want, **self.on_create}
        self.decision = self.attempt.history.decision_on(self.path, before=None, after=after) or self.decision
        if self.decision is not None and self.decision.choice == "keep":
            return StepOutcome(outcome="kept", result={"outcome": "kept"}, reason=f"{self.name} was not created.")
        self.attempt.check_planned(self.path, before=None, after=after)
        if self.attempt.is_plan:
            self.attempt.differs(self.path, self.name, "create", before=None, after=after)
            return StepOutcome(outcome="done", result=self._unknown(), after=after)
        talk.scope.update(want=after, changed=tuple(after))
        return await self._write(talk, "create", self.resource.create, before=None, after=after)

    async def _different(self, talk: Conversation, shown: dict[str, Value], fields: tuple[str, ...]) -> StepOutcome:
        talk.same = self._proven_same(shown)
        before = {name: shown.get(name) for name in self.want if not self.resource.fields[name].unreadable}
        self.before = before
        choice = self._choice(before, fields)
        if choice == "keep":
            return StepOutcome(
                outcome="kept", result=self._result("kept", talk, shown), fields=fields,
                reason=f"{self.name} differs in {', '.join(fields)} and was left on purpose.",
            )  # fmt: skip
        if choice == "reject":
            raise Rejection(reason=f"{self.name} differs in {', '.join(fields)}.", place=self.step.place)
        self.attempt.check_planned(self.path, before=before, after=self.want)
        if self.attempt.is_plan:
            self.attempt.differs(self.path, self.name, choice, before=before, after=self.want, fields=fields)
            return StepOutcome(outcome="done", result=self._result("done", talk, {**shown, **self.want}))
        if choice == "ask":
            raise WaitsForPerson(
                why=f"{self.name} differs in {listed(fields)}. Answer with `nahtlos items resolve ID --write|--keep`.",
                before=before, after=self.want, binds=self.attempt.history.binds(before, self.want), fields=fields,
            )  # fmt: skip
        known = self.resource.fields
        fixed = [name for name in fields if known[name].create_only or known[name].read_only]
        if fixed:
            raise FailedByBot(reason=f"{self.name}: {', '.join(fixed)} cannot be changed there.", place=self.step.place)
        talk.before, talk.changed = before, fields
        talk.scope.update(want=self.want, changed=fields)
        return await self._write(talk, "update", self.resource.update, before=before, after=self.want)

    def _proven_same(self, shown: Mapping[str, Value]) -> dict[str, Value]:
        """Return what says whose record it is; raises if the one on the screen is another: nobody decides that away."""
        known = self.resource.fields
        wanted = {name: value for name, value in self.key.items() if name in shown}
        wanted |= {name: self.want[name] for name in self.resource.confirm if name in self.want}
        wrong = differing(wanted, shown, known)
        if wrong:
            raise AnotherRecord(record=self.name, fields=wrong)
        return wanted

    def _choice(
        self, before: Mapping[str, Value], fields: tuple[str, ...]
    ) -> Literal["ask", "update", "keep", "reject"]:
        decision = self.attempt.history.decision_on(self.path, before=before, after=self.want)
        if decision is not None:
            self.decision = decision
            return "update" if decision.choice == "write" else "keep"
        if self.step.if_different == "update" and any(is_empty(self.want[name]) for name in fields):
            return "ask"
        return self.step.if_different

    # -------------------------------------------------------------- write, read back

    async def _write(
        self, talk: Conversation, kind: Literal["create", "update"], steps: nodes.Steps, *,
        before: Mapping[str, Value] | None, after: Mapping[str, Value],
    ) -> StepOutcome:  # fmt: skip
        effect = self.attempt.effects.prepare(
            self, kind, self.resource.name, key=self.key, before=before, after=after, saved=self.resource.saved
        )
        talk.saving = effect.save
        await effect.during(talk.run(steps))
        talk.saving, talk.has_saved = None, False
        return await self._prove(talk, effect)

    async def _prove(self, talk: Conversation, effect: Effect) -> StepOutcome:
        """Read back and say what became of the effect; what nobody can say is a doubt."""
        talk.before = None
        try:
            look, shown = await self.look(talk, effect.record)
        except NahtlosError as error:
            await effect.finish("in_doubt", code=error.code)
            if isinstance(error, RunStopped):
                raise
            if isinstance(error, SessionLost) and not isinstance(effect.refusal, SessionLost):
                self.attempt.brakes.lost_session(self.system.name)
            raise Doubt(effect) from None
        if look == "as_intended":
            await effect.finish("done", found=self._seen(effect.record, shown))
            return StepOutcome(outcome="done", result=self._result("done", talk, shown))
        if look in ("missing", "as_before") and isinstance(effect.refusal, REFUSALS):
            await effect.finish("not_done", code=effect.refusal.code)
            raise effect.refusal
        if look == "other":
            fields = differing(effect.record.after, shown, self.resource.fields)
            seen = self._seen(effect.record, shown)
            await effect.finish("failed", found=seen, fields=fields, code=ReadBackDiffers.code)
            raise ReadBackDiffers(record=self.name, fields=fields)
        await effect.finish("in_doubt")
        raise Doubt(effect)

    async def look(self, talk: Conversation, effect: EffectRecord) -> tuple[Look, dict[str, Value]]:
        """Find the record on a fresh load and compare it with what was intended and with what was before."""
        found = await record.find(talk, effect.key)
        if found.ending == "none":
            return "missing", {}
        if found.ending == "many":
            return "other", {}
        shown = await record.read(talk)
        if not differing(effect.after, shown, self.resource.fields):
            return "as_intended", shown
        if effect.before is not None and not differing(effect.before, shown, self.resource.fields):
            return "as_before", shown
        return "other", shown

    # -------------------------------------------------------------- doubts

    async def take_over(self, left: EffectRecord, *, since: float | None) -> StepOutcome | None:
        """Find out what became of a write; None when it certainly did not happen and may be done now.

        `since`: when the lease of the worker that left it ends (monotonic seconds); None: it was this worker.
        """
        effect, self.before = self.attempt.left_effect(left, self), left.before
        self.decision = self.attempt.history.decision(self.path, left.id)
        answer = None if self.decision is None else self.decision.choice
        if answer in ("done", "again"):
            await effect.finish("done" if answer == "done" else "not_done", recovered=True)
            if answer == "again":
                return None
        look, talk, shown = await self._settled_look(left, since)
        if look == "as_intended":
            if effect.is_open:
                await effect.finish("done", found=self._seen(left, shown), recovered=True)
            return StepOutcome(outcome="done", result=self._result("done", talk, shown))
        if answer == "done":
            raise ReadBackDiffers(record=self.name, fields=differing(left.after, shown, self.resource.fields))
        if look == ("missing" if left.kind == "create" else "as_before"):
            await effect.finish("not_done", recovered=True)
            return None
        await effect.finish("in_doubt", found=self._seen(left, shown), recovered=True)
        raise InDoubt(effect=left.id, why=f"{self.name} is neither as before nor as intended.")

    async def _settled_look(
        self, left: EffectRecord, since: float | None
    ) -> tuple[Look, Conversation, dict[str, Value]]:
        """Look until two reads agree, not before the old worker is gone and the system has settled."""
        parts, clock = self.attempt.parts, self.attempt.parts.clock
        old_worker = max(0.0, (since or clock.monotonic()) - clock.monotonic())
        waits = [old_worker, self.system.settle, min(1.0, self.system.settle)]
        looks: list[Look] = []
        try:
            for seconds in waits:
                await self.attempt.brakes.wait(clock, seconds)
                talk, look, shown = await in_session(
                    parts.sessions, self.system.name, partial(self._look_in, left), fresh=not looks
                )
                looks.append(look)
                if look == "as_intended":
                    break
        except (RunStopped, RecordError):
            raise
        except NahtlosError as error:
            raise InDoubt(effect=left.id, why=f"Looking for it failed: {error.message()}") from None
        agree = looks[-1] == "as_intended" or looks[-1] == looks[-2]
        return (looks[-1] if agree else "other"), talk, shown

    async def _look_in(self, left: EffectRecord, screen: Screen) -> tuple[Conversation, Look, dict[str, Value]]:
        talk = self._talk(screen)
        return talk, *await self.look(talk, left)

    # -------------------------------------------------------------- results

    def _seen(self, effect: EffectRecord, shown: Mapping[str, Value]) -> dict[str, Value]:
        return {name: shown.get(name) for name in effect.after if name in shown}

    def _result(self, outcome: str, talk: Conversation, shown: Mapping[str, Value]) -> dict[str, Value]:
        target = {
            name: value for name, value in cast(Mapping[str, Value], talk.scope.get("target", {})).items()
            if not isinstance(value, SeenRow | Mapping | tuple)
        }  # fmt: skip
        return {**self.key, **shown, "outcome": outcome, "target": target, "before": self.before}

    def _unknown(self) -> dict[str, Value]:
        """What later steps see of a record that a plan would only create."""
        unknown = UNKNOWN
        fields = {name: self.want.get(name, self.on_create.get(name, unknown)) for name in self.resource.fields}
        return {**fields, "outcome": unknown, "target": unknown, "before": unknown}


