"""The HTTP API of a service: start a schedule, list runs, look at one, stop one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from nahtlos.engine.slots import Slot
from nahtlos.errors import FixedInput, KeyUsedTwice, NotCallable, ScheduleIsPaused
from nahtlos.events import SlotWanted
from nahtlos.runtime.overview import Overview, ask_to_stop, look_at, newest
from nahtlos.runtime.records import Records
from nahtlos.runtime.service_calls import Call, Door, Problem, body_of, problem
from nahtlos.runtime.surroundings import new_id
from nahtlos.schedule.schedule import Schedule
from nahtlos.schedule.triggers import CallTrigger

_ID: Final = r"^[0-9a-z][0-9a-z_.-]{0,127}$"
_MOST: Final = 200
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


def readable(text: str) -> str:
    """Refuse what no database and no terminal takes."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError
    return text


def one_line(text: str) -> str:
    """Refuse what does not fit into a line of the journal."""
    if not text.isprintable() or not text.strip():
        raise ValueError
    return text


Name = Annotated[str, Field(pattern=_ID)]
Input = Annotated[str, Field(max_length=10_000), AfterValidator(readable)]


class Body(BaseModel):
    """What a caller sends."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class Start(Body):
    """Start a schedule."""

    schedule: Name
    inputs: dict[Annotated[str, Field(max_length=128)], Input] = Field(default_factory=dict, max_length=100)
    key: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(readable)] | None = None


class Stop(Body):
    """Stop a run."""

    reason: Annotated[str, Field(max_length=500), AfterValidator(one_line)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Answers calls."""

    records: Records
    schedules: Mapping[str, Schedule]
    check_inputs: Callable[[Schedule, Mapping[str, str]], None]
    """Raises our errors where a workflow does not take its inputs."""
    ring: Callable[[], None]
    """Told when a slot was added."""

    def routes(self) -> Sequence[BaseRoute]:
        """Return the ways in."""
        door = Door(tokens=self.records.ledger.tokens, journal=self.records.journal, clock=self.records.clock)
        return [
            Route("/api/runs", door.opens("runs.start", "start", self.start), methods=["POST"]),
            Route("/api/runs", door.opens("runs.list", "read", self.list), methods=["GET"]),
            Route("/api/runs/{run}", door.opens("runs.show", "read", self.show), methods=["GET"]),
            Route("/api/runs/{run}/stop", door.opens("runs.stop", "stop", self.stop), methods=["POST"]),
            Route("/api/slots/{schedule}/{slot}", door.opens("slots.show", "read", self.slot), methods=["GET"]),
            Route("/api", _nothing_here, methods=_METHODS),
            Route("/api/{rest:path}", _nothing_here, methods=_METHODS),
        ]

    async def start(self, call: Call) -> Response:
        """Add a slot; the same key is the same slot."""
        asked = await body_of(call.request, Start)
        schedule = self._schedule(asked.schedule)
        call.about["schedule"] = schedule.name
        self._check(schedule, asked.inputs)
        slot = self._slot(schedule, asked, call)
        known = await self._known(slot)
        if known is None:
            await self._refuse_paused(schedule)
            call.about["slot"] = slot.slot
            wanted = SlotWanted(schedule=schedule.name, slot=slot.slot, way="call", wanted_by=call.by)
            await self.records.journal.write(wanted)
            if await self.records.ledger.slots.add([slot]):
                self.ring()
            known = await self._known(slot)
        if known is None or (known.inputs and known.inputs != slot.inputs):
            raise KeyUsedTwice(schedule=schedule.name)
        call.about["slot"] = known.slot
        return JSONResponse(_slot_facts(known), status_code=202)

    async def list(self, call: Call) -> Response:
        """List runs, the newest first."""
        most, workflow = call.request.query_params.get("most", "50"), call.request.query_params.get("workflow")
        if not most.isascii() or not most.isdecimal() or not 1 <= int(most[:6]) <= _MOST:
            raise Problem(422, f"most: a number from 1 to {_MOST}.")
        if workflow is not None:
            _valid(workflow)
        seen = await newest(self.records.ledger, workflow=workflow, most=int(most))
        return JSONResponse({"runs": [facts_of(each) for each in seen]})

    async def show(self, call: Call) -> Response:
        """Show a run."""
        seen = await look_at(self.records.ledger, _valid(call.request.path_params["run"]))
        call.about["run"] = seen.run.id
        return JSONResponse(facts_of(seen))

    async def stop(self, call: Call) -> Response:
        """Ask a run to stop."""
        run = _valid(call.request.path_params["run"])
        asked = await body_of(call.request, Stop)
        call.about["run"] = (await look_at(self.records.ledger, run)).run.id
        seen = await ask_to_stop(self.records, run, by=call.by, reason=asked.reason)
        return JSONResponse(facts_of(seen), status_code=202)

    async def slot(self, call: Call) -> Response:
        """Show what came of a slot."""
        schedule = _valid(call.request.path_params["schedule"])
        name = _valid(call.request.path_params["slot"])
        known = await self.records.ledger.slots.find(schedule, name)
        if known is None:
            raise Problem(404, "There is no such slot.")
        call.about |= {"schedule": known.schedule, "slot": known.slot}
        return JSONResponse(_slot_facts(known))

    # -------------------------------------------------------------- slots

    def _schedule(self, name: str) -> Schedule:
        schedule = self.schedules.get(name)
        if schedule is None or not schedule.enabled or not isinstance(schedule.rule, CallTrigger):
            raise NotCallable(schedule=name)
        return schedule

    def _check(self, schedule: Schedule, inputs: Mapping[str, str]) -> None:
        for name in inputs:
            if name in schedule.inputs:
                raise FixedInput(schedule=schedule.name, name=name)
        self.check_inputs(schedule, {**schedule.inputs, **inputs})

    async def _refuse_paused(self, schedule: Schedule) -> None:
        if schedule.name in await self.records.ledger.slots.paused():
            raise ScheduleIsPaused(schedule=schedule.name)

    def _slot(self, schedule: Schedule, asked: Start, call: Call) -> Slot:
        return Slot(
            schedule=schedule.name, slot=slot_name(call.token.name, asked.key), kind="call",
            due_at=self.records.clock.now(), workflow=schedule.workflow, profile=schedule.profile,
            inputs={**schedule.inputs, **asked.inputs}, because=f"{call.by} called", by=call.by,
            priority=schedule.priority, deadline=schedule.deadline,
        )  # fmt: skip

    async def _known(self, slot: Slot) -> Slot | None:
        return await self.records.ledger.slots.find(slot.schedule, slot.slot)


