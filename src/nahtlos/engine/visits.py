"""Looks at everything a workflow uses of one system: its sign-in, its records, its forms and its operations."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import cast

from nahtlos.engine import mentions
from nahtlos.engine.conversation import Conversation
from nahtlos.engine.inspection import Inspecting, Notes, Seen
from nahtlos.engine.parts import Parts
from nahtlos.engine.resolve import PERSONAL
from nahtlos.engine.samples import InvalidValue, Samples
from nahtlos.engine.screen import Value
from nahtlos.engine.signin import system_names
from nahtlos.engine.tour import GONE, LOGIN, Tour
from nahtlos.engine.used import Used
from nahtlos.errors import RunError, listed
from nahtlos.plan import nodes

NO_RECORD = "there is no record to look at"


@dataclass(slots=True, kw_only=True)
class Visits:
    """The sessions of one tour; a new one where a page was kept from sending something."""

    parts: Parts
    system: nodes.System
    samples: Samples
    notes: Notes = field(init=False)
    _is_first: bool = True

    def __post_init__(self) -> None:
        self.notes = Notes(system=self.system.name)

    async def all(self, used: Used) -> Seen:
        """Sign in and look at everything; nothing is written there."""
        self._expect(used)
        try:
            for name, is_written in used.resources.items():
                await self._resource(self.system.bot.resources[name], writes=is_written)
            for name, arguments in used.operations.items():
                await self._operation(self.system.bot.operations[name], arguments)
            if self._is_first:
                async with self._tour():
                    pass
        except GONE:
            raise
        except RunError as error:  # signing in: what a tour meets, it notes itself
            self.notes.fault(error)
        return self.notes.seen()

    def _expect(self, used: Used) -> None:
        bot = self.system.bot
        session = bot.session
        notes = self.notes
        notes.expect(LOGIN, mentions.mentioned(session.login, None, bot))
        notes.expect(LOGIN, [_never(session.signed_in, "nobody was signed in")])
        if session.signed_out is not None:
            notes.expect(LOGIN, [_never(session.signed_out, "it was not on the login form")])
        wrong = "it is shown only when something went wrong"
        notes.expect("errors", [_never(fault.see, wrong) for fault in bot.errors])
        for surprise in bot.surprises:
            never = "it comes by surprise"
            here = [_never(surprise.see, never), *mentions.mentioned(surprise.steps, None, bot)]
            notes.expect("surprises", [replace(one, is_passing=True, absent=never) for one in here])
        for name, is_written in used.resources.items():
            saved = bot.resources[name].saved
            if is_written and saved is not None:
                notes.expect(f"{name}.saved", [_never(saved, "it is shown only after a save")])

    # -------------------------------------------------------------- sessions

    @asynccontextmanager
    async def _tour(self) -> AsyncIterator[Tour]:
        parts, system = self.parts, self.system
        parts.onlookers[system.name] = self._look_on
        try:
            async with parts.sessions.hold(system.name, fresh=self._is_first) as screen:
                del parts.onlookers[system.name]
                tour = self._on(Conversation(screen=screen, system=system, scope=self._names()))
                if self._is_first:
                    self._is_first = False
                    await tour.see(LOGIN, _never(system.bot.session.signed_in, ""))
                yield tour
        finally:
            parts.onlookers.pop(system.name, None)

    def _names(self) -> dict[str, object]:
        names = system_names(self.system, None, self.parts.secrets)
        return {**names, "run": {"now": self.samples.now}}

    def _on(self, talk: Conversation) -> Tour:
        tour = Tour(talk=talk, screen=cast(Inspecting, talk.screen), notes=self.notes)
        talk.onlooker = tour.look_on
        return tour

    async def _look_on(self, talk: Conversation, step: nodes.Step) -> None:
        """Look at the login form while somebody signs in."""
        tour = Tour(talk=talk, screen=cast(Inspecting, talk.screen), notes=self.notes)
        signed_out = self.system.bot.session.signed_out
        if signed_out is not None and not isinstance(step, nodes.Open):
            await tour.see(LOGIN, _never(signed_out, ""))
        await tour.look_at_login(step)

    # -------------------------------------------------------------- records

    async def _resource(self, resource: nodes.Resource, *, writes: bool) -> None:
        """Look at a record as it is found and read, and at the forms that would write one."""
        async with self._tour() as tour:
            self._about(tour, resource)
            await self._record(tour, resource, writes=writes)
        if writes and resource.create:
            async with self._tour() as tour:
                self._about(tour, resource)
                await tour.go(f"{resource.name}.create", resource.create, is_reading=False)

    def _about(self, tour: Tour, resource: nodes.Resource) -> None:
        talk = tour.talk
        talk.resource = resource
        talk.personal = frozenset(name for name, one in resource.fields.items() if one.personal)
        talk.scope.update({"want": {}, PERSONAL: talk.personal})

    async def _record(self, tour: Tour, resource: nodes.Resource, *, writes: bool) -> None:
        talk, name = tour.talk, resource.name
        default = (nodes.Read(path="read", place=resource.place, which="all"),)
        ways = {"find": resource.find, "read": resource.read or default}
        if writes:
            ways["update"] = resource.update
        for way, steps in ways.items():
            self.notes.expect(f"{name}.{way}", mentions.mentioned(steps, resource, self.system.bot))
        listed = await self._listed(tour, resource)
        try:
            key = self.samples.key_of(resource) or listed
        except InvalidValue as error:
            return self._without_record(ways, name, f"the sample {error}")
        if key is None:
            fields = ", ".join(f"--sample {self.system.name}.{name}.{one}=…" for one in resource.keys[0])
            return self._without_record(ways, name, f"{NO_RECORD}; name one with {fields}")
        talk.scope.update(key=key, finding=True)
        if not await tour.go(f"{name}.find", ways.pop("find"), is_reading=True):
            return self._without_record(ways, name, "the record that should be looked at was not reached")
        talk.scope.update(finding=False, target=dict(talk.scope))
        if not await tour.go(f"{name}.read", ways.pop("read"), is_reading=True):
            return self._without_record(ways, name, "the record that should be looked at was not read")
        self.samples.learn(resource, {**key, **cast(Mapping[str, object], talk.scope.get("record", {}))})
        if writes and resource.update:
            await tour.go(f"{name}.update", resource.update, is_reading=False)
        return None

    def _without_record(self, ways: Mapping[str, nodes.Steps], name: str, why: str) -> None:
        for way in ways:
            self.notes.end(f"{name}.{way}", why, for_want_of_data=True)

    async def _listed(self, tour: Tour, resource: nodes.Resource) -> Mapping[str, Value] | None:
        """Take any record that the system lists."""
        if not resource.list or not await tour.go(f"{resource.name}.list", resource.list, is_reading=True):
            return None
        rows = cast(Sequence[Mapping[str, Value]], tour.talk.scope.get(resource.listed, ()))
        names = resource.keys[0]
        return next(({name: row[name] for name in names} for row in rows if all(row.get(name) for name in names)), None)

    # -------------------------------------------------------------- operations

    async def _operation(self, operation: nodes.Operation, arguments: Sequence[tuple[str, nodes.Argument]]) -> None:
        """Look at the screens of an operation, as far as its inputs are known."""
        name = operation.name
        self.notes.expect(name, mentions.mentioned(operation.steps, None, self.system.bot))
        if operation.script is not None:
            return self.notes.end(name, "it is written in Python")
        try:
            inputs, missing = self.samples.inputs_of(operation, arguments)
        except InvalidValue as error:
            return self.notes.end(name, f"the sample {error}", for_want_of_data=True)
        if missing:
            how = ", ".join(f"--sample {self.system.name}.{name}.{one}=…" for one in missing)
            why = f"it needs {listed(missing)}; give {'it' if len(missing) == 1 else 'them'} with {how}"
            return self.notes.end(name, why, for_want_of_data=True)
        async with self._tour() as tour:
            tour.talk.scope["inputs"] = inputs
            await tour.go(name, operation.steps, is_reading=not operation.effect)
        return None


def _never(node: nodes.LocatorNode, why: str) -> mentions.Mention:
    return replace(mentions.thing(node, "see", is_optional=True), is_passing=True, absent=why)
