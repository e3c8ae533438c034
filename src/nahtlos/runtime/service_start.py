"""Starts a service: everything is checked before, then ledger, journal and address are opened, and it serves."""

from __future__ import annotations

import os
import socket
from asyncio import TaskGroup
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version

import uvicorn

from nahtlos.engine.ports import Clock
from nahtlos.errors import AddressTaken, AlreadyOver, LeaseLost, NahtlosError, RecordError, Refused, WindowIsOver
from nahtlos.events import ServeStarted, ServeStopped
from nahtlos.journal.technical_log import technical_log
from nahtlos.runtime.checking import check
from nahtlos.runtime.definitions import Definitions, read_definitions
from nahtlos.runtime.notify import Notify
from nahtlos.runtime.parts import Shared
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.schedules import read_schedules
from nahtlos.runtime.screens import warm_browsers
from nahtlos.runtime.service import Runs, Service, Watcher
from nahtlos.runtime.service_api import Api
from nahtlos.runtime.service_health import health_of, service_app
from nahtlos.runtime.service_runs import WorkflowRuns
from nahtlos.runtime.surroundings import SystemClock, current_user
from nahtlos.runtime.triggers import api_of, deliveries_of, watchers_of
from nahtlos.runtime.workspace import Workspace
from nahtlos.schedule.alarm import ScheduledAlarm
from nahtlos.schedule.clockwork import Clockwork
from nahtlos.schedule.schedule import Schedule
from nahtlos.secrets.masker import Masker


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A workspace in which nothing is wrong."""

    definitions: Definitions
    schedules: Sequence[Schedule]
    listen: str

    @property
    def workspace(self) -> Workspace:
        """Where it is."""
        return self.definitions.workspace


@dataclass(slots=True, kw_only=True)
class StopSign:
    """How a signal reaches the service that runs just then."""

    is_up: bool = False
    _service: Service | None = None

    def put_up(self) -> None:
        """Let the service end."""
        self.is_up = True
        if self._service is not None:
            self._service.stop()

    def watched_by(self, service: Service) -> None:
        """Name who has to stop."""
        self._service = service
        if self.is_up:
            service.stop()


Ready = Callable[[Service, str], None]
"""Told when a service serves, and where."""
MakeRuns = Callable[[Records], Runs]
"""Makes what does the work; a benchmark does none."""


def prepare_service(workspace: Workspace, *, listen: str | None = None) -> Prepared:
    """Check everything in a workspace; raises `Refused` with all problems of all files."""
    now = SystemClock().now()
    found = check(workspace, now=now).problems
    problems = [each for each in found if not isinstance(each, AlreadyOver | WindowIsOver)]
    if problems:
        raise Refused(problems=problems)
    definitions = read_definitions(workspace)
    return Prepared(
        definitions=definitions,
        schedules=read_schedules(definitions, now),
        listen=listen or definitions.settings.serve.listen,
    )


async def serve(prepared: Prepared, *, stop: StopSign, ready: Ready, runs: MakeRuns | None = None) -> None:
    """Serve until the stop sign is up. Away so long that others took over, it begins again as a new worker."""
    while not stop.is_up:
        with suppress(LeaseLost):
            try:
                await _serve(prepared, stop, ready, runs)
            except BaseExceptionGroup as group:
                raise _first(group) from None


async def _serve(prepared: Prepared, stop: StopSign, ready: Ready, runs: MakeRuns | None) -> None:
    with _listening(prepared.listen) as listening:
        async with _opened(prepared, runs) as (service, api), TaskGroup() as group:
            stop.watched_by(service)
            app = service_app(service, api.routes())
            config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", server_header=False)
            server, notify = _Server(config), Notify.of(os.environ, os.getpid())
            group.create_task(server.serve(sockets=[listening]))
            service.begun = partial(_begun, service, ready, "http://{}:{}".format(*listening.getsockname()[:2]))
            try:
                await _told(service, prepared)
            finally:
                notify.say("STOPPING=1")
                server.should_exit = server.force_exit = True


def _begun(service: Service, ready: Ready, address: str) -> None:
    ready(service, address)
    Notify.of(os.environ, os.getpid()).say("READY=1")


async def _told(service: Service, prepared: Prepared) -> None:
    """Serve between two lines of the journal."""
    started = ServeStarted(started_by=current_user(), schedules=len(prepared.schedules), nahtlos=version("nahtlos"))
    await service.journal.write(started)
    try:
        await service.serve()
    except BaseExceptionGroup as group:
        error = _first(group)
        with suppress(RecordError):
            code = error.code if isinstance(error, NahtlosError) else None
            await service.journal.write(ServeStopped(put_back=service.put_back, code=code))
        raise
    await service.journal.write(ServeStopped(put_back=service.put_back))


@asynccontextmanager
async def _opened(prepared: Prepared, make: MakeRuns | None) -> AsyncIterator[tuple[Service, Api]]:
    workspace, settings = prepared.workspace, prepared.definitions.settings
    masker = Masker()
    async with open_records(workspace, settings) as records, warm_browsers(settings) as warm:
        with technical_log(workspace.logs / "technical.log", mask=masker.mask) as log:
            shared = Shared(log=log, masker=masker, warm=warm)
            service = Service(
                clockwork=Clockwork(
                    prepared.schedules, slots=records.ledger.slots, journal=records.journal, clock=records.clock
                ),
                slots=records.ledger.slots,
                journal=records.journal,
                clock=records.clock,
                runs=make(records) if make else _workflow_runs(prepared, records, shared),
                alarm=ScheduledAlarm(),
                lanes=settings.serve.parallel_runs,
            )
            service.watchers = _watchers(service, records, prepared)
            api = api_of(prepared.definitions, prepared.schedules, records=records, ring=service.ring)
            yield service, api


def _workflow_runs(prepared: Prepared, records: Records, shared: Shared) -> WorkflowRuns:
    return WorkflowRuns(
        workspace=prepared.workspace, records=records, shared=shared,
        deliveries=deliveries_of(prepared.schedules, root=prepared.workspace.root, records=records),
    )  # fmt: skip


def _watchers(service: Service, records: Records, prepared: Prepared) -> Sequence[Watcher]:
    """Return what makes slots due besides the clock, and what tells systemd that all is well."""
    heartbeat = Heartbeat(service=service, clock=records.clock, notify=Notify.of(os.environ, os.getpid()))
    return [
        *watchers_of(prepared.schedules, root=prepared.workspace.root, records=records, ring=service.ring),
        *([heartbeat] if heartbeat.notify.every is not None else []),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """Tells systemd that the service is well, as long as it is."""

    service: Service
    clock: Clock
    notify: Notify = field(default_factory=Notify)

    async def watch(self) -> None:
        """Give signs of life."""
        while self.notify.every is not None:
            await self.clock.sleep(self.notify.every)
            if (await health_of(self.service)).is_well:
                self.notify.say("WATCHDOG=1")


class _Server(uvicorn.Server):
    """A server that leaves the signals to the service."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listening(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), int(port)), family=family, backlog=128)
    except OSError as error:
        raise AddressTaken(address=address, problem=error.strerror or str(error)) from None


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the error that the others followed from; a lost lease explains all others."""
    flat = list(_flat(group))
    return next((error for error in flat if isinstance(error, LeaseLost)), flat[0])


def _flat(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _flat(error)
        else:
            yield error