def slot_name(token: str, key: str | None) -> str:
    """Name the slot of a call: callers do not meet in each other's keys, and a key may be anybody's number."""
    if key is None:
        return f"call-{new_id()}"
    return "call-" + hashlib.sha256(f"{token}\n{key}".encode()).hexdigest()[:32]


def facts_of(seen: Overview) -> dict[str, Any]:
    """Return what a caller may know of a run; what a system or an operator said stays inside."""
    facts = seen.as_json()
    stopped, stop = facts["stopped_by"], facts["stop"]
    facts["stopped_by"] = None if stopped is None else {"code": stopped["code"]}
    facts["stop"] = None if stop is None else {"by": stop["by"], "at": stop["at"]}
    if facts["balance"] is not None:
        for target in facts["balance"]["targets"]:
            target.pop("fault", None)
    return facts


def _slot_facts(slot: Slot) -> dict[str, Any]:
    return {
        "schedule": slot.schedule, "slot": slot.slot, "state": slot.state, "workflow": slot.workflow, "run": slot.run,
        "code": slot.code, "due_at": slot.due_at.isoformat(),
        "ended_at": None if slot.ended_at is None else slot.ended_at.isoformat(),
    }  # fmt: skip


def _valid(name: str) -> str:
    if len(name) > 256 or not name.isascii() or not all(letter.isalnum() or letter in "-_.:T+" for letter in name):
        raise Problem(404, "There is nothing of that name.")
    return name


async def _nothing_here(_: Request) -> Response:
    return problem(404, "There is nothing here.")
