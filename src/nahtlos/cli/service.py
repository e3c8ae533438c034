"""Serves until Ctrl-C or SIGTERM, and says at the beginning what it waits for."""

from __future__ import annotations

import asyncio
import os

from nahtlos.cli.options import here
from nahtlos.cli.output import complain, say, say_json
from nahtlos.cli.status import Status
from nahtlos.cli.stopping import signals_heard
from nahtlos.runtime.service import Service
from nahtlos.runtime.service_start import Prepared, Ready, StopSign, prepare_service
from nahtlos.runtime.service_start import serve as serve_workspace
from nahtlos.runtime.workspace import find_workspace


def serve(listen: str | None, *, as_json: bool) -> Status:
    """Check, serve, end."""
    prepared = prepare_service(find_workspace(here()), listen=listen)
    asyncio.run(_serve(prepared, as_json=as_json))
    return Status.DONE


async def _serve(prepared: Prepared, *, as_json: bool) -> None:
    stop, ready = StopSign(), _announce_as_json(prepared) if as_json else _announce(prepared)

    def ask() -> None:
        if not stop.is_up and not as_json:
            complain("Stopping: no slot is begun any more, cases at work are brought to an end.")
        stop.put_up()

    with signals_heard(asyncio.get_running_loop(), ask):
        await serve_workspace(prepared, stop=stop, ready=ready)


def _announce(prepared: Prepared) -> Ready:
    def tell(_: Service, address: str) -> None:
        number = len(prepared.schedules)
        say(f"Serving {number} schedule{'s' if number != 1 else ''} of {prepared.workspace.root}.")
        say(f"{address}/health says how it is; `nahtlos schedule next` says what comes. Ctrl-C ends it.")

    return tell


def _announce_as_json(prepared: Prepared) -> Ready:
    def tell(_: Service, address: str) -> None:
        names = [schedule.name for schedule in prepared.schedules]
        say_json({"address": address, "schedules": names, "pid": os.getpid()})

    return tell
