"""The health of a service, and the small HTTP application that tells it; other routes may be added to it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from nahtlos.engine.slots import SlotState
from nahtlos.errors import NahtlosError
from nahtlos.runtime.service import PULSE, Service
from nahtlos.runtime.service_calls import refused

PATIENCE: Final = 5.0
"""Seconds within which the ledger has to answer."""
ASLEEP: Final = 6 * PULSE
"""Who has not looked at the clock for so long is not well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a service is."""

    is_well: bool
    facts: dict[str, Any]


async def health_of(service: Service) -> Health:
    """Ask everything that a service needs whether it is there."""
    ledger, open_slots = await _ledger(service)
    now, woken_at = service.clock.now(), service.signs.woken_at
    is_awake = woken_at is not None and now - woken_at < ASLEEP and woken_at - now < timedelta(minutes=1)
    journal = service.signs.journal
    next_at = service.clockwork.next_at()
    return Health(
        is_well=is_awake and ledger == "ok" and journal == "ok",
        facts={
            "alive": True,
            "clock": "ok" if is_awake else "late",
            "ledger": ledger,
            "journal": journal,
            "woken_at": None if woken_at is None else woken_at.isoformat(timespec="seconds"),
            "lag_seconds": round(service.signs.late, 3),
            "fired": service.signs.fired,
            "slots": open_slots,
            "at_work": [
                {
                    "schedule": each.slot.schedule,
                    "slot": each.slot.slot,
                    "workflow": each.slot.workflow,
                    "run": each.run,
                }
                for each in service.at_work.values()
            ],
            "next_due": None if next_at is None else next_at.isoformat(timespec="seconds"),
            "is_stopping": service.is_stopping,
        },
    )


async def _ledger(service: Service) -> tuple[str, Mapping[SlotState, int]]:
    try:
        async with asyncio.timeout(PATIENCE):
            return "ok", await service.slots.count()
    except NahtlosError as error:
        return error.code, {}
    except TimeoutError:
        return "late", {}


def service_app(service: Service, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """Return what answers over HTTP: /health, and the routes that are given."""

    async def health(_: Request) -> JSONResponse:
        seen = await health_of(service)
        return JSONResponse(seen.facts, status_code=200 if seen.is_well else 503)

    return Starlette(routes=[Route("/health", health), *routes], exception_handlers={HTTPException: refused})
