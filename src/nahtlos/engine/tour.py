"""A tour through the screens a bot uses: ways that read are gone, ways that write are looked at and sent nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import cast

from nahtlos.engine import mentions, verbs
from nahtlos.engine.conversation import Conversation, Ending
from nahtlos.engine.inspection import Found, Inspecting, Notes, Wanted
from nahtlos.engine.mentions import Mention
from nahtlos.engine.resolve import is_personal, locator_of
from nahtlos.engine.screen import Value
from nahtlos.errors import (
    ExpressionFailed,
    Rejection,
    RunError,
    RunStopped,
    ScreenError,
    SessionLost,
    SeveralSeen,
)
from nahtlos.plan import nodes
from nahtlos.plan.describe_steps import describe_locator
from nahtlos.plan.endings import inner, walk

PATIENCE = 3.0
"""Seconds for everything on a page to be there."""
GLANCE = 0.3
GONE = (RunStopped, SessionLost)
LOGIN = "login"
EMPTY = "it did not come by a click alone: the form before it was left empty"


class NoFurther(Exception):  # noqa: N818 - a signal within the tour, never seen outside
    """Here the way ends."""

    def __init__(self, why: str, *, for_want_of_data: bool = False) -> None:
        super().__init__(why)
        self.for_want_of_data = for_want_of_data


class BeforeSave(NoFurther):
    """The way has been gone to its end: what comes next writes."""


@dataclass(slots=True, kw_only=True)
class Tour:
    """One session of a system on its way through screens of its bot."""

    talk: Conversation
    screen: Inspecting
    notes: Notes
    _at: str = ""
    _is_reading: bool = True
    _left_empty: bool = False
    """A form was passed without filling it, so that what comes next may not come."""
    _inside: set[int] = field(default_factory=set)
    """Steps within the one that is being done; each is looked at once, when its turn comes."""

    # -------------------------------------------------------------- ways

    async def go(self, name: str, steps: nodes.Steps, *, is_reading: bool) -> bool:
        """Go through steps; False where they could not be gone to their end."""
        self._at, self._is_reading, self._left_empty = name, is_reading, False
        self.notes.expect(name, mentions.mentioned(steps, self.talk.resource, self.talk.system.bot))
        try:
            ending = await self._steps(steps)
        except BeforeSave as end:
            self.notes.end(name, str(end))
            return True
        except GONE:
            raise
        except (NoFurther, RunError) as error:
            self._stop(error)
            return False
        if ending not in (None, "found"):
            self.notes.end(name, "the record is not there", for_want_of_data=True)
        return ending in (None, "found")

    def _stop(self, why: NoFurther | RunError) -> None:
        """Note why the way ends here."""
        match why:
            case NoFurther():
                self.notes.end(self._at, str(why), for_want_of_data=why.for_want_of_data)
            case ExpressionFailed():
                self.notes.end(self._at, "it needs the values of a case", for_want_of_data=True)
            case Rejection():
                self.notes.end(self._at, "the bot rejects what is there", for_want_of_data=True)
            case _ if self._left_empty:
                self.notes.end(self._at, EMPTY)
            case _:
                self.notes.fault(why)
                self.notes.end(self._at, "it comes after something that went wrong")

    async def see(self, name: str, mention: Mention) -> None:
        """Look at one thing on the page that is there."""
        self._at = name
        self.notes.expect(name, [mention])
        await self._look([mention])

    async def look_on(self, _: Conversation, step: nodes.Step) -> None:
        """Look at what a step relies on right before a conversation does it, in a round of a repetition for one."""
        if id(step) in self._inside:
            self._inside.remove(id(step))
            await self._look(list(mentions.before(step, self.talk.resource)))

    async def look_at_login(self, step: nodes.Step) -> None:
        """Look at what a step of signing in relies on; if it is not there, the sign-in itself fails."""
        self._at = LOGIN
        with suppress(NoFurther):
            await self._look(list(mentions.before(step, None)))

    # -------------------------------------------------------------- steps

    async def _steps(self, steps: Sequence[nodes.Step]) -> Ending | None:
        for number, step in enumerate(steps):
            if step.when is not None and not step.when.evaluate(self.talk.scope):
                continue
            ending = await self._step(step, steps[number + 1 :])
            if ending is not None:
                return ending
        return None

    async def _step(self, step: nodes.Step, rest: Sequence[nodes.Step]) -> Ending | None:
        found = await self._look(list(mentions.before(step, self.talk.resource)))
        match step:
            case nodes.Save():
                raise BeforeSave("it comes only after the save")
            case nodes.Download():
                raise NoFurther("a download is not started")
            case nodes.Either():
                seen = await self.talk.first_seen([branch.see for branch in step.branches], timeout=step.timeout)
                await self._look(list(mentions.after(step)))
                return await self._steps(step.branches[seen].steps)
            case nodes.Window():
                return await self._window(step)
            case _ if self._is_reading or _only_reads(step, self.talk.system.bot):
                return await self._do(step)
            case nodes.Form() | nodes.Upload():
                self._left_empty = True
            case nodes.Fill():
                await self._fill(step, rest)
            case nodes.ForEach() | nodes.Repeat():
                return await self._round(step)
            case nodes.Click() if any(isinstance(one, Found) and one.leads for one in found):
                return await self._do(step)
            case nodes.Click() | nodes.Press():
                await self._try(step)
            case _:
                raise NoFurther(f"it comes after {_called(step)}, which may write")
        return None

    async def _do(self, step: nodes.Step) -> Ending | None:
        """Do a step that reads, and look at what it brought."""
        self._inside = {id(inside) for inside in self._within(step)}
        ending = await self.talk.steps([_first_page(step)])
        if _is_empty(step, self.talk.scope):
            await self._look([mention for mention in mentions.after(step) if mention.is_passing])
            raise NoFurther("the list is empty", for_want_of_data=True)
        await self._look(list(mentions.after(step)))
        return ending

    def _within(self, step: nodes.Step) -> Iterator[nodes.Step]:
        for sequence in inner(step):
            yield from walk(sequence)
        operation = _run_by(step, self.talk.system.bot)
        yield from () if operation is None else walk(operation.steps)

    async def _window(self, step: nodes.Window) -> Ending | None:
        async with self.screen.window(timeout=step.timeout) as opened:
            await self._step(step.by, ())
            await opened()
            return await self._steps(step.steps)

    async def _round(self, step: nodes.ForEach | nodes.Repeat) -> Ending | None:
        """Go through one round of what may write."""
        if isinstance(step, nodes.ForEach):
            for element in verbs.elements(step, self.talk.scope)[:1]:
                self.talk.scope[step.name] = element
        return await self._steps(step.steps)

    # -------------------------------------------------------------- on ways that write

    async def _fill(self, step: nodes.Fill, rest: Sequence[nodes.Step]) -> None:
        """Fill in what the sample gives, if that leads on; nothing of it can be sent."""
        if all(isinstance(one, nodes.Save | nodes.Fill | nodes.Form | nodes.Upload) for one in rest):
            self._left_empty = True
            return
        try:
            for entry in step.entries:
                for text in entry.said:
                    text.evaluate(self.talk.scope)
        except ExpressionFailed:
            self._left_empty = True
            return
        await self._shut()
        await self._do(step)

    async def _try(self, step: nodes.Click | nodes.Press) -> None:
        """Click, while nothing that writes can leave the browser."""
        await self._shut()
        before = len(self.screen.withheld)
        try:
            await self.talk.steps([step])
        except GONE:
            raise
        except RunError:
            if not self._left_empty and len(self.screen.withheld) == before:
                raise
        if len(self.screen.withheld) > before:
            raise NoFurther(f"it comes after {_called(step)}, which wanted to send something and was not let")

    async def _shut(self) -> None:
        why = await self.screen.only_look()
        if why is not None:
            raise NoFurther(f"it comes after a click that may write, and {why}")

    # -------------------------------------------------------------- looking

    async def _look(self, wanted: Sequence[Mention]) -> Sequence[Found | ScreenError]:
        known = [one for one in wanted if one.node is not None and self._can_be_said(one)]
        if not known:
            return ()
        found = await self.screen.inspect([self._wanted(one) for one in known], timeout=_patience(known))
        for one, seen in zip(known, found, strict=True):
            self._note(one, seen)
        if any(isinstance(seen, ScreenError) and not one.is_optional for one, seen in zip(known, found, strict=True)):
            raise NoFurther("it comes after something that is not there as the bot says")
        return found

    def _note(self, one: Mention, seen: Found | ScreenError) -> None:
        if isinstance(seen, Found):
            self.notes.saw(self._at, one, seen.facts)
        elif one.is_optional and (one.use == "see" or not isinstance(seen, SeveralSeen)):
            if isinstance(seen, SeveralSeen) and one.is_passing:
                self.notes.saw(self._at, one, {})
        elif self._left_empty and not isinstance(seen, SeveralSeen):
            raise NoFurther(EMPTY)
        else:
            seen.place = one.place
            self.notes.fault(seen, self._at, one)

    def _can_be_said(self, one: Mention) -> bool:
        """Whether the words of something optional are known; what must be there says so by its error."""
        if not one.is_optional:
            return True
        try:
            self._wanted(one)
        except RunError:
            return False
        return True

    def _wanted(self, one: Mention) -> Wanted:
        assert one.node is not None
        scope = self.talk.scope
        locator = locator_of(one.node, scope)
        if one.within is not None and locator.within is None:
            locator = replace(locator, within=verbs.inside(self.talk, one.within))
        is_about_persons = one.is_personal or any(is_personal(text, scope) for text in one.values)
        return Wanted(words=one.words, locator=locator, use=one.use, is_personal=is_about_persons)


def _patience(wanted: Sequence[Mention]) -> float:
    """What need not be there is hardly waited for."""
    return GLANCE if all(one.is_optional and one.use == "see" for one in wanted) else PATIENCE


def _only_reads(step: nodes.Step, bot: nodes.Bot) -> bool:
    match step:
        case nodes.Do():
            operation = _run_by(step, bot)
            return operation is not None and not operation.effect
        case nodes.Open() | nodes.Expect() | nodes.Row() | nodes.Table() | nodes.Read() | nodes.Set() | nodes.Hover():
            return True
        case nodes.End() | nodes.Reject() | nodes.Fail():
            return True
    return False


def _run_by(step: nodes.Step, bot: nodes.Bot) -> nodes.Operation | None:
    return bot.operations.get(step.operation or step.name) if isinstance(step, nodes.Do) else None


def _called(step: nodes.Step) -> str:
    match step:
        case nodes.Click():
            return f"the click on {describe_locator(step.locator)}"
        case nodes.Press():
            return f"the key {step.key}"
        case nodes.Script():
            return f"the script {step.name}"
        case nodes.Drag():
            return f"{describe_locator(step.locator)} is dragged"
    return "a step"


def _first_page(step: nodes.Step) -> nodes.Step:
    """Read no more of a table than its first page: what is looked at are its columns."""
    return replace(step, next=None, total=None, until=None) if isinstance(step, nodes.Table) else step


def _is_empty(step: nodes.Step, scope: Mapping[str, object]) -> bool:
    return isinstance(step, nodes.Table) and not cast(Sequence[Value], scope.get(step.name, ()))
