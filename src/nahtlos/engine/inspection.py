"""A tour through the screens a bot uses: reading ways only; what would write is looked at and left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, cast

from nahtlos.engine import verbs
from nahtlos.engine.conversation import Conversation
from nahtlos.engine.resolve import is_personal, locator_of
from nahtlos.engine.screen import Locator, Name, Screen, Value
from nahtlos.errors import ExpressionFailed, NahtlosError, Place, RunError, RunStopped, ScreenError, SessionLost
from nahtlos.plan import nodes
from nahtlos.plan.describe_steps import describe_locator

Facts = Mapping[str, object]
PATIENCE = 3.0
"""Seconds for everything on a page to be there."""
GONE = (RunStopped, SessionLost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Something a bot relies on."""

    words: str
    """As the bot says it, with its expressions as they are written."""
    locator: Locator
    use: Literal["field", "click", "see", "value"]
    is_personal: bool = False
    is_optional: bool = False
    """It may be missing: folded away, or not in every record."""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The one thing a locator means."""

    facts: Facts
    leads: bool = False
    """A plain link, which may be followed: no script decides what it does."""


class Inspecting(Screen, Protocol):
    """A screen that tells what is on it."""

    async def inspect(self, wanted: Sequence[Wanted], *, timeout: float) -> Sequence[Found | ScreenError]:
        """Look at everything wanted; what is not there exactly once is told as an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a tour saw: by screen and words, the facts; what is wrong; and what could not be looked at, and why."""

    screens: Mapping[str, Mapping[str, Facts]]
    problems: Sequence[NahtlosError]
    places: Mapping[tuple[str, str], Place | None]
    unseen: Sequence[str]


class NoFurther(Exception):  # noqa: N818 - a signal within the tour, never seen outside
    """Here the reading way ends."""


@dataclass(slots=True, kw_only=True)
class Tour:
    """One session of a system on its way through the screens of its bot."""

    talk: Conversation
    screen: Inspecting
    screens: dict[str, dict[str, Facts]] = field(default_factory=dict)
    problems: list[NahtlosError] = field(default_factory=list)
    places: dict[tuple[str, str], Place | None] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)
    _at: str = ""

    def seen(self) -> Seen:
        """Return what was seen so far."""
        return Seen(
            screens={name: dict(sorted(things.items())) for name, things in self.screens.items() if things},
            problems=tuple(self.problems), places=self.places, unseen=tuple(dict.fromkeys(self.unseen)),
        )  # fmt: skip

    # -------------------------------------------------------------- what is looked at

    async def resource(self, resource: nodes.Resource, *, writes: bool) -> None:
        """Look at a record as it is found and read, and at the forms that would write one."""
        talk = self.talk
        talk.resource = resource
        talk.scope["want"] = {}
        sample = await self._sample(resource)
        if sample is None:
            self._leave_out(f"{resource.name}.find", "there is no record to look at")
        else:
            talk.scope.update(key=sample, finding=True)
            is_read = await self._way(f"{resource.name}.find", resource.find, is_reading=True)
            talk.scope.update(finding=False, target=dict(talk.scope))
            default = (nodes.Read(path="read", place=resource.place, which="all"),)
            if is_read:
                is_read = await self._way(f"{resource.name}.read", resource.read or default, is_reading=True)
            if is_read and writes:
                await self._way(f"{resource.name}.update", resource.update, is_reading=False)
        if writes and resource.create:
            await self._way(f"{resource.name}.create", resource.create, is_reading=False)

    async def operation(self, operation: nodes.Operation) -> None:
        """Look at the screens of an operation, if it needs nothing to begin with."""
        if operation.required or operation.script is not None:
            why = "it is written in Python" if operation.script else f"it needs {' and '.join(operation.required)}"
            self._leave_out(operation.name, why)
            return
        self.talk.scope["inputs"] = {}
        await self._way(operation.name, operation.steps, is_reading=not operation.effect)

    async def _sample(self, resource: nodes.Resource) -> Mapping[str, Value] | None:
        """Take any record that the system lists."""
        if not resource.list or not await self._way(f"{resource.name}.list", resource.list, is_reading=True):
            return None
        rows = cast(Sequence[Mapping[str, Value]], self.talk.scope.get(resource.listed, ()))
        names = resource.keys[0]
        return next(({name: row[name] for name in names} for row in rows if all(row.get(name) for name in names)), None)

    def _leave_out(self, what: str, why: str) -> None:
        self.unseen.append(f"{self.talk.system.name} {what}: {why}")

    # -------------------------------------------------------------- one way

    async def _way(self, name: str, steps: nodes.Steps, *, is_reading: bool) -> bool:
        """Go through steps; False where they could not be gone to their end."""
        self._at = name
        self.screens.setdefault(name, {})
        try:
            for number, step in enumerate(steps):
                if await self._step(step, is_reading=is_reading):
                    break
                if not is_reading and isinstance(step, nodes.Click | nodes.Press | nodes.Script):
                    self._behind(steps[number + 1 :])
                    return False
        except NoFurther as end:
            self._leave_out(name, str(end))
            return False
        except ExpressionFailed:
            self._leave_out(name, "it needs the values of a case")
            return False
        except GONE:
            raise
        except RunError as error:
            self.problems.append(error)
            return False
        return True

    def _behind(self, steps: Sequence[nodes.Step]) -> None:
        for step in steps:
            if isinstance(step, nodes.Save) and isinstance(step.by, nodes.Click):
                self._leave_out(self._at, f"{describe_locator(step.by.locator)} comes after a click that may write")

    async def _step(self, step: nodes.Step, *, is_reading: bool) -> bool:
        """Look at what a step uses, and do it if it reads; True at the end of the way."""
        wanted = list(self._wanted(step))
        found = await self._look(wanted)
        match step:
            case nodes.Save():
                return True
            case nodes.Either() if is_reading:
                seen = await self.talk.first_seen([branch.see for branch in step.branches], timeout=step.timeout)
                for inner in step.branches[seen].steps:
                    if await self._step(inner, is_reading=True):
                        return True
                return False
            case nodes.Open():
                await self.talk.steps([step])
            case nodes.Click() if not is_reading and any(isinstance(one, Found) and one.leads for one in found):
                await self.talk.steps([step])
            case nodes.Download():
                raise NoFurther("a download is not started")
            case _ if is_reading:
                ending = await self.talk.steps([_first_page(step)])
                await self._look(list(self._columns(step)))
                return ending is not None
        return False

    async def _look(self, wanted: Sequence[Wanted]) -> Sequence[Found | ScreenError]:
        if not wanted:
            return ()
        found = await self.screen.inspect(wanted, timeout=PATIENCE)
        for one, seen in zip(wanted, found, strict=True):
            if isinstance(seen, Found):
                self.screens[self._at][one.words] = seen.facts
                self.places[self._at, one.words] = one.place
            elif not one.is_optional:
                seen.place = one.place
                self.problems.append(seen)
        if any(isinstance(seen, ScreenError) and not one.is_optional for one, seen in zip(wanted, found, strict=True)):
            raise NoFurther("something that the bot needs is not there as it says")
        return found

    # -------------------------------------------------------------- what a step uses

    def _wanted(self, step: nodes.Step) -> Iterator[Wanted]:
        match step:
            case nodes.Fill() | nodes.Upload():
                for entry in step.entries:
                    yield self._thing(entry.locator, "field", within=step.within, is_personal=any(
                        is_personal(text, self.talk.scope)
                        for text in (entry.value if isinstance(entry.value, tuple) else (entry.value,))
                    ))  # fmt: skip
            case nodes.Form():
                for one in self._form_fields(step):
                    yield self._field(one, "field", within=step.within)
            case nodes.Read(which=str() | tuple() as which):
                assert self.talk.resource is not None
                for name, one in self.talk.resource.fields.items():
                    if not one.unreadable and (which == "all" or name in which):
                        yield self._field(one, "value")
            case nodes.Read():
                for named in step.entries:
                    yield self._thing(named.locator, "value", within=step.within, is_optional=named.optional)
            case nodes.Click() | nodes.Hover() | nodes.Drag():
                yield self._thing(step.locator, "click")
            case nodes.Save(by=nodes.Click() | nodes.Drag() as by):
                yield self._thing(by.locator, "click")
            case _:
                return

    def _columns(self, step: nodes.Step) -> Iterator[Wanted]:
        """The columns of a table that was there: those that may be missing, too, because then nobody would notice."""
        if not isinstance(step, nodes.Table | nodes.Row) or step.rows is not None:
            return
        for column in step.columns:
            node = nodes.LocatorNode(kind="column", name=column.heading, place=step.place)
            yield self._thing(node, "see", is_optional=True)
        known = {column.name for column in step.columns}
        for heading in [name for name, _ in step.where if name not in known] if isinstance(step, nodes.Row) else ():
            locator = Locator(kind="column", name=Name(texts=(heading,)))
            yield Wanted(
                words=f'column "{heading}"', locator=locator, use="see", is_optional=True, place=step.place
            )

    def _form_fields(self, step: nodes.Form) -> Iterator[nodes.Field]:
        assert self.talk.resource is not None
        keys = {name for key in self.talk.resource.keys for name in key}
        is_update = step.which == "changed"
        for name, one in self.talk.resource.fields.items():
            is_fixed = one.read_only or (is_update and (one.create_only or name in keys))
            if not is_fixed and (isinstance(step.which, str) or name in step.which):
                yield one

    def _field(
        self, one: nodes.Field, use: Literal["field", "value"], *, within: nodes.LocatorNode | None = None
    ) -> Wanted:
        wanted = self._thing(
            one.locator, use, within=within, is_personal=one.personal,
            is_optional=one.behind is not None or (use == "value" and one.optional),
        )  # fmt: skip
        return replace(wanted, words=f"{one.name} {wanted.words}", place=one.place)

    def _thing(
        self, node: nodes.LocatorNode, use: Literal["field", "click", "see", "value"], *,
        within: nodes.LocatorNode | None = None, is_personal: bool = False, is_optional: bool = False,
    ) -> Wanted:  # fmt: skip
        locator = locator_of(node, self.talk.scope)
        if within is not None and locator.within is None:
            locator = replace(locator, within=verbs.inside(self.talk, within))
        return Wanted(
            words=describe_locator(node), locator=locator, use=use, is_personal=is_personal, is_optional=is_optional,
            place=node.place,
        )  # fmt: skip


def _first_page(step: nodes.Step) -> nodes.Step:
    """Read no more of a table than its first page: what is looked at are its columns."""
    return replace(step, next=None, total=None, until=None) if isinstance(step, nodes.Table) else step
