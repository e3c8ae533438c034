"""Files that arrive in a folder: complete ones, each content once. They stay where they are.

The folder is looked into again and again: a network drive tells nobody what happens on it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from nahtlos.engine.arrivals import Arrivals
from nahtlos.engine.ports import Clock, Journal
from nahtlos.engine.slots import Slot
from nahtlos.events import FileArrived, FileRepeated
from nahtlos.schedule.aside import aside
from nahtlos.schedule.folder import Look, content_of, look_into, masked_name
from nahtlos.schedule.schedule import Schedule
from nahtlos.schedule.triggers import FilesTrigger

LOG = logging.getLogger(__name__)
LOOK_EVERY: Final = 2.0
"""Seconds between two looks into a folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file that may be on its way still."""

    look: Look
    since: float
    """When it was first seen like this, by the clock that only grows."""


@dataclass(slots=True, kw_only=True, eq=False)
class FilesWatcher:
    """Watches the folder of one schedule; several processes may watch the same."""

    schedule: Schedule
    root: Path
    """The workspace: paths inside it are handed on as they are seen from there."""
    arrivals: Arrivals
    journal: Journal
    clock: Clock
    ring: Callable[[], None]
    """Told when a slot was added."""
    blocking: Callable[[Callable[[], Any]], Awaitable[Any]] = aside
    _waiting: dict[str, Candidate] = field(default_factory=dict)
    _done: dict[str, Look] = field(default_factory=dict)
    _fault: str | None = None

    @property
    def trigger(self) -> FilesTrigger:
        """What it watches for."""
        assert isinstance(self.schedule.rule, FilesTrigger)
        return self.schedule.rule

    @property
    def folder(self) -> Path:
        """Where it watches."""
        return self.root / self.trigger.folder

    async def watch(self) -> None:
        """Look again and again."""
        while True:
            await self.look()
            await self.clock.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Look once; a folder that cannot be reached is named once, and tried again."""
        try:
            found: Mapping[str, Look] = await self.blocking(partial(look_into, self.folder, self.trigger.pattern))
        except OSError as error:
            return self._tell_fault(error)
        self._tell_fault(None)
        self._done = {name: look for name, look in self._done.items() if found.get(name) == look}
        fresh = {name: look for name, look in found.items() if name not in self._done}
        await self._pass_over_known({name: look for name, look in fresh.items() if name not in self._waiting})
        for name in self._settled({name: look for name, look in fresh.items() if name not in self._done}):
            await self._take(name)
        return None

    async def _pass_over_known(self, fresh: Mapping[str, Look]) -> None:
        sightings = {self._sighting(name, look): name for name, look in fresh.items()}
        for sighting in await self.arrivals.known(self.schedule.name, list(sightings)) if sightings else ():
            self._done[sightings[sighting]] = fresh[sightings[sighting]]

    def _settled(self, fresh: Mapping[str, Look]) -> list[str]:
        """Return the files that have looked the same for long enough, in the order of their names."""
        now = self.clock.monotonic()
        before, self._waiting = self._waiting, {}
        for name, look in fresh.items():
            known = before.get(name)
            is_same = known is not None and known.look == look
            self._waiting[name] = known if known is not None and is_same else Candidate(look=look, since=now)
        wait = self.trigger.stable_for.total_seconds()
        return sorted(name for name, candidate in self._waiting.items() if now - candidate.since >= wait)

    async def _take(self, name: str) -> None:
        look = self._waiting[name].look
        try:
            content: str | None = await self.blocking(partial(content_of, self.folder / name, look))
        except OSError as error:
            return self._tell_fault(error)
        if content is None:  # it is still on its way
            self._waiting[name] = Candidate(look=look, since=self.clock.monotonic())
            return None
        await self._arrived(name, look, content)
        self._done[name] = look
        del self._waiting[name]
        return None

    async def _arrived(self, name: str, look: Look, content: str) -> None:
        sighting = self._sighting(name, look)
        arrival = await self.arrivals.note(self._slot(name, content), sighting=sighting)
        facts: dict[str, Any] = {
            "schedule": self.schedule.name, "slot": content, "name": masked_name(name), "sighting": sighting,
            "bytes": look.size,
        }  # fmt: skip
        if arrival == "new":
            await self.journal.write(FileArrived(**facts))
            self.ring()
        elif arrival == "repeated":
            LOG.warning(
                "%s: the content of %s (%s) was delivered before; it is not run again",
                self.schedule.name, masked_name(name), content[:12],
            )  # fmt: skip
            await self.journal.write(FileRepeated(**facts))

    def _slot(self, name: str, content: str) -> Slot:
        schedule, trigger = self.schedule, self.trigger
        given = {} if trigger.input is None else {trigger.input: path_for_run(self.root, self.folder / name)}
        return Slot(
            schedule=schedule.name, slot=content, kind="file", due_at=self.clock.now(), workflow=schedule.workflow,
            profile=schedule.profile, inputs={**schedule.inputs, **given}, priority=schedule.priority,
            because=f"a file arrived ({masked_name(name)}, content {content[:12]})", deadline=schedule.deadline,
        )  # fmt: skip

    def _sighting(self, name: str, look: Look) -> str:
        return self.journal.fingerprint({"name": name, "size": look.size, "mtime": look.mtime_ns})

    def _tell_fault(self, error: OSError | None) -> None:
        fault = None if error is None else error.strerror or type(error).__name__
        if fault != self._fault:
            self._fault = fault
            if fault is None:
                LOG.warning("%s: the folder %s can be read again", self.schedule.name, self.trigger.folder)
            else:
                LOG.warning("%s: the folder %s cannot be read: %s", self.schedule.name, self.trigger.folder, fault)


def path_for_run(root: Path, path: Path) -> str:
    """Return the path of a file as a workflow names it: from the workspace on, if it is in there."""
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
