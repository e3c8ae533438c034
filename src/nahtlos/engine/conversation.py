"""One conversation with a system: the steps of its bot, run on one screen.

Knows which verb does what; knows nothing of items, runs, ledger or journal. What a `save` means is told from outside.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, TypeVar

from nahtlos.engine import reading, verbs
from nahtlos.engine.resolve import PERSONAL, describe, locator_of, text_of
from nahtlos.engine.screen import Interrupted, Locator, Screen, Value
from nahtlos.engine.values import typed_inputs
from nahtlos.errors import (
    Conflicted,
    FailedByBot,
    NothingExpectedSeen,
    NotOne,
    NotSeen,
    RejectedBySystem,
    Rejection,
    RunError,
    SignedOut,
    SignInFailed,
    StoppedBySurprise,
)
from nahtlos.expressions import Template
from nahtlos.plan import nodes

T = TypeVar("T")
Ending = Literal["found", "none", "many"]
Saving = Callable[["Conversation", nodes.Save], Awaitable[None]]


class StartAgain(Exception):  # noqa: N818 - a signal between surprise and sequence, never seen outside
    """A surprise asks for the whole sequence to be repeated."""


@dataclass(slots=True, kw_only=True)
class Conversation:
    """A screen, the system's bot, the names set so far, and what is being worked on."""

    screen: Screen
    system: nodes.System
    scope: dict[str, object]
    resource: nodes.Resource | None = None
    before: Mapping[str, Value] | None = None
    """An update: what was read, to see whether someone changed it before the form is filled."""
    changed: tuple[str, ...] = ()
    same: Mapping[str, Value] = field(default_factory=dict)
    """An update: what the record on the screen must show, wherever it shows it, to be the one that was found."""
    personal: frozenset[str] = frozenset()
    """Fields of the resource whose values must not stand in messages."""
    saving: Saving | None = None
    has_saved: bool = False
    """The point of no return is passed: nothing may be repeated until somebody has looked."""
    stated_total: int | None = None
    """What the system itself said how many there are."""
    signs_in: bool = False
    """While signing in, the sign of being signed out is expected."""
    credentials_filled: bool = False
    credentials_sent: bool = False
    given: frozenset[str] = frozenset()
    """Names that were set before the conversation; a find begins with these only."""
    onlooker: Callable[[Conversation, nodes.Step], Awaitable[None]] | None = None
    """Told of each step before it is done."""
    _surprised: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.scope[PERSONAL] = self.personal
        self.given = frozenset(self.scope)
        self.screen.watch(self.watched())

    def watched(self) -> list[Locator]:
        """What interrupts waiting: the surprises in their order, then the sign of being signed out."""
        bot = self.system.bot
        nodes_ = [surprise.see for surprise in bot.surprises]
        if bot.session.signed_out is not None and not self.signs_in:
            nodes_.append(bot.session.signed_out)
        return [locator_of(node, self.scope) for node in nodes_]

    async def run(self, steps: nodes.Steps) -> Ending | None:
        """Run a sequence from its start; a surprise may have it repeated."""
        return await self.from_start(partial(self.steps, steps))

    async def from_start(self, sequence: Callable[[], Awaitable[T]]) -> T:
        """Do something that a surprise may ask to begin anew."""
        before = self.before
        while True:
            try:
                return await sequence()
            except StartAgain:
                self.before = before

    async def uninterrupted(self, act: Callable[[], Awaitable[T]]) -> T:
        """Do something that has not acted when it is interrupted: deal with what came up, then do it."""
        while True:
            try:
                return await act()
            except Interrupted as interrupted:
                await self.meet(interrupted.index)

    async def steps(self, steps: Sequence[nodes.Step]) -> Ending | None:
        """Run steps in order until one of them ends the find."""
        for step in steps:
            if step.when is not None and not step.when.evaluate(self.scope):
                continue
            ending = await self._step(step)
            if ending is not None:
                return ending
        return None

    async def _step(self, step: nodes.Step) -> Ending | None:
        if self.onlooker is not None:
            await self.onlooker(self, step)
        try:
            return await self.uninterrupted(partial(self._worded, step))
        except RunError as error:
            if error.place is None:
                error.place = step.place
            raise

    async def _worded(self, step: nodes.Step) -> Ending | None:
        """Do a verb; where it misses something on the screen, the system itself may say why."""
        try:
            return await self._verb(step)
        except NotSeen:
            await self.see_that_signed_in()
            await self.see_faults()
            raise

    async def meet(self, index: int) -> None:
        """Deal with a watched thing that is on the screen."""
        surprises = self.system.bot.surprises
        if index >= len(surprises):
            raise SignedOut(system=self.system.name)
        surprise = surprises[index]
        self._surprised[index] = self._surprised.get(index, 0) + 1
        would_repeat_a_save = surprise.then == "repeat" and self.has_saved
        if surprise.then == "stop" or would_repeat_a_save or self._surprised[index] > surprise.at_most:
            raise StoppedBySurprise(system=self.system.name, times=self._surprised[index], place=surprise.see.place)
        self.screen.watch([])
        try:
            await self.steps(surprise.steps)
        finally:
            self.screen.watch(self.watched())
        if surprise.then == "repeat":
            raise StartAgain

    async def _verb(self, step: nodes.Step) -> Ending | None:  # noqa: PLR0911, PLR0912 - one line per verb
        match step:
            case nodes.Open():
                await verbs.open_page(self, step)
            case nodes.Fill():
                await verbs.fill(self, step)
            case nodes.Form():
                await verbs.form(self, step)
            case nodes.Upload():
                await verbs.upload(self, step)
            case nodes.Click() | nodes.Press() | nodes.Drag() | nodes.Script():
                await verbs.act(self, step)
            case nodes.Hover():
                await self.screen.hover(locator_of(step.locator, self.scope), timeout=step.timeout)
            case nodes.Save():
                await self._save(step)
            case nodes.Expect():
                await self._expect(step)
            case nodes.Either():
                return await self._either(step)
            case nodes.Row():
                return await reading.row(self, step)
            case nodes.Table():
                await reading.table(self, step)
            case nodes.Read():
                await reading.read(self, step)
            case nodes.Set():
                self.scope.update({name: value.evaluate(self.scope) for name, value in step.values})
            case nodes.ForEach():
                return await self._for_each(step)
            case nodes.Repeat():
                return await self._repeat(step)
            case nodes.Window():
                return await self._window(step)
            case nodes.Download():
                async with self.screen.download(kind=step.type, timeout=step.timeout) as arrived:
                    await self._step(step.by)
                    self.scope[step.name] = str(await arrived())
            case nodes.Do():
                await self._do(step)
            case nodes.End():
                return step.as_
            case nodes.Reject():
                raise Rejection(reason=text_of(step.reason, self.scope), place=step.place)
            case nodes.Fail():
                raise FailedByBot(reason=text_of(step.reason, self.scope), place=step.place)
            case _:
                raise AssertionError(f"no such verb: {type(step).__name__}")
        return None

    async def _save(self, step: nodes.Save) -> None:
        if self.saving is None:
            raise FailedByBot(reason="Nothing may be saved here: only `create`, `update` and effects save.")
        await self.saving(self, step)

    # -------------------------------------------------------------- waiting

    async def first_seen(self, looked_for: Sequence[nodes.LocatorNode], *, timeout: float | None = None) -> int:
        """Wait for the first of these; errors that the system shows and surprises come before."""
        faults = self.system.bot.errors
        locators = [locator_of(node, self.scope) for node in [*looked_for, *(fault.see for fault in faults)]]
        while True:
            all_of_it = [*locators, *self.watched()]
            seen = await self.uninterrupted(partial(self.screen.first_seen, all_of_it, timeout=timeout))
            if seen is None:
                raise NothingExpectedSeen(
                    system=self.system.name, seconds=timeout or 10, acted=True,
                    looked_for=tuple(describe(locator) for locator in locators[: len(looked_for)]),
                )  # fmt: skip
            if seen < len(looked_for):
                return seen
            if seen < len(locators):
                await self.raise_fault(faults[seen - len(looked_for)])
            await self.meet(seen - len(locators))

    async def see_that_signed_in(self) -> None:
        """Raise if the session has expired; for those who take what is missing for an answer."""
        signed_out = self.system.bot.session.signed_out
        if signed_out is not None and not self.signs_in and await self.screen.sees(locator_of(signed_out, self.scope)):
            raise SignedOut(system=self.system.name)

    async def see_faults(self) -> None:
        """Raise what the system shows as an error now, without waiting."""
        for fault in self.system.bot.errors:
            if await self.screen.sees(locator_of(fault.see, self.scope)):
                await self.raise_fault(fault)

    async def raise_fault(self, fault: nodes.ScreenFault) -> None:
        """Say what an error that the system shows means."""
        shown = await self.screen.text_of(locator_of(fault.see, self.scope))
        said = text_of(fault.say, {**self.scope, "shown": shown})
        name = self.system.name
        match fault.outcome:
            case "rejected":
                raise RejectedBySystem(system=name, shown=said)
            case "conflict":
                raise Conflicted(system=name, shown=said)
            case "locked":
                raise SignInFailed(system=name, account=self.system.account, shown=said)
            case "failed":
                raise FailedByBot(reason=f"{name} says: {said}", is_passing=True)

    async def _expect(self, step: nodes.Expect) -> None:
        if step.gone:
            locator = locator_of(step.locator, self.scope)
            if not await self.screen.gone(locator, timeout=step.timeout):
                raise FailedByBot(reason=f"{describe(locator)} did not go away.")
            await self.see_that_signed_in()
        elif step.value is not None:
            await verbs.expect_value(self, step)
        else:
            await self.first_seen([step.locator], timeout=step.timeout)

    async def _either(self, step: nodes.Either) -> Ending | None:
        seen = await self.first_seen([branch.see for branch in step.branches], timeout=step.timeout)
        return await self.steps(step.branches[seen].steps)

    # -------------------------------------------------------------- sequences

    async def _for_each(self, step: nodes.ForEach) -> Ending | None:
        for element in verbs.elements(step, self.scope):
            self.scope[step.name] = element
            ending = await self.steps(step.steps)
            if ending is not None:
                return ending
        return None

    async def _repeat(self, step: nodes.Repeat) -> Ending | None:
        for _ in range(step.at_most):
            if await self._is_met(step.until):
                return None
            ending = await self.steps(step.steps)
            if ending is not None:
                return ending
        if await self._is_met(step.until):
            return None
        raise NotOne(what="end of the repetition", count=f"none in {step.at_most} rounds")

    async def _is_met(self, until: nodes.LocatorNode | Template) -> bool:
        if isinstance(until, nodes.LocatorNode):
            return await self.screen.sees(locator_of(until, self.scope))
        return bool(until.evaluate(self.scope))

    async def _window(self, step: nodes.Window) -> Ending | None:
        async with self.screen.window(timeout=step.timeout) as opened:
            await self._step(step.by)
            await opened()
            return await self.steps(step.steps)

    async def _do(self, step: nodes.Do) -> None:
        operation = self.system.bot.operations[step.operation or step.name]
        inputs = {name: value.evaluate(self.scope) for name, value in step.arguments}
        self.scope[step.id or operation.name] = await self.operate(operation, inputs)

    async def operate(self, operation: nodes.Operation, inputs: Mapping[str, object]) -> dict[str, Value]:
        """Run an operation of this system on this screen and return its outputs."""
        inputs = typed_inputs(operation, inputs)
        if operation.script is not None:
            call = partial(verbs.call_script, self, operation.script, inputs)
            result = await self.from_start(partial(self.uninterrupted, call))
            if isinstance(result, Mapping):
                return dict(result)
            return dict.fromkeys(list(operation.outputs)[:1], result)
        outer, self.scope = self.scope, {**self.scope, "inputs": inputs, "finding": False}
        try:
            await self.run(operation.steps)
            return {name: verbs.output(self.scope, name) for name in operation.outputs}
        finally:
            self.scope = outer
